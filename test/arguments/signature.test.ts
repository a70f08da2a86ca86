import { describe, expect, test } from 'vitest';
import { Signature } from '../../dist/arguments/signature.js';
import { parseSignature } from '../../dist/arguments/text.js';

/** A signature that is not one of the library's. */
const takes = (text: string): Reader => new Signature(text as never) as never;
interface Reader {
  list(args: unknown[]): unknown[];
  read(args: unknown[]): object;
  define(body: Body): Body;
}
type Body = (...args: unknown[]) => unknown;

const relu = takes('relu(input: Tensor, inplace: bool = False) -> Tensor');
const only = takes('f(a, b=2, *, c, d: float = 1e-3)');

describe('what a text says', () => {
  test('names, annotations and defaults', () => {
    const { parameters, result, self, shownName } = parseSignature(
      'Layer(sizes: tuple[int, int] = (1, 2), mode: Literal["a, b", "c"] = "c", *, eps: float = -1e-5, dim: int = None) -> X[Y]');
    expect(parameters.map(({ name, value }) => [name, value])).toEqual(
      [['sizes', [1, 2]], ['mode', 'c'], ['eps', -1e-5], ['dim', null]]);
    expect(parameters.map(({ type }) => type)).toEqual(
      ['tuple[int, int]', 'Literal["a, b", "c"]', 'float', 'int']);
    expect(parameters.map(({ keywordOnly }) => keywordOnly)).toEqual([false, false, true, true]);
    expect([result, self, shownName]).toEqual(['X[Y]', 1, 'Layer.__init__']);
  });
  test('several lines', () => {
    expect(parseSignature('f(\n  a: int,\n  b: int = 1 / 4)').parameters.map(({ value }) => value)).toEqual([undefined, 0.25]);
  });
  test.each(['f', 'f(', 'f(a b)', 'f(a=what)'])('what is none: %s', (text) => {
    expect(() => parseSignature(text)).toThrow(SyntaxError);
  });
});

describe('arguments', () => {
  test.each<[unknown[], unknown[]]>([
    [['x'], ['x', false]],
    [['x', true], ['x', true]],
    [['x', undefined], ['x', false]],
    [['x', { inplace: true }], ['x', true]],
    [[{ inplace: true, input: 'x' }], ['x', true]],
    [[Object.assign(Object.create(null), { input: 'x' })], ['x', false]],
    [['x', true, undefined], ['x', true]],
    [['x', null], ['x', null]],
  ])('%j', (given, values) => {
    expect(relu.list(given)).toEqual(values);
    expect(relu.define((...args) => args)(...given)).toEqual(values);
    expect({ ...relu.read(given) }).toEqual({ input: values[0], inplace: values[1] });
  });

  test.each<[string, unknown[], string]>([
    ['relu(input, inplace=False)', [], "relu() missing 1 required positional argument: 'input'"],
    ['relu(input, inplace=False)', ['x', true, 3], 'relu() takes from 1 to 2 positional arguments but 3 were given'],
    ['relu(input, inplace=False)', ['x', { inplac: true }],
      "relu() got an unexpected keyword argument 'inplac'. Did you mean 'inplace'?"],
    ['relu(input, inplace=False)', ['x', { input: 'y' }], "relu() got multiple values for argument 'input'"],
    ['M.f(self)', [1], 'M.f() takes 1 positional argument but 2 were given'],
    ['C(a)', [1, 2], 'C.__init__() takes 2 positional arguments but 3 were given'],
    ['f(a, b, c)', [1], "f() missing 2 required positional arguments: 'b' and 'c'"],
    ['f(a, *, b)', [1], "f() missing 1 required keyword-only argument: 'b'"],
    ['f(a, *, b=1)', [1, 2, { b: 3 }],
      'f() takes 1 positional argument but 2 positional arguments (and 1 keyword-only argument) were given'],
  ])('%s of %j is refused as in Python', (text, given, message) => {
    expect(() => takes(text).list(given)).toThrow(new TypeError(message));
    expect(() => takes(text).define(() => null)(...given)).toThrow(new TypeError(message));
  });

  test('those after the star come by name', () => {
    expect(only.list([1, { c: 3 }])).toEqual([1, 2, 3, 1e-3]);
    expect(only.define((...args) => args)(1, { c: 3, b: 4 })).toEqual([1, 4, 3, 1e-3]);
  });
  test('a variadic one takes the rest', () => {
    const f = takes('f(a, *rest, b=1)');
    expect(f.list([1, 2, 3, { b: 4 }])).toEqual([1, [2, 3], 4]);
    expect(f.define((...args) => args)(1)).toEqual([1, [], 1]);
  });
  test('a plain object is the argument itself where a dict is wanted', () => {
    const f = takes('f(state_dict: dict[str, Any], strict: bool = True)');
    expect(f.list([{ weight: 1 }])).toEqual([{ weight: 1 }, true]);
    expect(f.list([{}])).toEqual([{}, true]);
    expect(f.list([{ state_dict: { weight: 1 } }])).toEqual([{ weight: 1 }, true]);
    expect(f.list([{ weight: 1 }, { strict: false }])).toEqual([{ weight: 1 }, false]);
    expect(() => f.list([{ weight: 1 }, { strct: false }])).toThrow("Did you mean 'strict'?");
  });
});
