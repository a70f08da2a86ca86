// Graphs, hooks and custom Functions are freed inside a synchronous loop, and worker threads have an autograd of their
// own. In processes of their own, since they count what is alive.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function run(program: string): Promise<unknown> {
  const source = `
    import * as torch from 'nodetorch';
    const settle = () => { for (let i = 0; i < 4; i++) torch.collect({ major: true }); };
    ${program}`;
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', source], { cwd: root });
  return JSON.parse(stdout);
}

const squared = `
  class Squared extends torch.autograd.Function {
    static forward(ctx, x) { ctx.save_for_backward(x); ctx.note = 'kept'; return x.mul(x); }
    static backward(ctx, g) { const [x] = ctx.saved_tensors; return g.mul(x).mul(2); }
  }`;

// 2,000 steps of about 1.2 MB: a graph that stayed alive would hold 2.4 GB.
test.each([
  ['custom Functions', 'const y = Squared.apply(x);'],
  ['custom Functions without backward', 'const y = Squared.apply(x); continue;'],
  ['hooks', 'const y = x.mul(x); y.register_hook((g) => g.mul(1));'],
  ['hooks of nodes', 'const y = x.mul(x); y.grad_fn.register_hook(() => undefined);'],
])('graphs with %s are freed in a synchronous loop', { timeout: 120_000 }, async (_, step) => {
  const most = await run(`${squared}
    const x = torch.ones(100_000, { requires_grad: true });
    let most = 0;
    for (let i = 0; i < 2_000; i++) {
      if (i % 20 === 0) most = Math.max(most, torch.memory_stats().live_bytes);
      ${step}
      y.sum().backward();
      x.grad = null;
    }
    console.log(most);`);
  expect(most).toBeLessThan(150e6);
});

test('nothing is left of what is out of reach', async () => {
  const [before, after] = (await run(`${squared}
    const leaf = () => torch.ones(1000, { requires_grad: true });
    const x = leaf();
    function work() {
      const y = Squared.apply(leaf().mul(2));
      y.register_hook((g) => g.mul(2));
      x.register_hook(() => undefined).remove();
      y.sum().backward();
      const kept = leaf();
      const handle = kept.register_hook(() => kept);
      handle.remove();
      torch.Generator().manual_seed(1);
    }
    settle();
    const before = torch.memory_stats();
    for (let i = 0; i < 50; i++) work();
    settle();
    const after = torch.memory_stats();
    console.log(JSON.stringify([before, after]));`)) as { live_tensors: number; live_bytes: number }[];
  expect(after!.live_tensors).toBe(before!.live_tensors);
  expect(after!.live_bytes).toBe(before!.live_bytes);
});

test('a hook that refers to its own tensor keeps it until it is removed', async () => {
  const [held, freed] = (await run(`
    const handles = [];
    const made = () => {
      const x = torch.ones(1_000_000, { requires_grad: true });
      handles.push(x.register_hook(() => void x));
    };
    made();
    settle();
    const held = torch.memory_stats().live_bytes;
    handles.pop().remove();
    settle();
    console.log(JSON.stringify([held, torch.memory_stats().live_bytes]));`)) as number[];
  expect(held! - freed!).toBeGreaterThanOrEqual(4_000_000);
});

const program = `
  const { parentPort } = require('node:worker_threads');
  import('nodetorch').then((torch) => {
    const seen = [torch.is_grad_enabled()];
    torch.no_grad();
    torch.inference_mode();
    torch.inference_mode(false, () => torch.enable_grad(() => {
      const y = torch.ones(3, { requires_grad: true }).mul(3);
      y.register_hook((g) => { seen.push(g.tolist()); return g.mul(2); });
      for (let i = 0; i < 200; i++) y.sum().backward({ retain_graph: true });
      let levels = 0;
      const nest = () => {
        const z = torch.ones(1, { requires_grad: true }).mul(2);
        z.register_hook(() => void torch.enable_grad(nest));
        levels++;
        z.sum().backward();
      };
      try { nest(); } catch (error) { seen.push(error.message.slice(0, 39), levels); }
    }));
    parentPort.postMessage([seen.length, seen.slice(0, 2), seen.slice(-2)]);
  });`;

test('threads have their own modes, and hooks run where they were made', { timeout: 120_000 }, async () => {
  const answers = await run(`
    import { Worker } from 'node:worker_threads';
    const answers = await Promise.all([1, 2, 3].map(() => new Promise((resolve, reject) => {
      const worker = new Worker(${JSON.stringify(program)}, { eval: true, execArgv: [] });
      let answer;
      worker.on('message', (message) => { answer = message; });
      worker.on('exit', () => resolve(answer));
      worker.on('error', reject);
    })));
    console.log(JSON.stringify([answers, torch.is_grad_enabled(), torch.is_inference_mode_enabled()]));`);
  const answer = [203, [true, [1, 1, 1]], ['backward() was called inside backward()', 62]];
  expect(answers).toEqual([[answer, answer, answer], true, false]);
});
