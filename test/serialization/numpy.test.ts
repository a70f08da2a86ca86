/** Files of NumPy's, which Python wrote (scripts/golden/other_files.py), and what is written here. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { BadZipFile, load, save, savez, savez_compressed, type NpzFile } from 'nodetorch/numpy';
import { BytesIO } from 'nodetorch/serialization';
import { describe, expect, it, test } from 'vitest';
import { temporaryFolder } from './files.js';

interface Outcome {
  readonly file: string;
  readonly values?: unknown;
  readonly error?: string;
  readonly message?: string;
}
interface Golden {
  readonly arrays: Readonly<Record<string, {
    readonly file: string; readonly shape: number[]; readonly dtype: string; readonly strides: number[];
    readonly values: string;
  }>>;
  readonly refused: Readonly<Record<string, Outcome>>;
  readonly taken: Readonly<Record<string, Outcome>>;
  readonly npz: string;
  readonly 'npz compressed': string;
  readonly 'npz empty': string;
}
const golden = JSON.parse(readFileSync(new URL('../golden/other_files.json', import.meta.url), 'utf8')) as Golden;
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');
const at = temporaryFolder();

/** Python's text of nested lists. */
function shown(values: unknown): string {
  if (Array.isArray(values)) return `[${values.map(shown).join(', ')}]`;
  if (values instanceof torch.Complex) return `(${values.re}${values.im < 0 ? '-' : '+'}${Math.abs(values.im)}j)`;
  if (typeof values === 'boolean') return values ? 'True' : 'False';
  return values === Infinity ? 'inf' : String(values);
}

