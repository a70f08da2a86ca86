import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import { BytesIO, UnpicklingError } from 'nodetorch/serialization';
import { describe as group, expect, it, test } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';
import { fileOf, golden, temporaryFolder } from './files.js';
import { describe } from './objects.js';

const at = temporaryFolder();

function saved(value: unknown): Buffer {
  const target = new BytesIO();
  torch.save(value, target);
  return Buffer.from(target.getvalue());
}

const zips = golden.files.filter(({ format }) => format === 'zip').map(({ name }) => name);

/** What JavaScript cannot tell apart, or Python writes as no reader would take it. */
const differing: Readonly<Record<string, string>> = {
  floats: 'a whole float is an int',
};

group("writes what was loaded byte for byte as Python's torch.save wrote it", () => {
  test.each(zips.filter((name) => differing[name] === undefined))('%s', (name) => {
    const file = fileOf(name);
    const again = saved(torch.load(file));
    expect(again.equals(file)).toBe(true);
  });
  test.each(Object.keys(differing))('what differs comes back the same: %s', (name) => {
    const value = torch.load(fileOf(name));
    expect(describe(torch.load(saved(value)))).toEqual(describe(value));
  });
});

test("the id of an archive is libtorch's, however many records there are", () => {
  const like = torch.tensor([0x50, 0x4b, 7, 8, 1, 2, 3, 4, 5], { dtype: torch.uint8 });
  for (const count of [0, 1, 8, 9, 24, 25, 54, 300]) {
    const tensors = Array.from({ length: count }, (_, i) => torch.tensor([i, 0.5]));
    const reader = new torch.PyTorchFileReader(new BytesIO(saved([...tensors, like, torch.empty(0)])));
    const writer = new torch.PyTorchFileWriter(new BytesIO());
    for (const name of reader.get_all_records()) {
      const record = reader.get_record(name);
      if (name !== '.data/serialization_id') writer.write_record(name, record, record.length);
    }
    writer.write_end_of_file();
    expect(reader.serialization_id()).toBe(writer.serialization_id());
  }
});

// Seconds for PyTorch to start, so everything that Python is asked goes into one run.
const python = referencePython();

group.skipIf(python === undefined)("Python's torch.load with weights_only=True", () => {
  it('reads what is written here, and writes the same again', () => {
    const folder = at('both ways');
    mkdirSync(folder);
    for (const [i, name] of zips.entries()) torch.save(torch.load(fileOf(name)), `${folder}/${i}.pt`);
    const report = JSON.parse(execFileSync(python!, ['-W', 'ignore', '-c', `
import io, json, os, torch
from torch.utils.serialization import config
def saved(value):
    target = io.BytesIO()
    torch.save(value, target)
    return target.getvalue()
os.mkdir("${folder}/again")
report = []
for i in range(${zips.length}):
    value = torch.load("${folder}/%d.pt" % i)
    torch.save(value, "${folder}/again/%d.pt" % i)
    config.load.calculate_storage_offsets = True
    report.append(saved(torch.load("${folder}/%d.pt" % i, mmap=True)) == saved(value))
    config.load.calculate_storage_offsets = False
print(json.dumps(report))
`], { encoding: 'utf8' })) as boolean[];
    expect(zips.filter((_, i) => !report[i])).toEqual([]);
    for (const [i, name] of zips.entries()) {
      if (name === 'untyped storage') continue; // Python's load makes a TypedStorage of it.
      const [ours, theirs] = [readFileSync(`${folder}/${i}.pt`), readFileSync(`${folder}/again/${i}.pt`)];
      expect([name, describe(torch.load(theirs))]).toEqual([name, describe(torch.load(ours))]);
    }
  });

  it('reads values that only JavaScript makes', () => {
    const file = at('values.pt');
    const weight = torch.nn.Parameter(torch.ones(2, 2));
    torch.save({
      nested: { pair: Object.freeze([1, 0.5]), set: new Set(['a']), map: new Map<unknown, unknown>([[1, null], ['k', 2n ** 70n]]) },
      state: new OrderedDict([['weight', weight], ['view', weight.detach().index(0)]]),
      nothing: undefined, empty: new Uint8Array(), max: torch.tensor([[1, 5]]).max(1),
      storage: torch.tensor([1, 2], { dtype: torch.uint8 }).untyped_storage(),
    }, file);
    const text = execFileSync(python!, ['-W', 'ignore', '-c', `
import torch
v = torch.load("${file}")
v["state"]["view"][0] = 9
print(v["nested"], type(v["state"]["weight"]).__name__, v["state"]["weight"].tolist(), v["nothing"], v["empty"], v["max"])
print(list(v["storage"]))
`], { encoding: 'utf8' });
    expect(text).toBe(
      "{'pair': (1, 0.5), 'set': {'a'}, 'map': {1: None, 'k': 1180591620717411303424}} Parameter [[9.0, 1.0], [1.0, 1.0]] " +
        "None b'' (tensor([5.]), tensor([1]))\n[1, 2]\n");
  });
});

