// Compiled functions on other threads: results, order, errors, limits, signals.
import { setTimeout as sleep } from 'node:timers/promises';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { expect, test } from 'vitest';

const { run_async } = torch.compiler;

/** Calls until the function is replayed without a check. */
async function warm<T>(call: () => Promise<T>): Promise<void> {
  for (let i = 0; i < 4; i++) await call();
}

/** So many products one after the other, each of some milliseconds. */
const chain = (count: number) => (x: torch.Tensor): torch.Tensor => {
  let y = x;
  for (let i = 0; i < count; i++) y = y.mm(x).mul(0.01);
  return y;
};

test('a result is that of the function, and JavaScript goes on meanwhile', async () => {
  const product = run_async((a: torch.Tensor, b: torch.Tensor) => a.mm(b));
  const [a, b] = [torch.randn(400, 400), torch.randn(400, 400)];
  await warm(() => product(a, b));
  let others = 0;
  const timer = setInterval(() => void others++, 1);
  const results = await Promise.all(Array.from({ length: 8 }, () => product(a, b)));
  clearInterval(timer);
  expect(others).toBeGreaterThan(0);
  const wanted = a.mm(b);
  expect(results.every((result) => torch.equal(result, wanted))).toBe(true);
});

test('nests of results, numbers among them, and shapes that are new', async () => {
  const stats = run_async((x: torch.Tensor) => ({ both: [x.sum(), x.mul(2)] as const, kind: 'pair' }));
  for (const length of [3, 3, 3, 3, 5, 3]) {
    const { both: [sum, twice], kind } = await stats(torch.ones(length));
    expect([sum.item(), twice.tolist(), kind]).toEqual([length, new Array(length).fill(2), 'pair']);
  }
});

test('gradients go back through a result', async () => {
  const w = torch.ones(3, { requires_grad: true });
  const f = run_async((x: torch.Tensor) => w.mul(x).sum());
  for (let i = 0; i < 5; i++) {
    w.grad = null;
    (await f(torch.full([3], i))).backward();
    expect(w.grad!.tolist()).toEqual([i, i, i]);
  }
});

test('steps of training run one after the other, as if they were called so', async () => {
  const made = (): ((x: torch.Tensor) => torch.Tensor) => {
    torch.manual_seed(1);
    const net = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 1));
    const optimizer = new optim.AdamW(net.parameters(), { lr: 0.01 });
    return (x) => {
      optimizer.zero_grad();
      const loss = net(x).pow(2).mean();
      loss.backward();
      optimizer.step();
      return loss;
    };
  };
  const [together, alone] = [run_async(made()), made()];
  const batches = Array.from({ length: 20 }, () => torch.randn(16, 4));
  const losses = await Promise.all(batches.map((x) => together(x)));
  expect(losses.map((loss) => loss.item())).toEqual(batches.map((x) => alone(x).item()));
});

test('an error is PyTorch\'s, with the stack of who called', async () => {
  const pick = run_async((x: torch.Tensor, i: torch.Tensor) => x.index_select(0, i));
  const x = torch.randn(5, 2);
  await warm(() => pick(x, torch.tensor([0n, 1n])));
  const theCaller = async (): Promise<unknown> => pick(x, torch.tensor([0n, 9n]));
  const error = (await theCaller().catch((thrown: unknown) => thrown)) as Error;
  expect(error).toBeInstanceOf(torch.IndexError);
  expect(error.message).toMatch('index out of range');
  expect(error.stack).toMatch('theCaller');
  expect((await pick(x, torch.tensor([4n, 4n]))).shape).toEqual([2, 2]);
});

test('a signal ends what waits and what runs, and frees it', async () => {
  const f = torch.compile(chain(60));
  const x = torch.randn(300, 300);
  for (let i = 0; i < 4; i++) f(x);
  torch.collect({ major: true });
  const before = torch.memory_stats().live_bytes;
  const control = new AbortController();
  const calls = Array.from({ length: 6 }, () => run_async(f, { signal: control.signal })(x));
  await sleep(5);
  const reason = new Error('enough');
  control.abort(reason);
  const ends = await Promise.allSettled(calls);
  expect(ends.map((end) => end.status === 'rejected' && end.reason === reason)).toEqual(new Array(6).fill(true));
  await expect(run_async(f, { signal: control.signal })(x)).rejects.toBe(reason);
  torch.collect({ major: true });
  expect(torch.memory_stats().live_bytes - before).toBeLessThan(4e6);
  expect(torch.equal(await run_async(f)(x), f(x))).toBe(true);
});

test('a limit holds, and one kind at its limit keeps no other waiting', async () => {
  const x = torch.randn(200, 200);
  const slow = torch.compile(chain(40));
  const quick = torch.compile((y: torch.Tensor) => y.add(1));
  for (let i = 0; i < 4; i++) [slow(x), quick(x)];
  const order: string[] = [];
  const one = run_async(slow, { limit: 1 });
  const calls = [0, 1, 2].map((i) => one(x).then(() => order.push(`slow ${i}`)));
  calls.push(run_async(quick)(x).then(() => order.push('quick')));
  await Promise.all(calls);
  expect(order.filter((each) => each.startsWith('slow'))).toEqual(['slow 0', 'slow 1', 'slow 2']);
  expect(order.indexOf('quick')).toBeLessThan(3);
  for (const limit of [0, 1.5, -1]) expect(() => run_async(slow, { limit })).toThrow(torch.ValueError);
  expect(() => run_async(3 as never)).toThrow('expected a function or a Module');
});

test('a call beside one that changes what it uses is refused', async () => {
  const w = torch.zeros(300, 300);
  const f = torch.compile((x: torch.Tensor) => w.add_(chain(20)(x)));
  const x = torch.randn(300, 300);
  for (let i = 0; i < 4; i++) f(x);
  const running = run_async(f)(x);
  expect(() => f(x)).toThrow('runs on another thread and changes what this call would use');
  await running;
  expect(f(x)).toBe(w);
});

test('modes and the number of threads are those of the caller', async () => {
  const w = torch.ones(2, { requires_grad: true });
  const f = run_async((x: torch.Tensor) => w.mul(x));
  const x = torch.ones(2);
  const off = (): Promise<torch.Tensor> => torch.no_grad(() => ({ promise: f(x) })).promise;
  await warm(() => f(x));
  await warm(off);
  expect([(await f(x)).requires_grad, (await off()).requires_grad]).toEqual([true, false]);
});