describe('arrays', () => {
  test.each(Object.entries(golden.arrays))('%s: values, shape, dtype and strides are NumPy\'s', (_, array) => {
    const tensor = load(bytesOf(array.file));
    expect([...tensor.shape]).toEqual(array.shape);
    expect(tensor.dtype.name).toBe(array.dtype);
    expect(tensor.stride()).toEqual(array.strides);
    const values = tensor.tolist({ bigint: tensor.dtype === torch.uint64 });
    const plain = tensor.dtype.is_floating_point ? array.values.replace(/(\d)\.0\b/g, '$1') : array.values;
    expect(shown(values)).toBe(plain);
  });

  test.each(Object.entries(golden.arrays).filter(([name]) => !name.startsWith('big endian')))(
    '%s: is written byte for byte as NumPy writes it', (name, { file }) => {
      save(at(`${name}.npy`), load(bytesOf(file)));
      expect(readFileSync(at(`${name}.npy`))).toEqual(bytesOf(file));
    });

  test.each(Object.entries(golden.taken))('%s is taken, as there', (_, { file, values }) => {
    expect(load(bytesOf(file)).tolist()).toEqual(values);
  });

  test.each(Object.entries(golden.refused))('%s: is refused with the words of NumPy and PyTorch', (_, { file, error, message }) => {
    const run = (): unknown => load(new BytesIO(bytesOf(file)));
    let thrown: Error | undefined;
    try {
      run();
    } catch (caught) {
      thrown = caught as Error;
    }
    expect(thrown?.name).toBe(error);
    // Memory is counted in elements here, as NumPy does of files; of objects like files it counts bytes.
    if (message!.startsWith('EOF: reading array data')) expect(thrown!.message).toMatch(/^Failed to read all data for array/);
    else expect(thrown!.message.startsWith(message!)).toBe(true);
  });

  it('says what a void may be, and what a structure is', () => {
    expect(() => load(bytesOf(golden.refused['void']!.file))).toThrow(/bfloat16 of ml_dtypes; view them there as whole numbers/);
    expect(() => load(bytesOf(golden.refused['structure']!.file))).toThrow(/save its fields as arrays of their own/);
  });

  it('does not write what NumPy has no numbers for, and leaves no file', () => {
    const refused: readonly (readonly [torch.Tensor, RegExp])[] = [
      [torch.ones(2, { dtype: torch.bfloat16 }), /^Got unsupported ScalarType BFloat16$/],
      [torch.ones(2).to(torch.float8_e5m2), /^Got unsupported ScalarType Float8_e5m2$/],
      [torch.ones(2, { requires_grad: true }), /^Can't call numpy\(\) on Tensor that requires grad\./],
      [torch.ones(2).to_sparse(), /^can't convert Sparse layout tensor to numpy\./],
      [torch.ones(2, { device: 'meta' }), /^can't convert meta device type tensor to numpy\./],
    ];
    for (const [tensor, message] of refused) expect(() => save(at('refused'), tensor)).toThrow(message);
    expect(() => save(at('refused'), 5 as never)).toThrow(/save\(\): expected arr to be a tensor, got number/);
    expect(existsSync(at('refused.npy'))).toBe(false);
  });

  it('writes views, conjugates and one file after the other', () => {
    const base = torch.arange(24).reshape(2, 3, 4);
    const file = new BytesIO();
    const complex = torch.tensor([new torch.Complex(1, 2)]);
    const given = [base.select(1, 1), base.permute(2, 0, 1), complex.conj(), torch.tensor(7)];
    for (const tensor of given) save(file, tensor);
    file.seek(0);
    const back = given.map(() => load(file));
    expect(back.map((tensor) => tensor.tolist())).toEqual(given.map((tensor) => tensor.tolist()));
    expect(() => load(file)).toThrow('No data left in file');
  });

  it('maps a file, for the tensor alone or into the file', () => {
    const path = at('mapped.npy');
    const first = (): unknown => load(path).index(0, 0).item();
    save(path, torch.arange(6, { dtype: torch.float32 }).reshape(2, 3));
    for (const mode of ['r', 'c'] as const) {
      const tensor = load(path, { mmap_mode: mode });
      tensor.fill_(9);
      expect(first()).toBe(0);
    }
    const shared = load(path, 'r+');
    shared.fill_(5);
    expect(first()).toBe(5);
    writeFileSync(at('big.npy'), bytesOf(golden.arrays['big endian']!.file));
    expect(load(at('big.npy'), 'c').tolist()).toEqual(load(at('big.npy')).tolist());
    expect(() => load(at('big.npy'), 'r+')).toThrow(/byte order different from the native/);
    expect(() => load(path, 'x' as never)).toThrow("mode must be one of ['r', 'c', 'r+'");
    expect(() => load(readFileSync(path), 'r')).toThrow('Filename must be a string or a path-like object.');
  });
});

describe('archives', () => {
  it('reads those of Python, stored and compressed', () => {
    for (const name of ['npz', 'npz compressed'] as const) {
      const archive = load<NpzFile>(bytesOf(golden[name]));
      expect(archive.files).toEqual(['a', 'b']);
      expect([...archive]).toEqual(archive.files);
      expect(archive.__getitem__('a').tolist()).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]);
      expect(archive.__getitem__('a.npy').tolist()).toEqual(archive.get('a')!.tolist());
      expect([archive.__len__(), archive.__contains__('b'), archive.get('c')]).toEqual([2, true, null]);
      expect(() => archive.__getitem__('c')).toThrow('c is not a file in the archive');
      expect(String(archive)).toBe("NpzFile 'object' with keys: a, b");
    }
    expect(load<NpzFile>(bytesOf(golden['npz empty'])).files).toEqual([]);
  });

  it('writes them byte for byte', () => {
    const a = load<NpzFile>(bytesOf(golden.npz));
    savez(at('same'), Object.fromEntries(a.items()));
    expect(readFileSync(at('same.npz'))).toEqual(bytesOf(golden.npz));
    savez(at('none.npz'));
    expect(readFileSync(at('none.npz'))).toEqual(bytesOf(golden['npz empty']));
  });

  it('names tensors by their places, and compresses', () => {
    savez_compressed(at('places'), torch.zeros(1000), torch.ones(2), new Map([['x', torch.tensor(3)]]));
    const archive = load<NpzFile>(at('places.npz'));
    expect([...archive.items()].map(([name, { shape }]) => [name, [...shape]])).toEqual(
      [['x', []], ['arr_0', [1000]], ['arr_1', [2]]]);
    archive.close();
    expect(() => archive.__getitem__('x')).toThrow(/was closed/);
    expect(readFileSync(at('places.npz')).length).toBeLessThan(1000);
    expect(() => savez(at('twice'), torch.ones(1), { arr_0: torch.ones(1) })).toThrow(
      'Cannot use un-named variables and keyword arr_0');
    expect(() => savez(at('twice'), { x: 3 } as never)).toThrow(/expected x to be a tensor/);
    expect(existsSync(at('twice.npz'))).toBe(false);
  });

  it('refuses damaged ones', () => {
    const good = bytesOf(golden.npz);
    expect(() => load(Buffer.from('PK\x03\x04 and nothing else'))).toThrow(BadZipFile);
    expect(() => load(Buffer.from('PK\x03\x04 and nothing else'))).toThrow('File is not a zip file');
    const damaged = Buffer.from(good);
    damaged[200] ^= 1;
    expect(() => load<NpzFile>(damaged).__getitem__('a')).toThrow("Bad CRC-32 for file 'a.npy'");
  });
});
