import { runInNewContext } from 'node:vm';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { default_collate } from 'nodetorch/utils/data';
import { BytesIO } from 'nodetorch/serialization';
import { expect, test } from 'vitest';

/** A value as a REPL or a notebook makes it: of classes that this realm does not know. */
const foreign = <T>(code: string): T => runInNewContext(code) as T;

test('objects of another realm name arguments', () => {
  const x = torch.ones(2, 2);
  expect(String(x.sum(foreign('({ dim: 1, keepdim: true })')))).toBe('tensor([[2.],\n        [2.]])');
  expect(x.to(foreign<{ copy: boolean }>('({ copy: true })')) === x).toBe(false);
  expect(torch.tensor([1], foreign('({ requires_grad: true })')).requires_grad).toBe(true);
  const parameter = nn.Parameter(torch.ones(1));
  const optimizer = new optim.SGD([parameter], foreign<{ lr: number }>('({ lr: 0.5 })'));
  expect(optimizer.param_groups[0]!.lr).toBe(0.5);
  expect(() => x.sum(foreign('({ dimm: 1 })'))).toThrow("unexpected keyword argument 'dimm'. Did you mean 'dim'?");
});

test.each(['Float32Array', 'Float64Array', 'Uint8Array', 'Uint8ClampedArray', 'Int32Array', 'BigInt64Array'])(
  'a %s of another realm becomes a tensor of its dtype', (name) => {
    const own = new (globalThis as unknown as Record<string, new (length: number) => Float32Array>)[name]!(2);
    const other = foreign<Float32Array>(`new ${name}(2)`);
    expect(torch.tensor(other).dtype).toBe(torch.tensor(own).dtype);
    expect(torch.from_numpy(other).dtype).toBe(torch.tensor(own).dtype);
    expect(torch.tensor([other, other]).shape).toEqual([2, 2]);
  });

test('collections of another realm are saved, copied and loaded', () => {
  const value = foreign<Record<string, unknown>>(
    '({ map: new Map([[1, "a"]]), set: new Set([1]), list: [1, 2], bytes: new Uint8Array([1, 2]) })');
  const file = new BytesIO();
  torch.save(value, file);
  file.seek(0);
  const { map, set, list } = torch.load(file) as Record<string, unknown>;
  expect(map).toEqual(new Map([[1, 'a']]));
  expect(set).toEqual(new Set([1]));
  expect(list).toEqual([1, 2]);
  const copy = deepcopy(value);
  expect(copy['list']).not.toBe(value['list']);
  expect((copy['map'] as Map<number, string>).get(1)).toBe('a');
  expect(copy['map']).not.toBe(value['map']);
  const batch = default_collate([foreign<{ x: number }>('({ x: 1 })'), foreign<{ x: number }>('({ x: 2 })')]);
  expect(batch.x.tolist()).toEqual([1, 2]);
  const net = new nn.Linear(1, 1);
  net.load_state_dict(foreign<(w: unknown, b: unknown) => Map<string, torch.Tensor>>(
    '(w, b) => new Map([["weight", w], ["bias", b]])')(torch.ones(1, 1), torch.zeros(1)));
  expect(net.weight.item()).toBe(1);
  expect(torch.scope(() => foreign<(t: unknown) => Map<string, torch.Tensor>>('(t) => new Map([["a", t]])')(
    torch.ones(1))).get('a')!.item()).toBe(1);
});

test('an instance of a class, and an object without a prototype, stay what they are', () => {
  class Options {
    dim = 1;
  }
  expect(() => torch.ones(2, 2).sum(new Options() as never)).toThrow(TypeError);
  expect(torch.ones(2, 2).sum(Object.assign(Object.create(null) as object, { dim: 1 })).shape).toEqual([2]);
  const bare = Object.assign(Object.create(null) as object, { dtype: torch.int64 });
  expect(torch.ones(2, 2).to(bare).dtype).toBe(torch.int64);
});
