// Tensors that are posted between threads over the same memory; what becomes of it when nobody takes them.
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { rebuild } from 'nodetorch/multiprocessing';
import { expect, test } from 'vitest';

/** What one thread posts and another receives. */
function sent<T>(value: T): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value);
  const { message } = receiveMessageOnPort(port2) as { message: T };
  port1.close();
  return message;
}

const received = <T>(value: T): T => rebuild(sent(value)) as T;

test('a tensor in shared memory arrives over that memory', () => {
  const t = torch.arange(6).float().view(2, 3).share_memory_();
  const there = received(t);
  expect(there).toEqual(t);
  expect(there.data_ptr()).toBe(t.data_ptr());
  there.mul_(2);
  t.index_put_([0, 0], 7);
  expect(there.tolist()).toEqual([[7, 2, 4], [6, 8, 10]]);
  expect(t).toEqual(there);
  expect(there.is_shared()).toBe(true);
  expect(received(there).data_ptr()).toBe(t.data_ptr());
});

test.each([
  ['a view', () => torch.arange(12).view(3, 4).t().index(':', 1).share_memory_()],
  ['no dimensions', () => torch.tensor(3.5, { dtype: torch.float64 }).share_memory_()],
  ['no elements', () => torch.empty(0, 3).share_memory_()],
  ['booleans', () => torch.tensor([true, false]).share_memory_()],
  ['bfloat16', () => torch.ones(2, { dtype: torch.bfloat16 }).share_memory_()],
  ['complex numbers, conjugated', () => torch.tensor([new torch.Complex(1, 2)]).conj().share_memory_()],
])('%s arrives as it was', (_, make) => {
  const t = make();
  const there = received(t);
  expect([there.dtype, there.shape, there.stride(), there.storage_offset(), there.is_conj()])
    .toEqual([t.dtype, t.shape, t.stride(), t.storage_offset(), t.is_conj()]);
  expect(there).toEqual(t);
});

test('lists, maps, sets and objects in a message are gone through, also where they come twice', () => {
  const t = torch.ones(2).share_memory_();
  const twice = { t };
  const message = received({ list: [t, 1], map: new Map([['t', t]]), set: new Set([t]), twice, again: twice, text: 'a' });
  expect(message.list.map(String)).toEqual([String(torch.ones(2)), '1']);
  expect(message.map.get('t')!.tolist()).toEqual([1, 1]);
  expect([...message.set].map((each) => each.tolist())).toEqual([[1, 1]]);
  expect(message.again).toBe(message.twice);
  expect(message.again.t.tolist()).toEqual([1, 1]);
  expect(message.text).toBe('a');
  const array = new Float32Array([1, 2]);
  expect(received({ array }).array).toEqual(array);
});

test('parameters arrive as parameters, other leaves keep requires_grad, and gradients are posted by themselves', () => {
  const net = new nn.Linear(2, 1);
  net(torch.ones(1, 2)).sum().backward();
  net.share_memory();
  expect([net.weight.is_shared(), net.bias!.is_shared(), net.weight.grad!.is_shared()]).toEqual([true, true, true]);
  const weight = received(net.weight);
  expect(weight).toBeInstanceOf(nn.Parameter);
  expect([weight.requires_grad, weight.is_leaf, weight.grad]).toEqual([true, true, null]);
  weight.grad = received(net.weight.grad!.share_memory_());
  weight.grad.mul_(3);
  expect(net.weight.grad!.tolist()).toEqual([[3, 3]]);

  const leaf = received(torch.ones(2).requires_grad_().share_memory_());
  expect([leaf instanceof nn.Parameter, leaf.requires_grad]).toEqual([false, true]);
  const frozen = received(nn.Parameter(torch.ones(2), { requires_grad: false }).share_memory_());
  expect([frozen instanceof nn.Parameter, frozen.requires_grad]).toEqual([true, false]);
});

test('what is posted is the tensor as it is then', () => {
  const t = torch.ones(2).share_memory_();
  t.requires_grad_();
  expect(received(t).requires_grad).toBe(true);
  expect(() => sent(t.mul(2).share_memory_())).toThrow('Cowardly refusing to serialize non-leaf tensor');
  const gone = torch.ones(2).share_memory_();
  gone.dispose();
  expect(() => sent(gone)).toThrow('disposed');
});

