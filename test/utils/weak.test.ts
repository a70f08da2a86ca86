import * as torch from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import {
  TensorWeakRef, WeakIdKeyDictionary, WeakIdRef, WeakTensorKeyDictionary,
} from 'nodetorch/utils/weak';
import { expect, test } from 'vitest';

test('a reference gives its object, and is another by another object', () => {
  const [x, y] = [torch.ones(2), torch.ones(2)];
  const ref = new TensorWeakRef(x);
  expect(ref.deref()).toBe(x);
  expect(ref.equals(new WeakIdRef(x))).toBe(true);
  expect(ref.equals(new WeakIdRef(y))).toBe(false);
  expect(() => new TensorWeakRef(3 as never)).toThrow('expected torch.Tensor');
});

test('a table knows tensors by identity, in the order in which they came', () => {
  const [x, y, z] = [torch.ones(2), torch.ones(2), torch.ones(2)];
  const table = new WeakTensorKeyDictionary<torch.Tensor, string>([[x, 'x'], [y, 'y']]);
  expect([table.get(x), table.get(y), table.get(z), table.get(z, 'none')]).toEqual(['x', 'y', undefined, 'none']);
  table.set(x, 'first').set(z, 'z');
  expect([...table.values()]).toEqual(['first', 'y', 'z']);
  expect([...table.keys()][2]).toBe(z);
  expect(table.size).toBe(3);
  expect(table.keyrefs().map((ref) => ref.deref() === y)).toEqual([false, true, false]);
  expect(table.pop(y)).toBe('y');
  expect(table.has(y)).toBe(false);
  expect(() => table.pop(y)).toThrow(torch.KeyError);
  expect(table.pop(y, 'gone')).toBe('gone');
  expect(table.setdefault(y, 'again')).toBe('again');
  expect(table.popitem()).toEqual([y, 'again']);
  const copy = table.copy();
  copy.delete(x);
  expect([table.size, copy.size]).toEqual([2, 1]);
  table.clear();
  expect(() => table.popitem()).toThrow('dictionary is empty');
});

test('deepcopy keeps the keys and copies the values', () => {
  const key = torch.ones(1);
  const table = new WeakIdKeyDictionary<torch.Tensor, number[]>([[key, [1]]]);
  const copy = deepcopy(table);
  table.get(key)!.push(2);
  expect([table.get(key), copy.get(key)]).toEqual([[1, 2], [1]]);
});
