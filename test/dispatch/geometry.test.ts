// An operator that fails while it resizes a tensor leaves that tensor as it was, never larger than its storage.
import * as torch from 'nodetorch';
import { beforeAll, describe, expect, test } from 'vitest';

const { aten } = torch.ops;
const huge = 2 ** 40; // elements that no machine here has memory for
const fixed = (count = 4): torch.Tensor =>
  aten.as_strided.default(torch.from_numpy(new Float32Array(count).fill(1)), [count], [1]) as torch.Tensor;

function geometry(t: torch.Tensor): unknown[] {
  return [[...t.shape], t.stride(), t.storage_offset()];
}

// Reads all of the tensor, which ends the process if it is larger than its storage.
function sameAfter(tensors: torch.Tensor | readonly torch.Tensor[], error: RegExp, call: () => unknown): void {
  const all = tensors instanceof torch.Tensor ? [tensors] : tensors;
  const before = all.map((t) => [geometry(t), t.tolist()]);
  expect(call).toThrow(error);
  expect(all.map((t) => [geometry(t), t.tolist()])).toEqual(before);
}

const memory = /can't allocate memory|not enough memory/;
const notResizable = /Trying to resize storage that is not resizable/;
const wide = torch.ones(1).expand(huge);

describe('memory that runs out', () => {
  let self: torch.Tensor;
  beforeAll(() => {
    self = torch.arange(6).float().reshape(2, 3);
  });

  test.each([
    ['resize_', () => self.resize_(huge)],
    ['resize_ of a view', () => self.t().resize_(huge, 2)],
    ['resize_as_', () => self.resize_as_(wide)],
    ['out', () => torch.add(wide, 1, { out: self })],
    ['out of many results', () => torch.sort(wide, { out: [self, torch.empty(0).long()] })],
    ['lists of out', () => aten._foreach_add.Scalar_out([wide], 1, { out: [self] })],
    ['factories', () => aten.zeros.out([huge], { out: self })],
    ['random numbers', () => aten.rand.out([huge], { out: self })],
    ['set_', () => aten.set_.source_Tensor_storage_offset(self, torch.ones(2), 0, [huge], [1])],
    ['set_ with strides', () => aten.set_.source_Tensor_storage_offset(self, torch.ones(2), 0, [2, 2], [huge, huge])],
  ])('%s', (_, call) => sameAfter(self, memory, call));

  test('an empty tensor stays empty', () => {
    const empty = torch.empty(0);
    sameAfter(empty, memory, () => empty.resize_(huge));
    expect(String(empty)).toBe('tensor([])');
    expect(empty.resize_(2).fill_(3).tolist()).toEqual([3, 3]);
  });

  test('a tensor with a gap keeps strides and offset', () => {
    const view = torch.arange(12).float().reshape(3, 4).index('1:', '::2');
    sameAfter(view, memory, () => view.resize_(huge));
    sameAfter(view, memory, () => torch.mul(wide, 2, { out: view }));
    expect(view.tolist()).toEqual([[4, 6], [8, 10]]);
  });
});

describe('storage that is not resizable', () => {
  test.each([
    ['resize_', (t: torch.Tensor) => t.resize_(100)],
    ['resize_ with a memory format', (t: torch.Tensor) => t.resize_([1, 2, 9, 9], { memory_format: torch.channels_last })],
    ['out', (t: torch.Tensor) => torch.add(torch.ones(50), 1, { out: t })],
    ['set_', (t: torch.Tensor) => aten.set_.source_Tensor_storage_offset(t, fixed(2), 0, [100], [1])],
    ['set_ with an offset', (t: torch.Tensor) => aten.set_.source_Tensor_storage_offset(t, fixed(2), 90, [2], [1])],
  ])('%s', (_, call) => {
    const tensor = fixed();
    sameAfter(tensor, notResizable, () => call(tensor));
  });

  test('a view', () => {
    const base = fixed(6);
    const view = base.index('2:');
    sameAfter([base, view], notResizable, () => view.resize_(100));
  });

  test('the second tensor of a list, after the first has been resized', () => {
    const [first, second] = [torch.empty(0), fixed(2)];
    sameAfter([first, second], notResizable,
      () => aten._foreach_add.Scalar_out([torch.ones(3), torch.ones(3)], 1, { out: [first, second] }));
    sameAfter([first, second], notResizable,
      () => torch.sort(torch.ones(5), { out: [second, torch.empty(0).long()] }));
  });

  test('the values of a sparse tensor', () => {
    const sparse = aten._sparse_coo_tensor_unsafe.default(
      torch.zeros(1, 1).long(), fixed(2).reshape(1, 2), [3, 2]) as torch.Tensor;
    expect(() => aten.sparse_resize_.default(sparse, [3, 50], 1, 1)).toThrow(notResizable);
    expect(sparse.shape).toEqual([3, 2]);
    expect(sparse.to_dense().tolist()).toEqual([[1, 1], [0, 0], [0, 0]]);
  });
});

test('strides that leave the storage are refused', () => {
  const self = torch.ones(4);
  sameAfter(self, /overflow|negative/i, () => aten.set_.source_Tensor_storage_offset(self, torch.ones(2), 0, [2, 2], [-1, 1]));
  sameAfter(self, /overflow|negative/i, () => aten.set_.source_Tensor_storage_offset(self, torch.ones(8), 0, [3], [-1]));
  sameAfter(self, /offset/, () => aten.set_.source_Tensor_storage_offset(self, torch.ones(2), -1, [2], [1]));
  sameAfter(self, /out of bounds|overflow/, () => aten.as_strided_.default(self, [3], [2 ** 40]));
});

test('a meta tensor has no memory to run out of, and keeps its sizes when they overflow', () => {
  const meta = torch.ones(3, { device: 'meta' });
  expect(() => meta.resize_(huge, huge, huge)).toThrow('overflow');
  expect(meta.shape).toEqual([3]);
  expect(meta.resize_(huge).shape).toEqual([huge]);
});

test('a call that succeeds resizes', () => {
  const out = torch.empty(0);
  torch.add(torch.ones(2, 2), 1, { out });
  expect(out.tolist()).toEqual([[2, 2], [2, 2]]);
  expect(torch.ones(4).index('2:').resize_(3).shape).toEqual([3]);
  const self = torch.zeros(1);
  aten.set_.source_Tensor_storage_offset(self, torch.arange(6).float(), 1, [2, 2], [3, 1]);
  expect(self.tolist()).toEqual([[1, 2], [4, 5]]);
});