test('the state of a shared module can be posted, and be the state of another', () => {
  class Net extends nn.Module {
    linear = new nn.Linear(3, 4);
    norm = new nn.BatchNorm1d(4);
    forward(x: torch.Tensor): torch.Tensor {
      return this.norm(this.linear(x));
    }
  }
  const net = new Net().share_memory();
  const other = new Net();
  other.load_state_dict(received(net.state_dict()), { assign: true });
  const x = torch.randn(8, 3);
  other(x).sum().backward();
  new torch.optim.SGD(other.parameters(), { lr: 0.1 }).step();
  expect([...net.state_dict().values()].map(String)).toEqual([...other.state_dict().values()].map(String));
  expect(net.norm.num_batches_tracked!.item()).toBe(1);
  expect(other.linear.weight).toBeInstanceOf(nn.Parameter);
});

test('is_shared is about memory: views have it, copies do not', () => {
  const t = torch.ones(4);
  const view = t.view(2, 2);
  expect([t.is_shared(), view.is_shared()]).toEqual([false, false]);
  expect(view.share_memory_()).toBe(view);
  expect([t.is_shared(), view.is_shared(), t.add(1).is_shared(), t.clone().is_shared()])
    .toEqual([true, true, false, false]);
  expect(() => t.resize_(100)).toThrow('not resizable');
});

test('memory of a typed array moves, with all views of it', () => {
  const array = new Float32Array([1, 2]);
  const t = torch.from_numpy(array);
  const view = t.view(1, 2);
  t.share_memory_().fill_(5);
  expect([...array]).toEqual([1, 2]);
  expect(view.tolist()).toEqual([[5, 5]]);
  expect(t.numpy()[0]).toBe(5);
});

test('a sparse tensor has no memory that could be shared', () => {
  expect(() => torch.eye(2).to_sparse().share_memory_()).toThrow(torch.NotImplementedError);
});

test('saving and copying a shared tensor leaves out that it is shared', () => {
  const t = torch.ones(2).share_memory_();
  expect(deepcopy(t).is_shared()).toBe(false);
  expect(Object.keys(sent(t))).toEqual(['shared_memory']);
});

test('what stands for no tensor is refused', () => {
  const shared_memory = new SharedArrayBuffer(8);
  expect(() => rebuild({ shared_memory })).toThrow(torch.RuntimeError);
  expect(rebuild({ shared_memory: 3 })).toEqual({ shared_memory: 3 });
  for (const plain of [null, 3, 'text', new Date(0)]) expect(rebuild(plain)).toBe(plain);
});

const megabytes = (): number => torch.memory_stats().live_bytes / 2 ** 20;

async function settled(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    torch.collect({ major: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return megabytes();
}

const large = (): ReturnType<torch.Tensor['share_memory_']> => torch.ones(2 ** 18).share_memory_();

test('messages that nobody receives keep their tensors, until the port closes', async () => {
  const before = await settled();
  await (async (): Promise<void> => {
    const { port1, port2 } = new MessageChannel();
    for (let i = 0; i < 20; i++) port1.postMessage(large());
    expect((await settled()) - before).toBeGreaterThan(19);
    const { message } = receiveMessageOnPort(port2) as { message: torch.Tensor };
    expect(rebuild(message).sum().item()).toBe(2 ** 18);
    port1.close();
    port2.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
  })();
  expect((await settled()) - before).toBeLessThan(2);
});

test('memory lives as long as either side has the tensor', async () => {
  const before = await settled();
  const there = ((): torch.Tensor => {
    const t = large();
    const copy = received(t);
    t.dispose();
    return copy;
  })();
  expect(there.sum().item()).toBe(2 ** 18);
  const here = large();
  received(here).dispose();
  expect(here.sum().item()).toBe(2 ** 18);
  here.dispose();
  there.dispose();
  expect((await settled()) - before).toBeLessThan(2);
});

test('memory stays flat over many transfers, received and not', () => {
  const { port1, port2 } = new MessageChannel();
  const before = megabytes();
  let most = 0;
  const take = (port: MessagePort): unknown => receiveMessageOnPort(port)!.message;
  for (let i = 0; i < 400; i++) {
    port1.postMessage(large());
    const message = take(port2);
    if (i % 2 === 0) (rebuild(message) as torch.Tensor).add_(1);
    most = Math.max(most, megabytes() - before);
  }
  port1.close();
  expect(most).toBeLessThan(100);
});
