// Graphs, hooks and custom Functions are freed inside a synchronous loop, and worker threads have an autograd of their
// own. In processes of their own, since they count what is alive.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function run(program: string): Promise<unknown> {
  const source = `
    import * as torch from 'nodetorch';
    const settle = () => { for (let i = 0; i < 4; i++) torch.collect({ major: true }); };
    ${program}`;
  // Threads that wait for each other on busy cores take long.
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', source], { cwd: root, env });
  return JSON.parse(stdout);
}

const squared = `
  class Squared extends torch.autograd.Function {
    static forward(ctx, x) { ctx.save_for_backward(x); ctx.note = 'kept'; return x.mul(x); }
    static backward(ctx, g) { const [x] = ctx.saved_tensors; return g.mul(x).mul(2); }
  }`;

// 200 steps of about 1.2 MB, of three tensors: one of them that stayed alive would hold 80 MB, a graph 240 MB; 8 MB are
// garbage that waits. All in one process, since starting one takes longer than most of the loops; each is measured from
// what it found alive. `most` where a step makes more, which waits for a full collection.
const loops: { what: string; step: string; most?: number }[] = [
  { what: 'custom Functions', step: 'const y = Squared.apply(x);' },
  { what: 'custom Functions without backward', step: 'const y = Squared.apply(x); continue;' },
  { what: 'hooks', step: 'const y = x.mul(x); y.register_hook((g) => g.mul(1));' },
  { what: 'hooks of nodes', step: 'const y = x.mul(x); y.grad_fn.register_hook(() => undefined);' },
  { what: 'nodes of custom Functions that are looked at', step: `const y = Squared.apply(x);
    y.node = y.grad_fn; y.node.saved_tensors;` },
  { what: 'batches of gradients', step: `const y = x.mul(x);
    torch.autograd.grad(y, x, { grad_outputs: torch.ones(2, 100_000), is_grads_batched: true, retain_graph: true });` },
  { what: 'linear maps of functions', step: `const [y, jvp] = torch.func.linearize((z) => z.mul(x).sin(), x);
    jvp(torch.ones(100_000));`, most: 150e6 },
];

