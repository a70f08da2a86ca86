import { expect, test } from 'vitest';
import { native } from '../../dist/addon/binding.js';
import { kinds } from '../../dist/addon/call/arguments.js';

const argument = (operator: string, name: string, numbers = false) =>
  native.schema(operator, numbers).arguments.find((one) => one.name === name)!;

/** libtorch's words for what TypeScript and C++ number. */
const words: Record<string, keyof typeof kinds> = {
  Tensor: 'Tensor', Scalar: 'Scalar', int: 'int', SymInt: 'int', float: 'float', SymFloat: 'float', bool: 'bool',
  SymBool: 'bool', complex: 'complex', str: 'str', ScalarType: 'ScalarType', Layout: 'Layout',
  MemoryFormat: 'MemoryFormat', QScheme: 'QScheme', Device: 'Device', Generator: 'Generator', Storage: 'Storage',
  Stream: 'Stream', Any: 'Any',
};

test('the numbers of the kinds are the same on both sides, for every argument and result of every operator', () => {
  const seen = new Set<number>();
  for (const name of native.operator_names()) {
    const plan = native.schema(name);
    for (const { type, kind, depth } of [...plan.arguments, ...plan.returns]) {
      seen.add(kind);
      expect(kind, `${name}: ${type}`).toBe(kinds[words[type.replace(/[[\]?]/g, '')] ?? 'opaque']);
      expect(depth, `${name}: ${type}`).toBe(type.split('[]').length - 1);
    }
  }
  expect(seen.size).toBeGreaterThan(15);
});

test('lists, and what of them may be missing', () => {
  expect(argument('aten::index.Tensor', 'indices')).toMatchObject({ depth: 1, optional: false, optional_elements: true });
  expect(argument('aten::upsample_nearest1d.vec', 'output_size')).toMatchObject({ depth: 1, optional: true });
  expect(argument('aten::max_pool2d', 'kernel_size')).toMatchObject({ size: 2, required: true, wanted: 'int[]' });
  expect(argument('aten::max_pool2d', 'padding')).toMatchObject({ size: 2, required: false, default: '[0, 0]' });
});

test('defaults, keywords, and what null and numbers stand for', () => {
  expect(argument('aten::randint', 'dtype')).toMatchObject({ kwarg_only: true, null_is_default: true });
  expect(argument('aten::zeros', 'dtype')).toMatchObject({ kwarg_only: true, null_is_default: false, default: 'None' });
  expect(argument('aten::add.Tensor', 'other').number_as_tensor).toBe(false);
  expect(argument('aten::add.Tensor', 'other', true).number_as_tensor).toBe(true);
  expect(argument('aten::add.Tensor', 'alpha', true)).toMatchObject({ number_as_tensor: false, wanted: 'Number' });
  expect(argument('aten::add.out', 'out')).toMatchObject({ out: true, alias: 'a!' });
});

test('sizes that a call may spread are the last positional argument', () => {
  const spread = (name: string): number => native.schema(name).spread;
  expect(['aten::view', 'aten::ones', 'aten::permute'].map(spread)).toEqual([1, 0, 1]);
  expect(['aten::add.Tensor', 'aten::sum.dim_IntList', 'aten::max_pool2d'].map(spread)).toEqual([-1, -1, -1]);
});

test('results that are one of the arguments', () => {
  const same = (name: string): number[] => native.schema(name).returns.map((result) => result.same_as);
  expect(same('aten::add.Tensor')).toEqual([-1]);
  expect(same('aten::add_.Tensor')).toEqual([0]);
  expect(same('aten::max.dim_max')).toEqual([3, 4]);
  expect(same('aten::view')).toEqual([-1]);
  expect(same('aten::_foreach_add_.List')).toEqual([]);
});
