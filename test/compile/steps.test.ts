// Steps of optimizers inside of compiled functions.
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { CompiledFunction } from '../../dist/compile/compiled_function.js';

const F = nn.functional;

interface Run {
  readonly losses: number[];
  readonly compiled: CompiledFunction;
  readonly optimizer: optim.Optimizer;
}

/** Losses of a small network; `between` is called after each step. */
function train(
  make: (parameters: torch.nn.Parameter[]) => optim.Optimizer, isCompiled: boolean,
  between: (run: optim.Optimizer, i: number) => void,
): Run {
  torch.manual_seed(0);
  const net = new nn.Sequential(new nn.Linear(8, 16), new nn.Tanh(), new nn.Linear(16, 3));
  const [x, y] = [torch.randn(12, 8), torch.randint(0, 3, [12])];
  const optimizer = make([...net.parameters()]);
  const step = (): number => {
    optimizer.zero_grad();
    const loss = F.cross_entropy(net(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  };
  const compiled = new CompiledFunction(step, { verify: 0, fullgraph: true });
  const losses = Array.from({ length: 12 }, (_, i) => {
    const loss = isCompiled ? (compiled.call(undefined, []) as number) : step();
    between(optimizer, i);
    return loss;
  });
  return { losses, compiled, optimizer };
}

const optimizers: Record<string, (p: torch.nn.Parameter[], fused: boolean) => optim.Optimizer> = {
  SGD: (p, fused) => new optim.SGD(p, { lr: 0.1, fused }),
  'SGD with momentum': (p, fused) => new optim.SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true, fused }),
  Adam: (p, fused) => new optim.Adam(p, { lr: 0.01, amsgrad: true, fused }),
  AdamW: (p, fused) => new optim.AdamW(p, { lr: 0.01, fused }),
  Adagrad: (p, fused) => new optim.Adagrad(p, { lr: 0.01, fused }),
};

describe.each(Object.entries(optimizers))('%s', (_, make) => {
  test.each([true, false])('fused: %s, a rate that changes at every step', (fused) => {
    const change = (optimizer: optim.Optimizer): void => {
      for (const group of optimizer.param_groups as unknown as { lr: number; weight_decay: number }[]) {
        group.lr *= 0.9;
        group.weight_decay += 0.01;
      }
    };
    const own = train((p) => make(p, fused), false, change);
    const replayed = train((p) => make(p, fused), true, change);
    expect(replayed.losses).toEqual(own.losses);
    expect(replayed.compiled.entries).toHaveLength(1);
    expect(replayed.compiled.breaks).toEqual([]);
  });
});

test('an option that is no number of the kernel is followed by a new recording', () => {
  const change = (optimizer: optim.Optimizer, i: number): void => {
    (optimizer.param_groups[0] as unknown as { maximize: boolean }).maximize = i > 5;
  };
  const make = (p: torch.nn.Parameter[]): optim.Optimizer => new optim.AdamW(p, { lr: 0.01, fused: true });
  const replayed = train(make, true, change);
  expect(replayed.losses).toEqual(train(make, false, change).losses);
  expect(replayed.compiled.entries).toHaveLength(2);
});

test('hooks of a step run at every step', () => {
  let steps = 0;
  const make = (p: torch.nn.Parameter[]): optim.Optimizer => {
    const optimizer = new optim.AdamW(p, { lr: 0.01, fused: true });
    optimizer.register_step_post_hook(() => {
      steps++;
    });
    return optimizer;
  };
  train(make, true, () => undefined);
  expect(steps).toBe(12);
});
