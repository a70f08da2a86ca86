// Checkpoints and autocast inside of compiled functions.
import * as torch from 'nodetorch';
import { nn, optim, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';
import { CompiledFunction } from '../../dist/compile/compiled_function.js';

type Forward = (net: nn.Sequential, x: Tensor) => Tensor;

const { checkpoint } = torch.utils.checkpoint;

const forwards: Record<string, Forward> = {
  'a checkpoint': (net, x) => checkpoint((y: Tensor) => net(y).tanh(), x, { use_reentrant: false }) as Tensor,
  'a checkpoint in a checkpoint': (net, x) =>
    checkpoint((y: Tensor) => (checkpoint((z: Tensor) => net(z), y, { use_reentrant: false }) as Tensor).tanh(), x,
      { use_reentrant: false }) as Tensor,
  'autocast': (net, x) => torch.autocast({ device_type: 'cpu', dtype: torch.bfloat16 }, () => net(x)).float(),
};

interface Run {
  readonly numbers: number[][];
  readonly compiled: CompiledFunction;
}

function train(forward: Forward, inside: boolean, isCompiled: boolean): Run {
  torch.manual_seed(0);
  const net = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 4));
  const optimizer = new optim.AdamW(net.parameters(), { lr: 0.01, fused: true });
  const lossOf = (x: Tensor): Tensor => forward(net, x).pow(2).sum();
  const body = inside
    ? (x: Tensor): Tensor => {
        optimizer.zero_grad();
        const loss = lossOf(x);
        loss.backward();
        optimizer.step();
        return loss.detach();
      }
    : lossOf;
  const compiled = new CompiledFunction(body, { verify: 1, fullgraph: true });
  const numbers: number[][] = [];
  for (let i = 0; i < 6; i++) {
    const x = torch.randn(3, 4);
    const loss = isCompiled ? compiled.call(undefined, [x]) as Tensor : body(x);
    if (!inside) {
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    numbers.push([loss.item(), ...[...net.parameters()].map((each) => each.sum().item())]);
  }
  return { numbers, compiled };
}

test.each(Object.entries(forwards).flatMap(([name, forward]) =>
  [true, false].map((inside) => [name, inside, forward] as const)))('%s, backward inside: %s', (_, inside, forward) => {
  const replayed = train(forward, inside, true);
  expect(replayed.numbers).toEqual(train(forward, inside, false).numbers);
  expect(replayed.compiled.breaks).toEqual([]);
});

test('what a checkpoint does not keep is computed again in a replay, too', () => {
  const w = torch.ones(64, 64, { requires_grad: true });
  const f = (x: Tensor): Tensor =>
    checkpoint((y: Tensor) => y.mm(w).tanh().mm(w), x, { use_reentrant: false }) as Tensor;
  const products = (g: (x: Tensor) => Tensor): number =>
    String(torch._dynamo.explain(g)(torch.ones(8, 64))).match(/aten::mm/g)!.length;
  expect(products(f)).toBe(products((x) => x.mm(w).tanh().mm(w)) + 1);
});

test('random numbers in a checkpoint: the function runs as it is written', () => {
  const f = (x: Tensor): Tensor =>
    checkpoint((y: Tensor) => nn.functional.dropout(y, { p: 0.5 }), x, { use_reentrant: false }) as Tensor;
  const compiled = new CompiledFunction(f, { verify: 0 });
  for (let i = 0; i < 3; i++) compiled.call(undefined, [torch.ones(4, { requires_grad: true })]);
  expect(compiled.breaks[0]!.reason).toContain('random numbers were drawn');
});
