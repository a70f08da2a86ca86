// Operators belong to the process, kernels to their thread: what other threads get is an error, and nothing ends.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { custom_op, Library } from 'nodetorch/library';
import { expect, test } from 'vitest';

const library = JSON.stringify(import.meta.resolve('nodetorch'));

function start(program: string): Worker {
  const code = `import { parentPort } from 'node:worker_threads';
    import * as torch from ${library};
    const { Library } = torch.library;
    const said = (body) => { try { return String(body()); } catch (error) { return error.name + ': ' + error.message; } };
    ${program}`;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
}

const said = (body: () => unknown): string => {
  try {
    return String(body());
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

const otherThread = 'its kernel is a function of another JavaScript thread; an operator runs on the thread that ' +
  'registered its kernel';

test('a worker that calls an operator of this thread gets an error', async () => {
  const lib = new Library('main_thread', 'DEF');
  lib.define('f(Tensor x) -> Tensor');
  lib.impl('f', (x: Tensor) => x.add(1), 'CPU');
  const worker = start('parentPort.postMessage(said(() => torch.ops.main_thread.f(torch.ones(1))));');
  const [message] = await once(worker, 'message') as [string];
  await once(worker, 'exit');
  expect(message).toBe(`RuntimeError: main_thread::f: ${otherThread}`);
  expect((torch.ops['main_thread']!['f']!(torch.ones(1)) as Tensor).item()).toBe(2);
});

test('an operator of a worker that ended is gone', async () => {
  const worker = start(`
    const lib = new Library('worker_thread', 'DEF');
    lib.define('f(Tensor x) -> Tensor');
    lib.impl('f', (x) => x.add(1), 'CPU');
    parentPort.postMessage(torch.ops.worker_thread.f(torch.ones(1)).item());
    parentPort.once('message', () => process.exit(0));`);
  expect(await once(worker, 'message')).toEqual([2]);
  const f = torch.ops['worker_thread']?.['f'];
  const during = f === undefined ? 'unknown' : said(() => f(torch.ones(1)));
  worker.postMessage('end');
  await once(worker, 'exit');
  expect(during).toMatch(/^unknown$|another JavaScript thread/);
  if (f !== undefined) {
    expect(said(() => f(torch.ones(1)))).toBe('RuntimeError: worker_thread::f: the library that defined it is destroyed');
  }
  // The namespace is free.
  const lib = new Library('worker_thread', 'DEF');
  lib.define('f(Tensor x) -> Tensor');
  lib.impl('f', (x: Tensor) => x.add(2), 'CPU');
  expect((torch.ops['worker_thread']!['f']!(torch.ones(1)) as Tensor).item()).toBe(3);
});

test('workers that are terminated in their kernels take nothing with them', async () => {
  for (let round = 0; round < 4; round++) {
    const worker = start(`
      const lib = new Library('ending${round}', 'DEF');
      lib.define('f(Tensor x) -> Tensor');
      lib.impl('f', (x) => { for (let i = 0; i < 100; i++) x = x.add(1); return x; }, 'CPU');
      const x = torch.ones(10, { requires_grad: true });
      parentPort.postMessage('ready');
      for (;;) torch.ops.ending${round}.f(x);`);
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, 3 + 7 * round));
    expect(await worker.terminate()).toBe(1);
  }
  expect(torch.ones(2).add(1).tolist()).toEqual([2, 2]);
});

test('a worker may not call an operator with gradients, and the graph of this thread goes on', async () => {
  const twice = custom_op('graphs::twice', (x: Tensor) => x.mul(2), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
  twice.register_autograd((_ctx: unknown, grad: Tensor) => grad.mul(2));
  const x = torch.ones(2).requires_grad_();
  const y = twice(x).sum();
  const worker = start('parentPort.postMessage(said(() => torch.ops.graphs.twice(torch.ones(1).requires_grad_())));');
  expect(await once(worker, 'message')).toEqual([`RuntimeError: graphs::twice: ${otherThread}`]);
  await once(worker, 'exit');
  y.backward();
  expect(x.grad!.tolist()).toEqual([2, 2]);
});

test('on the thread of a compiled function that runs beside JavaScript no kernel runs', async () => {
  const lib = new Library('aten', 'IMPL');
  const double = torch.compiler.run_async((x: Tensor) => x.frac().add(1));
  const x = torch.tensor([1.5]);
  for (let i = 0; i < 4; i++) expect((await double(x)).item()).toBe(1.5);
  lib.impl('frac', (given: Tensor) => given.mul(0), 'CPU');
  // The replay calls what the dispatcher has now.
  await expect(double(x)).rejects.toThrow(`aten::frac: ${otherThread}`);
  lib._destroy();
  expect((await double(x)).item()).toBe(1.5);
});
