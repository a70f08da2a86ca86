import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { load, load_file, safe_open, SafetensorError, save, save_file } from 'nodetorch/safetensors';
import { describe as group, expect, it, test } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';
import { temporaryFolder } from './files.js';

const at = temporaryFolder();

const dtypes = [
  'bool', 'uint8', 'int8', 'float8_e5m2', 'float8_e4m3fn', 'float8_e8m0fnu', 'float8_e4m3fnuz', 'float8_e5m2fnuz', 'int16',
  'uint16', 'float16', 'bfloat16', 'int32', 'uint32', 'float32', 'complex64', 'float64', 'int64', 'uint64',
] as const;

function table(): Record<string, torch.Tensor> {
  const base = torch.arange(6, { dtype: torch.float32 }).reshape(2, 3);
  const tensors = Object.fromEntries(dtypes.map((name) => [name, base.to(torch[name])]));
  return { ...tensors, scalar: torch.tensor(1.5), empty: torch.empty(0, 3), 'name "quoted" é': torch.ones(1) };
}

/** A file with this header, and these bytes behind it. */
function file(header: unknown, data: string | Buffer = '', length?: bigint): Buffer {
  const json = Buffer.isBuffer(header) ? header : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([size, json, Buffer.from(data)]);
}

const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };

/** The errors of the package for Python 0.8, without what its JSON parser says of lines and columns. */
const refused: Readonly<Record<string, readonly [file: Buffer, error: string]>> = {
  'no bytes': [Buffer.alloc(0), 'header too small'],
  'a length beyond the file': [file({}, '', 1000n), 'invalid header length'],
  'a length beyond all headers': [file({}, '', 2n ** 63n), 'header too large'],
  'no JSON': [file('hello'), 'invalid JSON in header'],
  'a list': [file([]), 'invalid JSON in header: invalid type'],
  'no UTF-8': [file(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 'invalid UTF-8 in header'],
  'a hole before the first tensor': [file({ a: { ...one, data_offsets: [1, 5] } }, 'abcde'), 'invalid offset for tensor `a`'],
  'tensors that overlap': [file({ a: one, b: one }, 'abcd'), 'invalid offset for tensor `b`'],
  'an end before the beginning': [file({ a: { ...one, data_offsets: [4, 0] } }, 'abcd'), 'invalid offset for tensor `a`'],
  'bytes of no tensor': [file({ a: one }, 'abcde'), 'incomplete metadata, file not fully covered'],
  'missing bytes': [file({ a: one }, 'abc'), 'incomplete metadata, file not fully covered'],
  'another size than the shape says': [file({ a: { ...one, shape: [2] } }, 'abcd'), 'invalid shape, data type, or offset for tensor'],
  'a shape that overflows': [file({ a: { ...one, shape: [2 ** 60, 2 ** 60] } }, 'abcd'), 'overflow computing buffer size'],
  'a negative shape': [file({ a: { ...one, shape: [-1] } }, 'abcd'), 'expected usize'],
  'an unknown dtype': [file({ a: { ...one, dtype: 'F33' } }, 'abcd'), 'unknown variant `F33`, expected one of `BOOL`'],
  'no offsets': [file({ a: { dtype: 'F32', shape: [1] } }, 'abcd'), 'missing field `data_offsets`'],
  'metadata that is no text': [file({ __metadata__: { a: 1 } }), 'expected a string'],
  'half a byte': [file({ a: { dtype: 'F4', shape: [3], data_offsets: [0, 2] } }, 'ab'), 'does not end up at a byte boundary'],
  'a dtype that PyTorch has not': [file({ a: { dtype: 'F6_E2M3', shape: [4], data_offsets: [0, 3] } }, 'abc'), 'PyTorch has no dtype'],
};

group('files that are refused', () => {
  test.each(Object.entries(refused))('%s', (name, [bytes, error]) => {
    expect(() => load(bytes)).toThrow(error);
    expect(() => load(bytes)).toThrow(SafetensorError);
    writeFileSync(at('refused.safetensors'), bytes);
    expect(() => load_file(at('refused.safetensors'))).toThrow(error);
    if (!name.startsWith('a dtype')) expect(() => load(bytes)).toThrow('Error while deserializing: ');
  });
});

it('reads what it wrote: every dtype, names of any kind, metadata', () => {
  const tensors = table();
  const bytes = save(tensors, { made: 'here' });
  save_file(new Map(Object.entries(tensors)), at('all.safetensors'), { made: 'here' });
  expect(readFileSync(at('all.safetensors')).equals(bytes)).toBe(true);
  const sources = [
    load(bytes), load_file(at('all.safetensors')), load_file(at('all.safetensors'), { backend: 'pread', device: 'cpu' }),
    torch.load<Record<string, torch.Tensor>>(at('all.safetensors')),
  ];
  for (const read of sources) {
    expect(Object.keys(read).sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, tensor] of Object.entries(tensors)) {
      expect([name, read[name]!.dtype, [...read[name]!.shape]]).toEqual([name, tensor.dtype, [...tensor.shape]]);
      expect(read[name]!.untyped_storage().tolist()).toEqual(tensor.untyped_storage().tolist());
    }
  }
  expect(load(file({}))).toEqual({});
});

