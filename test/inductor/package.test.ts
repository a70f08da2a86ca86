/** Programs of AOTInductor: what is done around libtorch's loader. Whole ones: npm run conformance -- files. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import { load_package } from 'nodetorch/_inductor/package';
import { afterAll, describe, expect, it } from 'vitest';
import { needInstead } from '../../dist/inductor/elf.js';
import { nested, parseSpec, tensorsIn } from '../../dist/inductor/pytree.js';
import { archive } from '../serialization/make_files.js';

const temporary = mkdtempSync(join(tmpdir(), 'nodetorch-aoti-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** A library of 64 bits that has nothing but the names of those that it needs. */
function library(needs: readonly string[]): Buffer {
  const names = ['', ...needs].map((name) => `${name}\0`);
  const strings = Buffer.from(names.join(''), 'latin1');
  const places = needs.map((_, i) => names.slice(0, i + 1).join('').length);
  const [dynamicAt, base] = [64 + 2 * 56, 0x1000];
  const entries = [[5, base + dynamicAt + 16 * (needs.length + 2)], ...places.map((place) => [1, place]), [0, 0]];
  const made = Buffer.alloc(dynamicAt + 16 * entries.length);
  made.writeUInt32BE(0x7f454c46, 0);
  made.writeUInt8(2, 4);
  made.writeUInt8(1, 5);
  made.writeBigUInt64LE(64n, 32);
  made.writeUInt16LE(2, 56);
  const whole = Buffer.concat([made, strings]);
  const segment = (at: number, type: number, offset: number, length: number): void => {
    whole.writeUInt32LE(type, at);
    whole.writeBigUInt64LE(BigInt(offset), at + 8);
    whole.writeBigUInt64LE(BigInt(base + offset), at + 16);
    whole.writeBigUInt64LE(BigInt(length), at + 32);
  };
  segment(64, 1, 0, whole.length);
  segment(120, 2, dynamicAt, 16 * entries.length);
  for (const [i, [tag, value]] of entries.entries()) {
    whole.writeBigInt64LE(BigInt(tag!), dynamicAt + 16 * i);
    whole.writeBigUInt64LE(BigInt(value!), dynamicAt + 16 * i + 8);
  }
  return whole;
}

describe('a library', () => {
  it('needs one in the place of another that it needs', () => {
    const made = library(['libtorch.so', 'libc.so.6', 'libtorch_cpu.so']);
    const before = Buffer.from(made);
    expect(needInstead(made, 'libtorch.so', 'libtorch_cpu.so')).toBe(true);
    expect([...made].flatMap((byte, i) => (byte === before[i] ? [] : [i]))).toHaveLength(1);
    expect(needInstead(made, 'libtorch.so', 'libtorch_cpu.so')).toBe(false);
  });

  it('is left as it is, if it is none or does not need both', () => {
    for (const made of [library(['libc.so.6', 'libtorch.so']), library(['libtorch_cpu.so']), Buffer.from('MZ'), Buffer.alloc(200)]) {
      const before = Buffer.from(made);
      expect(needInstead(made, 'libtorch.so', 'libtorch_cpu.so')).toBe(false);
      expect(made).toEqual(before);
    }
  });
});

describe('results', () => {
  const leaf = { type: null, context: null, children_spec: [] };
  const spec = (type: string, context: unknown, ...children_spec: unknown[]): object =>
    ({ type, context: JSON.stringify(context), children_spec });
  const parsed = (tree: object): ReturnType<typeof parseSpec> => parseSpec(JSON.stringify([1, tree]));

  it('nest as the program says', () => {
    const tree = spec('builtins.dict', ['y', 'z'], leaf, spec('builtins.list', null, leaf, spec('builtins.tuple', null, leaf)));
    expect(nested([1, 2, 3], parsed(tree))).toEqual({ y: 1, z: [2, [3]] });
    expect(nested([1], parsed(leaf))).toBe(1);
    expect(nested([1], parsed(spec('collections.OrderedDict', ['a'], leaf)))).toEqual(new OrderedDict([['a', 1]]));
    expect(nested([1, 2], parsed(spec('builtins.dict', [7, 8], leaf, leaf)))).toEqual(new Map([[7, 1], [8, 2]]));
    expect(() => nested([1], parsed(spec('my.Class', null, leaf)))).toThrow(/the class my\.Class have no counterpart/);
    expect(() => nested([1, 2], parsed(leaf))).toThrow(/gave 2 results, more than were declared/);
    expect(() => parseSpec('[2, {}]')).toThrow('Unknown protocol 2. Available protocols: [1]');
  });

  it('come from the tensors of the arguments, in their order', () => {
    const [a, b, c] = [1, 2, 3].map((value) => torch.tensor(value));
    expect(tensorsIn([a, 5, { x: [b], y: null }, new Map([['z', c]])])).toEqual([a, b, c]);
  });
});

describe('what is no package', () => {
  const put = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(temporary, name), bytes);
    return join(temporary, name);
  };

  it('is refused, and nothing stays unpacked', () => {
    const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('nodetorch-package-'));
    const before = left();
    const load = (name: string, bytes: Uint8Array) => (): unknown =>
      torch._inductor.aoti_load_package(put(name, bytes));
    expect(load('a', Buffer.from('nothing'))).toThrow(/failed reading zip archive: failed finding central directory/);
    expect(load('b', archive([{ name: '../evil.so', bytes: Buffer.from('x') }]))).toThrow(/would lie outside of the package/);
    expect(load('c', archive([{ name: 'a/data/x', bytes: Buffer.from('x') }]))).toThrow(torch.RuntimeError);
    expect(() => load_package(join(temporary, 'absent'))).toThrow(/ENOENT/);
    mkdirSync(join(temporary, 'empty'));
    expect(() => load_package(join(temporary, 'empty'), 'model')).toThrow(torch.RuntimeError);
    expect(left()).toEqual(before);
  });
});
