import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import * as torch from 'nodetorch';
import type { Tensor } from 'nodetorch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';

type Values = Record<string, unknown>;

/** What the cases below name: the same formulas as in the program for Python. */
function tensors(): Record<string, Tensor> {
  const wave = torch.arange(324).double().reshape(18, 18).mul(0.7).sin();
  const ramp = torch.arange(1, 19).double().diag();
  const M = wave.matmul(wave.mT).add(ramp);
  const X = torch.arange(54).double().reshape(18, 3).mul(1.3).cos();
  return {
    M, X, B: wave.mT.matmul(wave).mul(0.1).add(ramp), single: M.float(), sparse: M.to_sparse(), iK: ramp.reciprocal(),
    batch: torch.stack([M, M.mul(2).add(ramp), ramp, M.add(1)]).reshape(2, 2, 18, 18),
    Bs: torch.stack([ramp, ramp.mul(2)]).repeat(2, 1, 1).reshape(2, 2, 18, 18),
    Xs: torch.stack([X, X.mul(2), X.sin(), X.add(1)]).reshape(2, 2, 18, 3),
    leaf: M.clone().requires_grad_(), leaves: torch.stack([M, M.add(ramp)]).requires_grad_(),
    sparseLeaf: M.to_sparse().requires_grad_(), wide: M.index('3:'), half: M.half(), long: M.long(),
    complex: M.cfloat(), zeros: torch.zeros(18, 3).double(), twins: X.index(':', [0, 0, 0]), vector: X.index(':', 0),
    short: M.index(':8', ':8'), tall: X.index(':9'), row: torch.zeros([]),
    csr: M.to_sparse_csr(), none: M.repeat(0, 1, 1), complexX: X.index(':', ':1').cfloat(),
    complexLeaf: M.cfloat().requires_grad_(),
  };
}

const python = `
import json, sys, torch
torch.set_num_threads(1)
wave = (torch.arange(324).double().reshape(18, 18) * 0.7).sin()
ramp = torch.arange(1, 19).double().diag()
M = wave @ wave.mT + ramp
X = (torch.arange(54).double().reshape(18, 3) * 1.3).cos()
def tensors(): return dict(
  M=M, X=X.clone(), B=(wave.mT @ wave) * 0.1 + ramp, single=M.float(), sparse=M.to_sparse(), iK=ramp.reciprocal(),
  batch=torch.stack([M, M * 2 + ramp, ramp, M + 1]).reshape(2, 2, 18, 18),
  Bs=torch.stack([ramp, ramp * 2]).repeat(2, 1, 1).reshape(2, 2, 18, 18),
  Xs=torch.stack([X, X * 2, X.sin(), X + 1]).reshape(2, 2, 18, 3),
  leaf=M.clone().requires_grad_(), leaves=torch.stack([M, M + ramp]).requires_grad_(),
  sparseLeaf=M.to_sparse().requires_grad_(), wide=M[3:], half=M.half(), long=M.long(),
  complex=M.cfloat(), zeros=torch.zeros(18, 3).double(), twins=X[:, [0, 0, 0]], vector=X[:, 0],
  short=M[:8, :8], tall=X[:9], row=torch.zeros([]),
  csr=M.to_sparse_csr(), none=M.repeat(0, 1, 1), complexX=X[:, :1].cfloat(),
  complexLeaf=M.cfloat().requires_grad_())
def asked(case):
  named = tensors()
  steps = []
  def tracker(worker):
    steps.append([worker.ivars, {k: v for k, v in worker.fvars.items() if k != '_'}, worker.tvars['rerr'].tolist(),
      list(worker.S.shape), worker.iparams, worker.fparams, worker.bparams])
    steps[-1] = json.loads(json.dumps(steps[-1]))
    if len(steps) == case.get('stop'): worker.bvars['force_stop'] = True
  arguments = {k: named.get(v, v) if isinstance(v, str) else v for k, v in case.items() if k not in ('stop', 'twice')}
  torch.manual_seed(7)
  try:
    E, V = torch.lobpcg(tracker=tracker, **arguments)
    A = arguments['A']
    result = [E.tolist(), V.tolist(), str(E.dtype), steps]
    if A.requires_grad or E.requires_grad:
      weights = torch.arange(E.numel()).reshape(E.shape) + 1
      loss = (E * weights).sum() + (V[..., :2, :].abs() * weights.unsqueeze(-2)).sum()
      loss = loss.abs()
      grad, = torch.autograd.grad(loss, A, create_graph=bool(case.get('twice')))
      result.append(grad.tolist())
      if case.get('twice'): result.append(torch.autograd.grad(grad.square().sum(), A)[0].tolist())
    return result
  except Exception as e: return [type(e).__name__.lstrip('_'), str(e)]
print(json.dumps([[asked(case) for case in cases] for cases in json.load(sys.stdin)]))`;