it('opens a file for single tensors and parts of them', () => {
  save_file(table(), at('open.safetensors'), { made: 'here' });
  const opened = safe_open(at('open.safetensors'), 'pt', { device: 'cpu' });
  expect(opened.metadata()).toEqual({ made: 'here' });
  expect(opened.keys()).toEqual(Object.keys(table()).sort());
  expect(opened.offset_keys()[0]).toBe('uint64');
  expect(opened.get_tensor('float32').tolist()).toEqual([[0, 1, 2], [3, 4, 5]]);
  const slice = opened.get_slice('int64');
  expect([slice.get_shape(), slice.get_dtype(), slice.index(':', 1).tolist()]).toEqual([[2, 3], 'I64', [1, 4]]);
  expect(() => opened.get_tensor('nothing')).toThrow('File does not contain tensor nothing');
  opened.close();
  expect(safe_open(at('open.safetensors'), { framework: 'pt', device: 'cpu' }).keys()).toEqual(opened.keys());
  expect(() => safe_open(at('open.safetensors'), 'jax' as 'pt')).toThrow('framework jax is invalid');
});

it('refuses tensors that the format cannot hold', () => {
  const base = torch.zeros(2, 3);
  expect(() => save({ a: base.t() })).toThrow('You are trying to save a non contiguous tensor: `a`');
  expect(() => save({ a: base, b: base.index(0) })).toThrow(/Some tensors share memory.*\[\{'a', 'b'\}\]/);
  expect(() => save({ a: base.index(0), b: base.index(1) })).not.toThrow();
  expect(() => save({ a: torch.eye(2).to_sparse() })).toThrow("You are trying to save a sparse tensors: `['a']`");
  expect(() => save({ a: 1 as unknown as torch.Tensor })).toThrow('Key `a` is invalid, expected torch.Tensor but received number');
  expect(() => save([base] as unknown as Record<string, torch.Tensor>)).toThrow('Expected a dict of [str, torch.Tensor]');
  expect(() => save({ a: torch.zeros(1, { dtype: torch.complex128 }) })).toThrow('safetensors has no torch.complex128');
  expect(() => save({ a: torch.zeros(1, { device: 'meta' }) })).toThrow('a meta tensor has no elements');
  expect(() => torch.load(at('x.safetensors'), { map_location: { cpu: 'cpu' } })).toThrow('dict map_location is not supported');
});

interface Odd {
  readonly name: string;
  readonly base64: string;
  readonly error?: string;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly tensors?: Readonly<Record<string, readonly [dtype: string, shape: readonly number[], hex: string]>>;
}

/** Odd headers, and what the package for Python says of each (scripts/golden/safetensors_headers.py). */
const odd = JSON.parse(
  readFileSync(new URL('../golden/safetensors_headers.json', import.meta.url), 'utf8')) as readonly Odd[];

/** Words of the errors that do not come from a JSON parser. */
const words = (error: string): string =>
  error.replace(/(invalid (JSON|UTF-8) in header).*/s, '$1').replace('deserializing:', 'deserializing header:');

