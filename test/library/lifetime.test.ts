// What libraries hold is freed, with them and in loops; operators that are gone refuse calls. In processes of their
// own, since they count what is alive.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function run(program: string): Promise<unknown> {
  const source = `
    import * as torch from 'nodetorch';
    import { Library, custom_op } from 'nodetorch/library';
    const settle = async () => {
      for (let i = 0; i < 4; i++) { torch.collect({ major: true }); await new Promise((r) => setImmediate(r)); }
    };
    const said = (body) => { try { return String(body()); } catch (error) { return error.name + ': ' + error.message; } };
    ${program}`;
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', source], { cwd: root, env });
  return JSON.parse(stdout);
}

test('100,000 calls leave nothing', async () => {
  const [sum, live, megabytes] = await run(`
    const lib = new Library('loop', 'DEF');
    lib.define('add(Tensor x, float s, *, int n=1) -> Tensor');
    lib.impl('add', (x, s, { n }) => x.add(s * n), 'CPU');
    const { add } = torch.ops.loop;
    let x = torch.zeros(100);
    const calls = (count) => { for (let i = 0; i < count; i++) x = add(x, 1); };
    calls(20_000);
    await settle();
    const [live, rss] = [torch.memory_stats().live_tensors, process.memoryUsage().rss];
    calls(80_000);
    await settle();
    const grown = process.memoryUsage().rss - rss;
    console.log(JSON.stringify([x.index(0).item(), torch.memory_stats().live_tensors - live, grown / 2 ** 20]));`) as number[];
  expect(sum).toBe(100_000);
  expect(live).toBeLessThanOrEqual(2);
  expect(megabytes).toBeLessThan(40);
}, 120_000);

test('20,000 calls with gradients leave nothing', async () => {
  const [gradient, live, megabytes] = await run(`
    const twice = custom_op('loop::twice', (x) => x.mul(2), { mutates_args: [], schema: '(Tensor x) -> Tensor' });
    twice.register_autograd((ctx, grad) => grad.mul(ctx.saved_tensors[0]).mul(2), {
      setup_context: (ctx, inputs) => ctx.save_for_backward(...inputs),
    });
    const x = torch.ones(1000, { requires_grad: true });
    const calls = (count) => { for (let i = 0; i < count; i++) { x.grad = null; twice(x).sum().backward(); } };
    calls(5_000);
    await settle();
    const [live, rss] = [torch.memory_stats().live_tensors, process.memoryUsage().rss];
    calls(15_000);
    await settle();
    const grown = process.memoryUsage().rss - rss;
    console.log(JSON.stringify([x.grad.index(0).item(), torch.memory_stats().live_tensors - live, grown / 2 ** 20]));`) as number[];
  expect(gradient).toBe(2);
  expect(live).toBeLessThanOrEqual(2);
  expect(megabytes).toBeLessThan(60);
}, 240_000);

test('10,000 libraries that are defined, called and destroyed leave nothing', async () => {
  const [live, megabytes] = await run(`
    const rounds = (count) => {
      for (let i = 0; i < count; i++) {
        const lib = new Library('loop', 'DEF');
        lib.define('add(Tensor x) -> Tensor');
        lib.impl('add', (x) => x.add(1), 'CPU');
        if (torch.ops.loop.add(torch.zeros(2)).sum().item() !== 2) throw new Error('wrong');
        lib._destroy();
      }
    };
    rounds(2_000);
    await settle();
    const [live, rss] = [torch.memory_stats().live_tensors, process.memoryUsage().rss];
    rounds(8_000);
    await settle();
    const grown = process.memoryUsage().rss - rss;
    console.log(JSON.stringify([torch.memory_stats().live_tensors - live, grown / 2 ** 20]));`) as number[];
  expect(live).toBeLessThanOrEqual(2);
  expect(megabytes).toBeLessThan(60);
}, 240_000);

test('a library that is out of reach goes, and its namespace is free again', async () => {
  expect(await run(`
    const make = (by) => {
      const lib = new Library('once', 'DEF');
      lib.define('f(Tensor x) -> Tensor');
      lib.impl('f', (x) => x.mul(by), 'CPU');
      return torch.ops.once.f(torch.ones(1)).item();
    };
    const first = make(2);
    await settle();
    const gone = torch.ops.once.f === undefined;
    const second = make(3);
    console.log(JSON.stringify([first, gone, second]));`)).toEqual([2, true, 3]);
});

test('an operator that is gone refuses calls, also where its name means another one by now', async () => {
  expect(await run(`
    const define = (schema, fn) => {
      const lib = new Library('gone', 'FRAGMENT');
      lib.define(schema);
      lib.impl('f', fn, 'CPU');
      return lib;
    };
    const one = torch.ones(1);
    const first = define('f(Tensor x) -> Tensor', (x) => x.mul(2));
    const { f } = torch.ops.gone;
    const before = f(one).item();
    first._destroy();
    const after = said(() => f(one));
    const second = define('f(Tensor x, int n, int m) -> Tensor', (x, n, m) => x.mul(n * m));
    const old = said(() => f(one));
    const keyed = said(() => f.default.redispatch(new torch.DispatchKeySet('CPU'), one));
    console.log(JSON.stringify([before, after, old, keyed, torch.ops.gone.f(one, 3, 4).item()]));`)).toEqual([
    2, 'RuntimeError: gone::f: the library that defined it is destroyed',
    'RuntimeError: gone::f: the library that defined it is destroyed', expect.stringMatching(/^\w+Error: /), 12,
  ]);
});

test('a kernel may take its own library away', async () => {
  expect(await run(`
    const lib = new Library('own', 'DEF');
    lib.define('f(Tensor x) -> Tensor');
    lib.impl('f', (x) => { lib._destroy(); torch.collect({ major: true }); return x.add(1); }, 'CPU');
    const { f } = torch.ops.own;
    const kept = new Library('aten', 'IMPL');
    kept.impl('frac', (x) => { kept._destroy(); torch.collect({ major: true }); return x.add(5); }, 'CPU');
    const one = torch.ones(1);
    console.log(JSON.stringify([f(one).item(), said(() => f(one)), torch.frac(one).item(), torch.frac(one).item()]));`))
    .toEqual([2, 'RuntimeError: own::f: the library that defined it is destroyed', 6, 0]);
});

test('a kernel that calls itself without end is an error', async () => {
  expect(await run(`
    const lib = new Library('deep', 'DEF');
    lib.define('f(Tensor x) -> Tensor');
    lib.impl('f', (x) => torch.ops.deep.f(x), 'CPU');
    const one = torch.ones(1);
    console.log(JSON.stringify([said(() => torch.ops.deep.f(one)).slice(0, 10), one.add(1).item()]));`))
    .toEqual(['RangeError', 2]);
});
