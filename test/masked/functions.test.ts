import * as torch from 'nodetorch';
import { masked as F, type Tensor } from 'nodetorch';
import { testTexts } from '../texts.js';

const X = torch.tensor([[1, -2, 4], [8, 0.5, 0]]);
const some = torch.tensor([[true, false, true], [true, true, false]]);
const int32 = { dtype: torch.int32 };
const inputs: Record<string, Tensor> = {
  'float': X,
  'double': X.double(),
  'int': torch.tensor([[1, 2, -3], [4, 0, 6]], int32),
  'bool': torch.tensor([[true, false, true], [false, false, true]]),
  'coo': X.to_sparse(),
  'csr': X.to_sparse_csr(),
  'csr int': torch.tensor([[1, 2, 0], [4, 0, 6]], int32).to_sparse_csr(),
  'hybrid': torch.stack([X, X.add(1)]).to_sparse(2),
  'csc': X.to_sparse_csc(),
};
const masks: Record<string, Tensor | null> = {
  'none': null,
  some,
  'row': torch.tensor([false, true, true]),
  'nothing in a row': torch.tensor([[false, false, false], [true, true, true]]),
  'ints': torch.tensor([[1n, 0n, 2n], [0n, 1n, 1n]]),
  'coo': some.to_sparse(),
  'csr': some.to_sparse_csr(),
  'too many dimensions': torch.ones(2, 2, 3, { dtype: torch.bool }),
};
const dims = { 'all': null, '0': 0, '-1': -1, 'both': [0, 1], 'no': [], 'twice': [1, 1], 'far': 5 };
// The order of Python's dictionary, which JavaScript's objects do not keep for numbers.
const dimNames = ['all', '0', '-1', 'both', 'no', 'twice', 'far'] as const;
const reductions = ['sum', 'prod', 'amax', 'amin', 'mean', 'norm', 'var', 'std'] as const;
const single = ['argmax', 'argmin', 'median', 'cumsum', 'cumprod', 'softmax', 'log_softmax', 'softmin'] as const;

type Options = Record<string, unknown>;
const of = (name: string): (...args: unknown[]) => Tensor => F[name as 'sum'] as never;
const mask = (name: string): Options => (masks[name] === null ? {} : { mask: masks[name] });
const py = (flag: boolean): string => (flag ? 'True' : 'False');

function call(name: string, x: string, m: string, dim: keyof typeof dims, keepdim: boolean): Tensor {
  return of(name)(inputs[x], { dim: dims[dim], keepdim, ...mask(m) });
}
function trained(fn: (x: Tensor) => Tensor): Tensor[] {
  const x = X.clone().requires_grad_(true);
  const y = fn(x);
  y.backward(torch.ones_like(y));
  return [y, x.grad!];
}

const cases: Record<string, () => unknown> = {};
for (const name of reductions) {
  for (const x of Object.keys(inputs)) {
    for (const m of Object.keys(masks)) {
      for (const keepdim of [false, true]) {
        cases[`${name}(${x}, mask=${m}, keepdim=${py(keepdim)})`] = () => call(name, x, m, '-1', keepdim);
      }
    }
  }
  for (const d of dimNames) {
    cases[`${name}, dim ${d}`] = () => call(name, 'float', 'some', d, false);
    cases[`${name}, coo, dim ${d}`] = () => call(name, 'coo', 'coo', d, false);
    cases[`${name}, csr, dim ${d}`] = () => call(name, 'csr', 'csr', d, true);
  }
  const along = name === 'norm' ? [1] : [1];
  cases[`${name}, dtype`] = () => of(name)(X, ...along, { dtype: torch.float64, mask: some });
  cases[`${name}, int dtype`] = () => of(name)(inputs['int'], ...along, { dtype: torch.int64, mask: some });
  cases[`${name}, complex`] = () => of(name)(X.add(new torch.Complex(0, 1)), { dim: 1, mask: some });
  cases[`${name}, gradient`] = () => trained((x) => of(name)(x, { dim: 1, mask: some }));
}
for (const name of single) {
  for (const x of ['float', 'int', 'bool', 'coo']) {
    for (const m of ['none', 'some', 'row', 'nothing in a row']) {
      cases[`${name}(${x}, mask=${m})`] = () => of(name)(inputs[x], 1, mask(m));
    }
  }
  cases[`${name}, first`] = () => of(name)(X, 0, { mask: some });
  cases[`${name}, far`] = () => of(name)(X, 7);
  cases[`${name}, dtype`] = () => of(name)(X, 1, { dtype: torch.float64, mask: some });
}
for (const name of ['argmax', 'argmin']) {
  cases[`${name}, of all`] = () => of(name)(X, { mask: some });
  cases[`${name}, kept`] = () => of(name)(X, 1, { keepdim: true, mask: some });
}
const zeros = torch.zeros(2, 3);
for (const m of ['none', 'some', 'nothing in a row']) {
  cases[`logsumexp, ${m}`] = () => F.logsumexp(zeros, 1, mask(m));
  cases[`logaddexp, ${m}`] = () =>
    F.logaddexp(zeros, X.mul(100), masks[m] === null ? {} : { input_mask: masks[m]! });
  cases[`normalize, ${m}`] = () => F.normalize(torch.tensor([[3, 1, 4], [6, 8, 0]]), 2, 1, mask(m));
}
Object.assign(cases, {
  'logsumexp, kept': () => F.logsumexp(torch.zeros(2, 4), { keepdim: true }),
  'logsumexp, sparse': () => F.logsumexp(inputs['coo']!, 1),
  'logaddexp, sparse': () => F.logaddexp(inputs['coo']!, X),
  'normalize, sparse': () => F.normalize(inputs['coo']!, 2, 1),
  'normalize, eps': () => F.normalize(torch.ones(1, 4), 2, 1, { eps: 4 }),
  'norm, inf': () => F.norm(X, Infinity, 1, { mask: some }),
  'norm, -inf': () => F.norm(X, -Infinity, 1, { mask: some }),
  'norm, -inf of ints': () => F.norm(inputs['int']!, -Infinity, 1, { mask: some }),
  'norm, 1': () => F.norm(X, 1, { mask: some }),
  'var, biased': () => F.var(X, 1, false, { mask: some }),
  'var, correction': () => F.var(X, 1, { correction: 0.5, mask: some }),
  'var, both': () => F.var(X, 1, true, { correction: 1, mask: some }),
  'std, correction': () => F.std(X, 1, { correction: 0, mask: some }),
  'uint8': () => F.sum(torch.tensor([200, 100], { dtype: torch.uint8 }), { mask: torch.tensor([true, true]) }),
  'least int64': () => F.amax(torch.tensor([1n, 2n]), 0, { mask: torch.tensor([false, false]) }),
  'a scalar': () => F.sum(torch.tensor(2), { mask: torch.tensor(false) }),
  'a row of a cube': () => F.mean(torch.ones(2, 2, 3), [0, 2], { mask: masks['row']! }),
});

testTexts('masked', cases);
