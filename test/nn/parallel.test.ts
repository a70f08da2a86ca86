import * as torch from 'nodetorch';
import { broadcast, broadcast_coalesced, gather as joined, reduce_add, scatter as parted } from 'nodetorch/nn/parallel/comm';
import { get_a_var } from 'nodetorch/nn/parallel/parallel_apply';
import { scatter_kwargs } from 'nodetorch/nn/parallel/scatter_gather';
import { expect, test } from 'vitest';

const { nn } = torch;
const { data_parallel, gather, parallel_apply, replicate, scatter } = nn.parallel;
const without = test.skipIf(torch.cuda.is_available());

without('without a GPU DataParallel is its module, with its text and its gradients', () => {
  const module = new nn.Linear(2, 3);
  for (const parallel of [new nn.DataParallel(module), new nn.DataParallel(module, { device_ids: [0, 1] })]) {
    expect(String(parallel)).toBe('DataParallel(\n  (module): Linear(in_features=2, out_features=3, bias=True)\n)');
    expect(parallel.device_ids).toEqual([]);
    expect([...parallel.named_parameters()].map(([name]) => name)).toEqual(['module.weight', 'module.bias']);
    const x = torch.randn(4, 2);
    const out = parallel(x) as torch.Tensor;
    expect(out.equal(module(x))).toBe(true);
    module.zero_grad();
    out.sum().backward();
    expect(module.bias!.grad!.tolist()).toEqual([4, 4, 4]);
  }
  const named = new nn.DataParallel(new nn.Bilinear(2, 2, 1));
  const [a, b] = [torch.ones(1, 2), torch.ones(1, 2)];
  expect((named(a, { input2: b }) as torch.Tensor).equal(named(a, b) as torch.Tensor)).toBe(true);
});

without('what needs a GPU says so in the words of PyTorch', () => {
  const two = [torch.ones(2), torch.ones(2)];
  expect(() => data_parallel(new nn.Linear(2, 3), torch.ones(1, 2))).toThrow('device type could not be determined');
  expect(() => gather(two, 'cpu')).toThrow('Gather function not implemented for CPU tensors');
  expect(() => gather([{ a: two[0] }, { a: two[1] }], 'cpu')).toThrow('Gather function not implemented for CPU tensors');
  expect(() => gather([{ a: two[0] }, { b: two[1] }], 'cpu')).toThrow(torch.KeyError);
  expect(() => gather([{ a: 1 }, {}], 'cpu')).toThrow('All dicts must have the same number of keys');
  expect(() => gather([3, 3], 'cpu')).toThrow("'int' object is not iterable");
  expect(() => replicate(new nn.Linear(2, 3), [0])).toThrow('Broadcast function not implemented for CPU tensors');
  expect(() => replicate(new nn.Linear(2, 3), ['cpu'])).toThrow('Expected a non cpu device, but got: cpu');
  expect(() => scatter([torch.ones(4), 3], ['cpu', 'cpu'])).toThrow('Expected a non cpu device, but got: cpu');
  expect(() => parallel_apply([new nn.ReLU()], [torch.ones(2)], null, ['cpu'])).toThrow(
    'Expected a cuda device, but got: cpu');
  expect(() => broadcast(torch.ones(2), ['cpu'])).toThrow('Expected a non cpu device, but got: cpu');
  expect(() => broadcast(torch.ones(2))).toThrow(
    "Exactly one of 'devices' and 'out' must be specified, but got devices=None and out=None");
  expect(() => broadcast_coalesced([torch.ones(2)], [0])).toThrow('All tensors must be on devices[0]: 0');
  expect(() => reduce_add(two)).toThrow('reduce_add expects all inputs to be on GPUs, but input 0 is on CPU');
  expect(() => parted(torch.ones(4), [0], [2, 2])).toThrow(
    'Expected devices and chunk_sizes to be of same length, but got len(devices) = 1 and len(chunk_sizes) = 2');
  expect(() => joined(two, 0, 'cpu')).toThrow(
    'Expected all input tensors to be CUDA tensors, but tensor at index 0 has device cpu');
});

test('lists that do not go together are refused', () => {
  const [module, x] = [new nn.ReLU(), torch.ones(2)];
  expect(() => parallel_apply([module], [x, x])).toThrow('The number of modules 1 is not equal to the number of inputs 2');
  expect(() => parallel_apply([module], [x], [{}, {}])).toThrow(
    'The number of modules 1 is not equal to the number of kwargs_tup 2');
  expect(() => parallel_apply([module], [x], null, [0, 1])).toThrow(
    'The number of modules 1 is not equal to the number of devices 2');
});

without('what is no tensor goes to all, and what has no parameters can be copied', () => {
  expect(scatter(5, [0, 1])).toEqual([5, 5]);
  expect(scatter([], [0, 1])).toEqual([[], []]);
  expect(scatter({ a: 1, b: ['x', null] }, [0, 1])).toEqual([{ a: 1, b: ['x', null] }, { a: 1, b: ['x', null] }]);
  expect(scatter_kwargs([1], { a: 2 }, [0, 1])).toEqual([[[1], [1]], [{ a: 2 }, { a: 2 }]]);
  expect(scatter_kwargs([1], null, [0, 1])).toEqual([[[1], [1]], [{}, {}]]);
  expect(scatter_kwargs([], { a: 2 }, [0])).toEqual([[[]], [{ a: 2 }]]);
  expect(gather([null, null], 'cpu')).toBeNull();
  const net = new nn.Sequential(new nn.ReLU(), new nn.Flatten());
  const copies = replicate(net, [0, 1]);
  expect(copies.map(String)).toEqual([String(net), String(net)]);
  expect(copies[0]).not.toBe(net);
  expect((copies[0] as typeof net)[0]).not.toBe(net[0]);
  const call = copies[1] as unknown as (x: torch.Tensor) => torch.Tensor;
  expect(call(torch.tensor([[-1, 2]])).tolist()).toEqual([[0, 2]]);
});

test('get_a_var finds the first tensor of a tree', () => {
  const x = torch.ones(1);
  expect(get_a_var([1, { a: ['no', x] }])).toBe(x);
  expect(get_a_var({ a: 1 })).toBeNull();
});
