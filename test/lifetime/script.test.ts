// Modules of TorchScript, what they compute and their graphs are freed inside a synchronous loop. In a process of its
// own, since it counts what is alive.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function most(step: string, steps: number): Promise<number> {
  const source = `
    import * as torch from 'nodetorch';
    class Big extends torch.jit.ScriptModule {
      constructor() {
        super();
        this.weight = torch.nn.Parameter(torch.ones(100_000));
        this.register_buffer('sum', torch.zeros(100_000));
        this.define('def forward(self, x):\\n    self.sum = self.sum + x\\n    return x * self.weight\\n');
      }
    }
    const x = torch.ones(100_000);
    const module = new Big();
    const archive = module.save_to_buffer();
    const unit = new torch.CompilationUnit('def f(x):\\n    return x * 2 + 1\\n');
    let most = 0;
    for (let i = 0; i < ${steps}; i++) {
      if (i % 20 === 0) most = Math.max(most, torch.memory_stats().live_bytes);
      ${step}
    }
    console.log(most);`;
  const { stdout } = await promisify(execFile)(
    process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', source], { cwd: root });
  return JSON.parse(stdout) as number;
}

// Each step makes 0.4 to 1.6 MB: what stayed alive would be 160 MB and more.
test.each([
  ['calls', 'module(x);', 400],
  ['calls with backward', 'module(x).sum().backward(); module.zero_grad();', 250],
  ['functions', 'unit.f(x);', 400],
  ['loaded modules', 'torch.jit.load(archive)(x).sum().backward();', 150],
  ['copies of modules', 'module.__deepcopy__()(x);', 150],
  ['copies that nobody calls', 'module.__deepcopy__();', 250],
  ['attributes', 'module.sum = module.sum.mul(1);', 400],
  ['lists', 'new torch.ScriptList([x.mul(2)]).append(x.mul(3));', 250],
  ['graphs', 'for (const node of module.inlined_graph.nodes()) [...node.inputs()].map((value) => value.uses()); x.mul(1);', 400],
])('%s are freed in a synchronous loop', { timeout: 120_000 }, async (_, step, steps) => {
  expect(await most(step, steps)).toBeLessThan(100e6);
});
