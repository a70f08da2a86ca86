// Modules of TorchScript, what they compute and their graphs are freed inside a synchronous loop. In a process of its
// own, since it counts what is alive.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Each step makes 0.4 to 1.6 MB: what stayed alive would be 160 MB and more. All in one process, since starting one
// takes longer than most of the loops; each is measured from what it found alive.
const loops: { what: string; step: string; steps: number }[] = [
  { what: 'calls', step: 'module(x);', steps: 400 },
  { what: 'calls with backward', step: 'module(x).sum().backward(); module.zero_grad();', steps: 250 },
  { what: 'functions', step: 'unit.f(x);', steps: 400 },
  { what: 'loaded modules', step: 'torch.jit.load(archive)(x).sum().backward();', steps: 150 },
  { what: 'copies of modules', step: 'module.__deepcopy__()(x);', steps: 150 },
  { what: 'copies that nobody calls', step: 'module.__deepcopy__();', steps: 250 },
  { what: 'attributes', step: 'module.sum = module.sum.mul(1);', steps: 400 },
  { what: 'lists', step: 'new torch.ScriptList([x.mul(2)]).append(x.mul(3));', steps: 250 },
  {
    what: 'graphs', steps: 400,
    step: `for (const node of module.inlined_graph.nodes()) [...node.inputs()].map((value) => value.uses());
      x.mul(1);`,
  },
];

const measured = loops.map(({ what, step, steps }) => `{
  for (let i = 0; i < 4; i++) torch.collect({ major: true });
  const before = torch.memory_stats().live_bytes;
  alive['${what}'] = 0;
  for (let i = 0; i < ${steps}; i++) {
    if (i % 20 === 0) alive['${what}'] = Math.max(alive['${what}'], torch.memory_stats().live_bytes - before);
    ${step}
  }
}`);

const program = `
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
  const alive = {};
  ${measured.join('\n')}
  console.log(JSON.stringify(alive));`;

describe('in a synchronous loop', () => {
  let alive: Record<string, number>;
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath, ['--no-node-snapshot', '--input-type=module', '--eval', program], { cwd: root });
    alive = JSON.parse(stdout) as Record<string, number>;
  }, 120_000);

  test.each(loops)('$what are freed', ({ what }) => expect(alive[what]).toBeLessThan(100e6));
});
