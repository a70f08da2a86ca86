import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const out = (): torch.Tensor => torch.empty(3);

type Options = { out: torch.Tensor } & Record<string, unknown>;
const creators: [name: string, make: (options: Options) => torch.Tensor][] = [
  ['zeros', (o) => torch.zeros([3], o)], ['ones', (o) => torch.ones([3], o)], ['full', (o) => torch.full([3], 2, o)],
  ['empty', (o) => torch.empty([3], o)], ['eye', (o) => torch.eye(3, o)], ['arange', (o) => torch.arange(3, o)],
  ['linspace', (o) => torch.linspace(0, 1, 3, o)], ['logspace', (o) => torch.logspace(0, 1, 3, o)],
  ['rand', (o) => torch.rand([3], o)], ['randn', (o) => torch.randn([3], o)],
  ['randint', (o) => torch.randint(3, [3], o)],
  ['randperm', (o) => torch.randperm(3, o)], ['normal', (o) => torch.normal(0, 1, [3], o)],
];

// PyTorch's check_out_type_matches.
test.each(creators)('%s takes what its out has to be', (_, make) => {
  const into = out();
  expect(make({ out: into, dtype: torch.float32, layout: torch.strided, device: 'cpu', pin_memory: false })).toBe(into);
  expect(make({ out: out(), dtype: null }).dtype).toBe(torch.float32);
  expect(() => make({ out: out(), dtype: torch.float64 })).toThrow(
    'dtype Double does not match dtype of out parameter (Float)');
  expect(() => make({ out: out(), layout: torch.sparse_coo })).toThrow(
    'layout Sparse does not match layout of out parameter (Strided)');
  expect(() => make({ out: out(), device: 'meta' })).toThrow(
    'device type meta does not match device type of out parameter (cpu)');
});

test('a creator that writes may want gradients', () => {
  expect(torch.zeros([3], { out: out(), dtype: torch.float32, requires_grad: true } as never).requires_grad).toBe(true);
  expect(() => torch.zeros(2, { requires_grad: 'yes' } as never)).toThrow(
    "zeros(): argument 'requires_grad' must be bool, not str");
});

test('the argument that is wrong is named, also behind sizes that are spread', () => {
  const wrong = { dtype: 'float32' } as never;
  const text = "argument 'dtype' must be torch.dtype, not str";
  for (const name of ['zeros', 'ones', 'empty'] as const) {
    expect(() => torch[name](2, wrong)).toThrow(`${name}(): ${text}`);
    expect(() => torch[name](2, 3, wrong)).toThrow(`${name}(): ${text}`);
    expect(() => torch[name]([2], wrong)).toThrow(`${name}(): ${text}`);
  }
  expect(() => torch.full([2], 1, wrong)).toThrow(`full(): ${text}`);
  expect(() => torch.zeros(2, 'a' as never)).toThrow(
    'failed to unpack the object at pos 2 with error "type must be tuple of ints,but got str"');
});

test('operators that give lists where others of their arguments give a tensor', () => {
  const x = torch.arange(4);
  for (const parts of [torch.unsafe_split(x, 2), torch.split_copy(x, 2), x.unsafe_split(2)]) {
    expect(parts.map((part) => part.tolist())).toEqual([[0, 1], [2, 3]]);
  }
  expect(() => torch.split_copy(x, [1, 3] as never)).toThrow(
    "split_copy(): argument 'split_size' (position 2) must be int, not list");
});

test('unravel_index', () => {
  const i = torch.tensor([[1n, 2n, 3n], [4n, 5n, 6n]]);
  for (const found of [
    torch.unravel_index(i, [4, 5]), torch.unravel_index(i, [4n, 5]), torch.unravel_index({ indices: i, shape: [4, 5] }),
    torch.unravel_index(i.int(), { shape: [4, 5] }),
  ]) {
    expect(found.map((each) => each.tolist())).toEqual([[[0, 0, 0], [0, 1, 1]], [[1, 2, 3], [4, 0, 1]]]);
    expect(found.map((each) => each.stride())).toEqual([[6, 2], [6, 2]]);
    expect(found[0]!.dtype).toBe(torch.int64);
  }
  expect(torch.unravel_index(i, 20).map((each) => each.stride())).toEqual([[3, 1]]);
  expect(torch.unravel_index(i, [])).toEqual([]);
  expect(() => torch.unravel_index(i, [4, 5.5])).toThrow(
    "expected 'shape' sequence to only contain ints, but got <class 'float'>");
});

test('full by name', () => {
  expect(torch.full({ size: [2], fill_value: 1 } as never).tolist()).toEqual([1, 1]);
  expect((torch.full as (...args: unknown[]) => torch.Tensor)([2], { fill_value: 3 }).dtype).toBe(torch.float32);
});
