import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { optim, type Tensor } from 'nodetorch';
import { deepcopy } from 'nodetorch/copy';
import { expect, test } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';

type Step = [evaluations: number, iterations: number, kindOfT: string];
type Case = [
  problem: string, options: Record<string, unknown>, dtype: 'float32' | 'float64', place: number[], steps: Step[],
  bits?: string[],
];

const cases = JSON.parse(readFileSync(new URL('../golden/lbfgs.json', import.meta.url), 'utf8')) as Case[];

const starts: Record<string, number[]> = {
  bowl: [3], flat: [1.5], quartic: [2], valley: [-1.5, 2], wide: [4, -3, 2, -1],
};

/** The problems of scripts/golden/lbfgs.py. */
function value(problem: string, p: Tensor): Tensor {
  switch (problem) {
    case 'bowl': return p.sub(1).square().sum();
    case 'flat': return p.sub(1).square().square().sum().add(1);
    case 'quartic': return p.square().square().sub(p.square().mul(2)).sum();
    case 'valley': {
      const [x, y] = [p.index(0), p.index(1)];
      return x.neg().add(1).square().add(y.sub(x.square()).square().mul(10));
    }
    default:
      return p.sub(1).square().mul(torch.tensor([1, 2, 4, 8])).sum().add(p.mul(0.5).square().square().sum());
  }
}

function run([problem, options, dtype]: Case): { place: number[]; steps: Step[]; bits: string[] } {
  const p = torch.tensor(starts[problem]!, { dtype: torch[dtype] }).requires_grad_();
  const given = Object.fromEntries(
    Object.entries(options).map(([key, each]) => [key, Array.isArray(each) ? torch.tensor(each[0] as number) : each]));
  const of = new optim.LBFGS([p], given);
  const [steps, bits]: [Step[], string[]] = [[], []];
  for (let step = 0; step < 3; step++) {
    of.step(() => {
      of.zero_grad();
      const loss = given['maximize'] === true ? value(problem, p).neg() : value(problem, p);
      loss.backward();
      return loss;
    });
    const { func_evals, n_iter, t } = of.state.get(p) as unknown as { func_evals: number; n_iter: number; t?: unknown };
    steps.push([func_evals, n_iter, t instanceof torch.Tensor ? 'tensor' : typeof t]);
    bits.push(Buffer.from(Float64Array.from(p.tolist() as number[]).buffer).toString('hex'));
  }
  return { place: p.tolist() as number[], steps, bits };
}

/** A number is an int or a float in Python, nothing its NoneType. */
function plainKinds(steps: Step[]): Step[] {
  const kinds: Record<string, string> = { int: 'number', float: 'number', NoneType: 'undefined' };
  return steps.map(([evaluations, iterations, kind]) => [evaluations, iterations, kinds[kind] ?? kind]);
}

test('LBFGS evaluates as often as PyTorch, and ends where it does', () => {
  for (const one of cases) {
    const { place, steps } = run(one);
    const [problem, options, dtype, wanted, wantedSteps] = one;
    expect([problem, options, dtype, steps]).toEqual([problem, options, dtype, plainKinds(wantedSteps)]);
    // The last digits depend on the processor.
    for (const [i, x] of place.entries()) expect(Math.abs(x - wanted[i]!)).toBeLessThan(1e-3 * (1 + Math.abs(x)));
  }
});

const python = referencePython();

test.skipIf(python === undefined)('LBFGS has every bit of PyTorch on the same machine', () => {
  const script = fileURLToPath(new URL('../../scripts/golden/lbfgs.py', import.meta.url));
  const text = execFileSync(python!, ['-W', 'ignore', script, '--bits'], { encoding: 'utf8' });
  for (const one of JSON.parse(text) as Case[]) {
    const [problem, options, dtype, , , bits] = one;
    expect([problem, options, dtype, run(one).bits]).toEqual([problem, options, dtype, bits]);
  }
}, 120_000);

test('LBFGS goes on from a state that PyTorch or this library has saved', () => {
  const losses = (of: optim.LBFGS, p: Tensor, count: number): number[] => Array.from({ length: count }, () => {
    const loss = of.step(() => {
      of.zero_grad();
      const made = value('wide', p);
      made.backward();
      return made;
    }) as Tensor;
    return loss.item();
  });
  const options = { line_search_fn: 'strong_wolfe', max_iter: 2, lr: torch.tensor(0.5) } as const;
  const p = torch.tensor(starts['wide']!).requires_grad_();
  const of = new optim.LBFGS([p], options);
  losses(of, p, 2);
  const q = p.detach().clone().requires_grad_();
  const again = new optim.LBFGS([q], options);
  again.load_state_dict(deepcopy(of.state_dict()));
  expect(losses(again, q, 3)).toEqual(losses(of, p, 3));
  expect(q.tolist()).toEqual(p.tolist());
});

test('a closure that throws leaves the state of the last step that ended', () => {
  const p = torch.tensor([3]).requires_grad_();
  const of = new optim.LBFGS([p], { max_iter: 4, lr: 0.1 });
  const closure = (most: number) => {
    let calls = 0;
    return (): Tensor => {
      if (calls++ === most) throw new Error('enough');
      of.zero_grad();
      const loss = value('flat', p);
      loss.backward();
      return loss;
    };
  };
  of.step(closure(10));
  const { d, n_iter } = { ...of.state.get(p) } as unknown as { d: Tensor; n_iter: number };
  expect(() => of.step(closure(2))).toThrow('enough');
  const after = of.state.get(p) as unknown as { d: Tensor; n_iter: number };
  expect(after.d).toBe(d);
  expect(after.n_iter).toBe(n_iter + 2);
});

test('LBFGS over no parameters evaluates once', () => {
  let calls = 0;
  const of = new optim.LBFGS([{ params: [] }] as never);
  expect(of.step(() => ++calls)).toBe(1);
});