function asked({ stop, twice, ...given }: Values): unknown {
  const named = tensors();
  const steps: unknown[] = [];
  const tracker = (worker: torch.LOBPCG): void => {
    const { ivars, fvars, tvars, iparams, fparams, bparams } = worker;
    steps.push(JSON.parse(JSON.stringify(
      [ivars, fvars, tvars.rerr.tolist(), worker.S.shape, iparams, fparams, bparams])));
    if (steps.length === stop) worker.bvars.force_stop = true;
  };
  const found = Object.entries(given).map(([name, value]) => [name, typeof value === 'string' && value in named ? named[value] : value] as const);
  const options = { ...Object.fromEntries(found), tracker } as unknown as Parameters<typeof torch.lobpcg>[0];
  torch.manual_seed(7);
  try {
    const [E, V] = torch.lobpcg(options);
    const { A } = options as unknown as { A: Tensor };
    const result: unknown[] = [E.tolist(), V.tolist(), String(E.dtype), steps];
    if (!A.requires_grad && !E.requires_grad) return result;
    const weights = torch.arange(E.numel()).reshape(E.shape).add(1);
    const loss = E.mul(weights).sum().add(V.index('...', ':2', ':').abs().mul(weights.unsqueeze(-2)).sum());
    const [grad] = torch.autograd.grad([loss.abs()], [A], { create_graph: twice === true }) as [Tensor];
    result.push(grad.tolist());
    if (twice === true) result.push(torch.autograd.grad([grad.square().sum()], [A])[0]!.tolist());
    return result;
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

// The matrices are too small to share, and threads that wait for each other are slow on a busy machine.
const threads = torch.get_num_threads();
beforeAll(() => torch.set_num_threads(1));
afterAll(() => torch.set_num_threads(threads));

const reference = referencePython();

const solved: Values[] = [
  { A: 'M' }, { A: 'M', k: 3 }, { A: 'M', k: 2, n: 4, largest: false }, { A: 'M', k: 3, method: 'basic' },
  { A: 'M', X: 'X' }, { A: 'M', k: 2, n: 2, method: 'basic', iK: 'iK', largest: false, niter: 6 },
  { A: 'M', k: 2, B: 'B' }, { A: 'M', k: 2, B: 'B', method: 'basic', largest: false, niter: 12 },
  { A: 'single', k: 2 }, { A: 'single', k: 2, method: 'basic', tol: 0.01 }, { A: 'csr', k: 2 },
  { A: 'sparse', k: 3, largest: false }, { A: 'sparse', k: 2, method: 'basic', B: 'sparse', niter: 4 },
  { A: 'batch', k: 2 }, { A: 'batch', k: 2, B: 'Bs', niter: 5, method: 'basic' }, { A: 'none', k: 2 },
  { A: 'batch', X: 'Xs', n: 9, tol: 1e-4, niter: 9 }, { A: 'batch', k: 2, n: 1, niter: 3 },
  { A: 'M', k: 2, niter: 0, tol: 1e-3 }, { A: 'M', k: 2, niter: 1 }, { A: 'M', k: 2, stop: 3 },
  { A: 'M', k: 3, ortho_bparams: { ortho_use_drop: true }, ortho_iparams: { ortho_i_max: 1, ortho_j_max: 2, own: 5 } },
  { A: 'M', k: 2, ortho_fparams: { tol: 1e-2, ortho_tol: 1e-3, ortho_tol_drop: 0.1 }, ortho_iparams: { niter: 3 } },
  { A: 'M', k: 2, ortho_fparams: { tol: 1e-2 }, ortho_iparams: { niter: 3 }, method: 'basic' },
  { A: 'short', k: 2, niter: 9, tol: 1e-30, ortho_fparams: { ortho_tol_replace: 1e-3 } },
  { A: 'short', k: 2, niter: 9, tol: 1e-30, ortho_bparams: { ortho_use_drop: true } },
  { A: 'M', k: 4, n: 2, niter: 4 }, { A: 'M', k: 0, n: 1, niter: 4 }, { A: 'M', k: 2, method: 'neither' },
  { A: 'leaf', k: 2 }, { A: 'leaf', k: 3, largest: false }, { A: 'leaf', k: 3 }, { A: 'leaf', k: 1, method: 'basic' },
  { A: 'leaves', k: 3 }, { A: 'leaf', k: 2, twice: true },
];

const refused: Values[] = [
  { A: 'wide' }, { A: 'M', B: 'batch' }, { A: 'M', k: 7 }, { A: 'M', X: 'tall' }, { A: 'M', X: 'vector' },
  { A: 'M', X: 'row' }, { A: 'vector' }, { A: 'half' }, { A: 'half', tol: 0.1 }, { A: 'long' }, { A: 'complex' },
  { A: 'complexLeaf', X: 'complexX', niter: 3 }, { A: 'M', k: -1 }, { A: 'M', X: 'zeros' }, { A: 'M', X: 'twins' },
  { A: 'M', X: 'twins', method: 'basic' }, { A: 'batch', X: 'X' }, { A: 'batch', B: 'M' },
  { A: 'batch', k: 4, n: 2, niter: 2 }, { A: 'short', k: 2, n: 3 }, { A: 'single', X: 'X' },
  { A: 'leaf', k: 2, B: 'B' }, { A: 'sparseLeaf', k: 2 }, { A: 'M', k: 2, B: 'leaf' },
];

/** What PyTorch has for both lists: one process, which ends before the hook has to. */
function ask(): [solved: unknown[], refused: unknown[]] {
  return JSON.parse(execFileSync(reference!, ['-W', 'ignore', '-c', python], {
    encoding: 'utf8', input: JSON.stringify([solved, refused]), maxBuffer: 1 << 26, timeout: 220_000,
  })) as [unknown[], unknown[]];
}

describe.skipIf(reference === undefined)('like PyTorch', () => {
  let wanted: ReturnType<typeof ask>;
  beforeAll(() => {
    wanted = ask();
  });

  /** Says which cases differ, since the numbers are many. */
  const different = (cases: readonly Values[], wanted: readonly unknown[]): Values[] =>
    cases.filter((options, i) => !isDeepStrictEqual(JSON.parse(JSON.stringify(asked(options))), wanted[i]));

  it('values, trackers and gradients have its bits for the same seed', () => {
    expect(different(solved, wanted[0])).toEqual([]);
  });

  it('errors have its class and its words', () => {
    expect(different(refused, wanted[1])).toEqual([]);
  });
});

const close = (a: Tensor, b: Tensor, tolerance: number): void => {
  expect(torch.allclose(a, b, { rtol: tolerance, atol: tolerance })).toBe(true);
};

it('finds the ends of a spectrum that is known, with residuals that are small', () => {
  const A = torch.arange(1, 31).double().diag();
  const two = torch.eye(30).double().mul(2);
  for (const method of ['ortho', 'basic'] as const) {
    for (const [matrix, B, divisor] of [[A, null, 1], [A.to_sparse(), null, 1], [A, two, 2]] as const) {
      torch.manual_seed(0);
      const [E, X] = torch.lobpcg(matrix, 3, B, { method });
      close(E, torch.tensor([30, 29, 28]).double().div(divisor), 1e-6);
      close(A.matmul(X), X.mul(E).mul(divisor), 1e-4);
    }
  }
  torch.manual_seed(0);
  const X = torch.randn(30, 2).double();
  close(torch.lobpcg(A, { X, largest: false })[0], torch.tensor([1, 2]).double(), 1e-6);
});

it('solves a batch one by one, and k is 1 unless given', () => {
  const A = torch.arange(1, 10).double().diag();
  torch.manual_seed(1);
  const [E, X] = torch.lobpcg(torch.stack([A, A.mul(3)]).reshape(1, 2, 9, 9));
  expect([[...E.shape], [...X.shape]]).toEqual([[1, 2, 1], [1, 2, 9, 1]]);
  close(E.flatten(), torch.tensor([9, 27]).double(), 1e-6);
});

it('the tracker sees each step and may stop; the arguments go by position too', () => {
  const A = torch.arange(1, 31).double().diag();
  const seen: [number, number][] = [];
  torch.manual_seed(2);
  torch.lobpcg(A, 2, null, null, null, null, null, null, true, 'ortho', (worker) => {
    expect([[...worker.X.shape], [...worker.S.shape]]).toEqual([[30, 2], [30, 6]]);
    seen.push([worker.ivars.istep, worker.ivars.iterations_left]);
    worker.bvars.force_stop = worker.ivars.istep === 3;
  });
  expect(seen).toEqual([[1, 999], [2, 998], [3, 997]]);
  expect(() => torch.lobpcg(A, { tracker: (async () => undefined) as never })).toThrow('the tracker is async');
});

it('the gradient is that of eigh, and symmetric', () => {
  const symmetric = torch.arange(144).double().reshape(12, 12).mul(0.7).sin();
  const values = symmetric.add(symmetric.mT).add(torch.arange(1, 13).double().mul(5).diag());
  for (const largest of [true, false]) {
    for (const k of [1, 2, 3]) {
      const [A, other] = [values.clone().requires_grad_(), values.clone().requires_grad_()];
      torch.manual_seed(3);
      const [E, X] = torch.lobpcg(A, k, { largest, tol: 1e-11 });
      const [all, vectors] = torch.linalg.eigh(other);
      const order = largest ? [11, 10, 9] : [0, 1, 2];
      const [D, V] = [all.index(order.slice(0, k)), vectors.index(':', order.slice(0, k))];
      E.square().sum().add(X.index(2).abs().sum()).backward();
      D.square().sum().add(V.index(2).abs().sum()).backward();
      close(A.grad!, other.grad!.add(other.grad!.mT).div(2), 1e-5);
    }
  }
});

it('refuses what it cannot take', () => {
  const A = torch.eye(9);
  const call = torch.lobpcg as (...args: unknown[]) => unknown;
  expect(() => call()).toThrow("lobpcg() missing 1 required positional argument: 'A'");
  expect(() => call([1])).toThrow("lobpcg(): argument 'A' (position 1) must be Tensor, not list");
  expect(() => call(A, { iK: 2 })).toThrow("lobpcg(): argument 'iK' (position 6) must be Tensor, not int");
  expect(() => call(A, { largest: 'no' })).toThrow("lobpcg(): argument 'largest' (position 9) must be bool, not str");
  expect(() => call(A, { larges: true })).toThrow("unexpected keyword argument 'larges'. Did you mean 'largest'?");
  expect(() => torch.lobpcg(A, 4)).toThrow(torch.ValueError);
  expect(() => torch.lobpcg(torch.ones(2, 3))).toThrow('A must be square, got shape torch.Size([2, 3])');
  const leaf = A.clone().requires_grad_();
  const generalized = torch.lobpcg(leaf, 1, A)[0];
  expect(() => generalized.sum().backward()).toThrow('lobpcg.backward does not support backward with B != I yet.');
  const sparse = torch.lobpcg(A.to_sparse().requires_grad_())[0];
  expect(() => sparse.sum().backward()).toThrow('lobpcg.backward does not support sparse input yet.');
});