describe('graphs are freed in a synchronous loop', () => {
  let alive: Record<string, number>;
  beforeAll(async () => {
    const measured = loops.map(({ what, step }) => `{
      settle();
      const before = torch.memory_stats().live_bytes;
      found['${what}'] = 0;
      for (let i = 0; i < 200; i++) {
        if (i % 20 === 19) found['${what}'] = Math.max(found['${what}'], torch.memory_stats().live_bytes - before);
        ${step}
        y.sum().backward();
        x.grad = null;
      }
    }`);
    alive = await run(`${squared}
      const x = torch.ones(100_000, { requires_grad: true });
      const found = {};
      ${measured.join('\n')}
      console.log(JSON.stringify(found));`) as Record<string, number>;
  }, 120_000);

  test.each(loops)('with $what', ({ what, most = 30e6 }) => expect(alive[what]).toBeLessThan(most));
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

// What each step makes, 0.4 to 8 MB, is in reach of nothing but itself.
const circles = `
  const Function = torch.autograd.Function;
  const kept = (fill, wait) => class extends Function {
    static forward(ctx, x) { const y = x.mul(2); fill(ctx, x, y); return y; }
    static backward(ctx, g) { if (wait) ctx.seen = g; return g; }
  };
  const x = torch.ones(100_000, { requires_grad: true });
  const leaf = () => torch.ones(100_000, { requires_grad: true });
  const one = (fill) => (f => () => f.apply(x).sum().backward())(kept(fill));
  const ten = (fill) => (f => () => {
    let y = x.mul(1);
    for (let i = 0; i < 10; i++) y = f.apply(y).relu();
    y.sum().backward();
  })(kept(fill, true));
  const handles = [];
  const steps = {
    'ctx.x = x in ten layers': ten((ctx, x) => { ctx.x = x; }),
    'ctx.x = a view of x in ten layers': ten((ctx, x) => { ctx.x = x.view(10, -1); }),
    'ctx.y = output in ten layers': ten((ctx, _, y) => { ctx.y = y; }),
    'ctx.list = [x] in ten layers': ten((ctx, x) => { ctx.list = [x]; }),
    'ctx.y = output, without backward': () => void kept((ctx, _, y) => { ctx.y = y; }).apply(x),
    'ctx.v = a view of the output': one((ctx, _, y) => { ctx.v = y.view(-1); }),
    'ctx.list = [output]': one((ctx, _, y) => { ctx.list = [y]; }),
    'a function on ctx that knows the output': one((ctx, _, y) => { ctx.f = () => y; }),
    'several outputs in a map': () => {
      class Two extends Function {
        static forward(ctx, x) { const both = [x.mul(2), x.mul(3)]; ctx.map = new Map([[1, both]]); return both; }
        static backward(_, g, h) { return g.add(h); }
      }
      Two.apply(x)[1].sum().backward();
    },
    'a hook on a leaf that knows it': () => {
      const w = leaf();
      w.register_hook((g) => g.mul(w.ne(0)));
      w.mul(2).sum().backward();
    },
    'hooks on two leaves that know each other': () => {
      const [a, b] = [leaf(), leaf()];
      a.register_hook(() => void b.ne(0));
      b.register_hook(() => void a.ne(0));
    },
    'a hook on a leaf whose RemovableHandle is kept': () => {
      const w = leaf();
      handles.push(w.register_hook((g) => g.mul(w.ne(0))));
    },
    'a hook after accumulation that knows its leaf': () => {
      const w = leaf();
      w.register_post_accumulate_grad_hook(() => { w.grad = null; });
      w.mul(2).sum().backward();
    },
    'a hook on another tensor that knows it': () => {
      const y = x.mul(2);
      y.register_hook((g) => g.mul(y.ne(0)));
      y.relu().sum().backward();
    },
    'hooks on saved tensors that know the output': () => {
      let y = x;
      torch.autograd.graph.saved_tensors_hooks((t) => ({ t, of: () => y }), ({ t }) => (y, t), () => {
        y = y.exp();
        y = y.mul(y);
      });
      y.sum().backward();
    },
    'save_on_cpu around results that are known, without backward': () => {
      let y = x;
      torch.autograd.graph.save_on_cpu(() => { y = y.exp().mul(2); });
    },
  };`;

test.each([['the main thread', ''], ['a worker thread', 'worker']])(
  'no circle through a ctx or a hook is left in %s', { timeout: 240_000 }, async (_, thread) => {
    const measure = `
      const settle = () => { for (let i = 0; i < 4; i++) torch.collect({ major: true }); };
      ${circles}
      const found = Object.entries(steps).map(([name, step]) => {
        step();
        handles.length = 0;
        x.grad = null;
        settle();
        const before = torch.memory_stats();
        // Counts are exact: what one step leaves is seen.
        for (let i = 0; i < 5; i++) step();
        x.grad = null;
        settle();
        const { live_bytes, live_tensors } = torch.memory_stats();
        return [name, live_bytes - before.live_bytes, live_tensors - before.live_tensors - handles.length];
      });`;
    const found = (await run(thread === '' ? `{ ${measure} console.log(JSON.stringify(found)); }` : `
      import { Worker } from 'node:worker_threads';
      const source = ${JSON.stringify(`
        const { parentPort } = require('node:worker_threads');
        import('nodetorch').then((torch) => { ${measure} parentPort.postMessage(found); });`)};
      const worker = new Worker(source, { eval: true, execArgv: [] });
      const found = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
      console.log(JSON.stringify(found));`)) as [string, number, number][];
    expect(found).toEqual(found.map(([name]) => [name, 0, 0]));
    expect(found).toHaveLength(16);
  });

test('what a hook or a ctx needs is not taken for garbage', { timeout: 120_000 }, async () => {
  const seen = await run(`
    const seen = [];
    const x = torch.ones(2, { requires_grad: true });
    // The leaf and the tensor are in reach of a graph only.
    const loss = (() => {
      const w = torch.full([2], 3, { requires_grad: true });
      w.register_hook((g) => void seen.push('leaf', w.tolist(), g.tolist()));
      w.register_post_accumulate_grad_hook((t) => void seen.push('added', t.grad.tolist()));
      const y = x.mul(w);
      y.register_hook((g) => void seen.push('other', y.tolist(), g.tolist()));
      return y.exp().log().sum();
    })();
    settle();
    loss.backward();
    // Only a second object over the same leaf is left, or only the tensor itself.
    const again = (() => {
      const w = torch.ones(2, { requires_grad: true });
      w.register_hook((g) => void seen.push('same leaf', g.tolist()));
      return w.mul(1).grad_fn.next_functions[0][0];
    })();
    settle();
    const w = again.variable;
    settle();
    w.mul(2).sum().backward();
    // A change in place: the hook belongs to the node before it.
    const z = (() => {
      const y = x.mul(5);
      y.register_hook((g) => void seen.push('before', g.tolist()));
      const z = y.mul(0).add(y);
      y.add_(1);
      return z;
    })();
    settle();
    z.sum().backward();
    // A ctx that only the graph holds.
    class Listed extends torch.autograd.Function {
      static forward(ctx, x) { const y = x.exp(); ctx.list = [x, y]; return y; }
      static backward(ctx, g) { seen.push('ctx', ctx.list.map((each) => each.tolist().length)); return g; }
    }
    const deep = (() => Listed.apply(Listed.apply(x).mul(0)).log().sum())();
    settle();
    deep.backward();
    console.log(JSON.stringify(seen));`);
  expect(seen).toEqual([
    'other', [3, 3], [1, 1], 'leaf', [3, 3], [1, 1], 'added', [1, 1], 'same leaf', [2, 2], 'before', [1, 1],
    'ctx', [2, 2], 'ctx', [2, 2],
  ]);
});

test('a chain of 30,000 Functions with tensors on their ctx is freed without going down the stack', async () => {
  const source = `
    const { parentPort } = require('node:worker_threads');
    import('nodetorch').then((torch) => {
      class Link extends torch.autograd.Function {
        static forward(ctx, x) { ctx.x = x; return x.mul(1); }
        static backward(ctx, g) { return g; }
      }
      const x = torch.ones(1, { requires_grad: true });
      for (const links of [30_000, 3_000]) {
        let y = x.mul(1);
        for (let i = 0; i < links; i++) y = Link.apply(y);
        y.sum().backward();
      }
      torch.collect({ major: true });
      parentPort.postMessage(x.grad.item());
    });`;
  expect(await run(`
    import { Worker } from 'node:worker_threads';
    const worker = new Worker(${JSON.stringify(source)}, { eval: true, execArgv: [], resourceLimits: { stackSizeMb: 1 } });
    worker.on('message', (message) => console.log(JSON.stringify(message)));`)).toBe(2);
}, 120_000);

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

// Layers of 4 MB a tensor, three of them saved by each: without checkpoints the graph holds some 200 MB. What is
// computed again is big enough for several collections, which would make old objects of what is soon dead.
test.each([['', false], [' with reentrant checkpoints', true]])(
  'what a checkpoint computes again is free when backward has had it%s', { timeout: 120_000 }, async (_, use_reentrant) => {
    const [plain, checkpointed] = (await run(`
      const { checkpoint } = await import('nodetorch/utils/checkpoint');
      const layers = Array.from({ length: 16 }, () => new torch.nn.Linear(128, 128));
      const x = torch.ones([8192, 128], { requires_grad: true });
      const peak = (apply) => {
        let most = 0;
        for (let step = 0; step < 3; step++) {
          let h = x;
          for (const layer of layers) {
            h = apply((input) => {
              most = Math.max(most, torch.memory_stats().live_bytes);
              return layer(layer(layer(input).tanh()).tanh()).tanh();
            }, h);
          }
          h.sum().backward();
          most = Math.max(most, torch.memory_stats().live_bytes);
        }
        return most;
      };
      console.log(JSON.stringify([
        peak((layer, h) => layer(h)),
        peak((layer, h) => checkpoint(layer, h, { use_reentrant: ${String(use_reentrant)} })),
      ]));`)) as [number, number];
    expect(checkpointed).toBeLessThan(0.7 * plain);
  });