group('headers of any kind are taken, and refused, as the package for Python does', () => {
  it.each(odd)('$name', ({ base64, error, metadata, tensors }) => {
    const path = at('odd.safetensors');
    writeFileSync(path, Buffer.from(base64, 'base64'));
    if (error !== undefined) {
      expect(() => safe_open(path)).toThrow(SafetensorError);
      expect(() => safe_open(path)).toThrow(words(error));
      return;
    }
    using file = safe_open(path);
    expect([file.metadata(), file.offset_keys()]).toEqual([metadata, Object.keys(tensors!)]);
    for (const [name, [dtype, shape, hex]] of Object.entries(tensors!)) {
      expect(file.get_slice(name).get_dtype()).toBe(dtype);
      // PyTorch has no such dtype, no such shape, or no half of an element.
      const isOdd = dtype === 'F4' && shape.at(-1) === 3;
      if (isOdd || dtype.startsWith('F6') || shape.some((length) => length > 2 ** 53)) continue;
      const tensor = file.get_tensor(name);
      expect([...tensor.shape]).toEqual(dtype === 'F4' ? [shape[0]! / 2] : shape);
      expect(Buffer.from(tensor.untyped_storage().tolist()).toString('hex')).toBe(hex);
    }
  });
});

it('refuses a float4 without a dimension, whose two numbers no shape tells', () => {
  const bytes = (...size: number[]): torch.Tensor =>
    torch.zeros(size, { dtype: torch.uint8 }).view(torch.float4_e2m1fn_x2);
  expect(() => save({ a: bytes() })).toThrow(SafetensorError);
  expect(() => save({ a: bytes() })).toThrow('does not end up at a byte boundary, this is invalid. (`a` has no dimension');
  expect([...load(save({ a: bytes(2, 3) }))['a']!.shape]).toEqual([2, 3]);
});

it('outlives a file that is cut short after it was opened', () => {
  const path = at('shrinks.safetensors');
  const tensors = { a: torch.ones(1 << 16), b: torch.ones(1 << 16) };
  save_file(tensors, path);
  // In another process, which a tensor over a mapping would end.
  const program = `
    import { truncateSync } from 'node:fs';
    import 'nodetorch';
    import { load_file, safe_open } from 'nodetorch/safetensors';
    const [path] = process.argv.slice(1);
    const all = load_file(path);
    const opened = safe_open(path);
    const mapped = safe_open(path, 'pt', { backend: 'mmap' });
    truncateSync(path, 4096);
    console.log(all.a.sum().item(), all.b.sum().item());
    for (const file of [opened, mapped]) {
      try { console.log(file.get_tensor('b').sum().item()); } catch (error) { console.log(error.message.replace(path, 'it')); }
    }`;
  const { stdout, signal } = spawnSync(
    process.execPath, ['--input-type=module', '-e', program, path], { encoding: 'utf8' });
  expect([signal, stdout]).toEqual([null, '65536 65536\nunexpected end of file: the file might be corrupted\n' +
    'it has become shorter since it was opened: 4096 bytes of 524432\n']);
});

const python = referencePython();
const withPackage = python !== undefined && (() => {
  try {
    execFileSync(python, ['-c', 'import safetensors'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!withPackage)('reads and writes the same bytes as the package for Python', () => {
  save_file(table(), at('ours.safetensors'));
  execFileSync(python!, ['-c', `
from safetensors.torch import load_file, save_file
from safetensors import safe_open
# load_file of the package has no name for one of the dtypes that its safe_open reads.
with safe_open("${at('ours.safetensors')}", "pt") as f:
    save_file(f.get_tensors(), "${at('theirs.safetensors')}")
`]);
  expect(readFileSync(at('theirs.safetensors')).equals(readFileSync(at('ours.safetensors')))).toBe(true);
  expect(load_file(at('theirs.safetensors'))['float32']!.tolist()).toEqual([[0, 1, 2], [3, 4, 5]]);
});

test('arguments come by name too, and a name that is none is refused', () => {
  const file = temporaryFolder()('named.safetensors');
  save_file({ metadata: torch.ones(2) }, file, { metadata: { format: 'pt' } });
  using opened = safe_open(file, { framework: 'pt', device: 'cpu' });
  expect([opened.metadata(), opened.keys()]).toEqual([{ format: 'pt' }, ['metadata']]);
  save_file({ tensors: { a: torch.ones(1) }, filename: file });
  expect(Object.keys(load_file({ filename: file, device: 'cpu' }))).toEqual(['a']);
  expect(() => (load_file as (...args: unknown[]) => void)(file, { devise: 'cpu' })).toThrow(
    new TypeError("load_file() got an unexpected keyword argument 'devise'. Did you mean 'device'?"));
});