it('replaces a file only by a complete one', () => {
  const file = at('kept.pt');
  torch.save([1], file);
  const before = readFileSync(file);
  expect(() => torch.save([2, () => 1], file)).toThrow("Can't pickle the function or class (without a name)");
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(at('.')).filter((name) => name.endsWith('.part'))).toEqual([]);
  torch.save([3], file);
  expect(torch.load(file)).toEqual([3]);
});

it('writes through a link, keeps the mode of a file, and names a folder that is not there', () => {
  const [file, link] = [at('target.pt'), at('link.pt')];
  writeFileSync(file, 'old', { mode: 0o600 });
  symlinkSync(file, link);
  torch.save('new', link);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect([torch.load(file), statSync(file).mode & 0o777]).toEqual(['new', 0o600]);
  expect(() => torch.save(1, at('no/such/file.pt'))).toThrow(`Parent directory ${at('no/such')} does not exist.`);
  expect(() => torch.save(1, at('.'))).toThrow('is a directory');
  expect(existsSync(at('no'))).toBe(false);
});

it('calls the folder inside the archive after the file', () => {
  const names = ['model.best.pt', 'plain', 'modèle.pt', '.pt'].map((name) => {
    torch.save(1, at(name));
    const bytes = readFileSync(at(name));
    return bytes.toString('latin1', 30, 30 + bytes.readUInt16LE(26));
  });
  expect(names).toEqual(['model.best/data.pkl', 'plain/data.pkl', 'archive/data.pkl', 'archive/data.pkl']);
});

it('saves only what a view is a view of, once, and refuses one memory as two dtypes', () => {
  const base = torch.zeros(1000);
  const file = saved([base.index('0:2'), base.index('2:4'), base]);
  expect(file.length).toBeGreaterThan(4000);
  expect(file.length).toBeLessThan(6500);
  expect(saved(base.index('0:2').clone()).length).toBeLessThan(2000);
  expect(() => saved([base, base.view(torch.int32)])).toThrow(
    'Cannot save multiple tensors or storages that view the same data as different types');
});

it('writes no checksums if told so, and reads such files', () => {
  torch.serialization.set_crc32_options(false);
  try {
    const file = saved(torch.ones(3));
    expect(file.readUInt32LE(file.lastIndexOf(Buffer.from('PK\x07\x08')) + 4)).toBe(0);
    expect(torch.load<torch.Tensor>(file).tolist()).toEqual([1, 1, 1]);
  } finally {
    torch.serialization.set_crc32_options(true);
  }
});

it('names what cannot be saved', () => {
  const cyclic: unknown[] = [];
  let deep: unknown[] = cyclic;
  for (let i = 0; i < 2000; i++) deep = [deep];
  expect(() => saved(deep)).toThrow('maximum recursion depth exceeded while pickling an object');
  expect(() => saved({ at: new Date() })).toThrow("Can't pickle an object of the class Date");
  expect(() => saved(Symbol('x'))).toThrow("Can't pickle the symbol Symbol(x)");
  expect(() => saved(torch.contiguous_format)).toThrow('Python would not load it');
  expect(() => saved(2n ** 3000n)).toThrow('could not be loaded again');
  expect(() => torch.save(1, {} as BytesIO)).toThrow("a file-like object with a 'write' attribute");
  expect(() => torch.save(1, new BytesIO(), { pickle_protocol: 4 as unknown as 2 })).toThrow('only pickle_protocol=2');
  expect(() => torch.save(1, new BytesIO(), { pickle_protocl: 2 } as object)).toThrow("Did you mean 'pickle_protocol'?");
});

it('loads and saves objects of classes that were allowed, and no others', () => {
  class Point {
    x = 0;
    constructor(x: number) {
      this.x = x;
      throw new Error('the constructor must not run');
    }
    length(): number {
      return Math.abs(this.x);
    }
  }
  const allowed = [[Point, 'shapes.Point']] as const;
  const point = Object.assign(Object.create(Point.prototype) as Point, { x: -3, tail: { deep: [1] } });
  expect(() => saved(point)).toThrow("Can't pickle an object of the class Point");
  const file = torch.serialization.safe_globals(allowed, () => saved([point, point]));
  expect(torch.serialization.get_unsafe_globals_in_checkpoint(file)).toEqual(['shapes.Point']);
  expect(() => torch.load(file)).toThrow(UnpicklingError);
  expect(() => torch.load(file)).toThrow('Unsupported global: GLOBAL shapes.Point was not an allowed global by default.');
  const [first, second] = torch.serialization.safe_globals(allowed, () => torch.load<[Point, Point]>(file));
  expect(first).toBe(second);
  expect([first instanceof Point, first.length(), { ...first }]).toEqual([true, 3, { x: -3, tail: { deep: [1] } }]);
  expect(torch.serialization.get_safe_globals()).toEqual([]);
});
