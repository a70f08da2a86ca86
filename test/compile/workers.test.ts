// A thread that ends in the middle of a replay, on itself or on the pool, takes nothing with it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const product = `(x) => { let y = x; for (let i = 0; i < 20; i++) y = y.mm(x).mul(0.01); return y; }`;

/** Programs that replay, after they have said so. */
const programs = {
  'on itself': `const f = torch.compile(${product});
    for (let i = 0; i < 5; i++) f(x);
    parentPort.postMessage('replaying');
    for (;;) f(x);`,
  'on the pool': `const f = torch.compiler.run_async(${product});
    for (let i = 0; i < 5; i++) await f(x);
    parentPort.postMessage('replaying');
    for (;;) await Promise.all([f(x), f(x), f(x)]);`,
};

test.each(Object.entries(programs))('%s', async (_, program) => {
  const library = JSON.stringify(import.meta.resolve('nodetorch'));
  const code = `import { parentPort } from 'node:worker_threads';
    import * as torch from ${library};
    const x = torch.rand(200, 200);
    ${program}`;
  for (let round = 0; round < 4; round++) {
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
    await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, 3 + 7 * round));
    expect(await worker.terminate()).toBe(1);
  }
  const sum = torch.compile((x: torch.Tensor) => x.add(1).sum());
  for (let i = 0; i < 4; i++) expect(sum(torch.ones(3)).item()).toBe(6);
});
