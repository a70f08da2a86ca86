import { describe, expect, test } from 'vitest';
import { bool, callable, having, int, iterable, kind, must, sized, str, within, type Kinds } from '../../dist/arguments/kinds.js';
import { Signature } from '../../dist/arguments/signature.js';
import { AttributeError } from '../../dist/values/errors.js';

type Body = (...args: unknown[]) => unknown;
interface Reader {
  list(args: unknown[], shownName?: string): unknown[];
  define(body: Body): Body;
}
const takes = (text: string, kinds: Kinds): Reader => new Signature(text as never, kinds) as never;

class Key {}
const kinds = { Key: kind((value) => value instanceof Key), str, bool, int, small: within(0n, 255n) };
const key = new Key();

describe('kinds by the names of types', () => {
  test.each<[string, unknown[]]>([
    ['f(a: Key, b: str = "x")', [key]],
    ['f(a: Key | None, b: int | str)', [null, 'x']],
    ['f(a: Sequence[Key], *, b: bool = None)', [[key, key], { b: true }]],
    ['f(a: Sequence[Key | None])', [[null, key]]],
    ['f(a: Unknown, b: Key | Unknown)', [3, 3]],
    ['f(a: Key = None)', [null]],
    ['f(small: int)', [255]],
  ])('%s takes what is one', (text, given) => {
    const reader = takes(text, kinds);
    expect(reader.define((...values) => values)(...given)).toEqual(reader.list(given));
  });

  test.each<[string, unknown[], string]>([
    ['f(a: Key)', [3], "f(): argument 'a' (position 1) must be Key, not int"],
    ['f(a: Key, b: str)', [key, null], "f(): argument 'b' (position 2) must be str, not NoneType"],
    ['f(a: Key)', [{ a: 'x' }], "f(): argument 'a' must be Key, not str"],
    ['f(a: int, *, b: bool = None)', [1, { b: 3 }], "f(): argument 'b' must be bool, not int"],
    ['f(a: Key | None)', [[]], "f(): argument 'a' (position 1) must be Key, not list"],
    ['f(a: Sequence[Key])', [3], "f(): argument 'a' (position 1) must be tuple of Keys, not int"],
    ['f(a: Sequence[Key])', [[key, 3]],
      "f(): argument 'a' (position 1) must be tuple of Keys, but found element of type int at pos 1"],
    ['f(a: int | str)', [true], "f(): argument 'a' (position 1) must be int or str, not bool"],
    ['Box(a: Key)', [3], "Box(): argument 'a' (position 1) must be Key, not int"],
    ['Box.has(self, a: Key)', [3], "has(): argument 'a' (position 1) must be Key, not int"],
    ['f(small: int)', [256], "f(): argument 'small' (position 1) must be from 0 to 255, not 256"],
    ['f(small: int)', [1.5], "f(): argument 'small' (position 1) must be int, not float"],
  ])('%s of %j says what was wanted and what came', (text, given, message) => {
    const reader = takes(text, kinds);
    expect(() => reader.list(given)).toThrow(new TypeError(message));
    expect(() => reader.define((a) => a)(...given)).toThrow(new TypeError(message));
  });

  test('a method that shares a text has its own name', () => {
    expect(() => takes('Box.add(self, a: Key)', kinds).list([3], 'Box.remove')).toThrow(
      "remove(): argument 'a' (position 1) must be Key, not int");
  });
});

test("kinds by the name of a parameter may have Python's own words", () => {
  const f = takes('f(a: Fn, b: Sequence[int], c: Module)', {
    a: callable, b: iterable, c: having('training', (value) => typeof value === 'function'),
  });
  const fn = (): null => null;
  expect(f.list([fn, [1], fn])).toEqual([fn, [1], fn]);
  expect(() => f.list([3, [1], fn])).toThrow(new TypeError("'int' object is not callable"));
  expect(() => f.list([fn, null, fn])).toThrow(new TypeError("'NoneType' object is not iterable"));
  expect(() => f.list([fn, 'x', new Map()])).toThrow(new AttributeError("'dict' object has no attribute 'training'"));
});

test('must gives the value back, or throws', () => {
  expect(must('x', iterable)).toBe('x');
  expect(() => must(1.5, sized)).toThrow(new TypeError("object of type 'float' has no len()"));
});
