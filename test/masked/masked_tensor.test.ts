import * as torch from 'nodetorch';
import { masked, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';
import { testTexts } from '../texts.js';

const { MaskedTensor, as_masked_tensor, is_masked_tensor, masked_tensor } = masked;
type MaskedTensor = masked.MaskedTensor;
const F = torch.nn.functional;

const D = torch.tensor([[1, 2, 3], [4, 5, 6]]);
const M = torch.tensor([[true, false, true], [false, true, true]]);
const W = torch.ones(3, 2);
const mt = (dtype = torch.float32): MaskedTensor => masked_tensor(D.to(dtype), M);
const coo = (): MaskedTensor => mt().to_sparse() as MaskedTensor;
const csr = (): MaskedTensor => mt().to_sparse_csr() as MaskedTensor;
const int = (): Tensor => mt(torch.int32);
const bool = (): Tensor => mt(torch.bool);
const ones = (...size: number[]): Tensor => torch.ones(size, { dtype: torch.bool });
const mask = (...flags: boolean[]): Tensor => torch.tensor(flags);
const wrong = (data: unknown, of: unknown): Tensor => masked_tensor(data as Tensor, of as Tensor);
const leaf = (): MaskedTensor => masked_tensor(D.clone(), M, { requires_grad: true });
const gradient = (fn: (x: Tensor) => Tensor): Tensor | null => {
  const x = leaf();
  fn(x).backward();
  return x.grad;
};
const f64 = { dtype: torch.float64 };

testTexts('masked_tensor', {
  'float': () => mt(),
  'double': () => mt(torch.float64),
  'half': () => mt(torch.float16),
  'int': int,
  'bool': bool,
  'a scalar': () => masked_tensor(torch.tensor(1.5), torch.tensor(true)),
  'no scalar': () => masked_tensor(torch.tensor(1.5), torch.tensor(false)),
  'an int': () => masked_tensor(torch.tensor(7n), torch.tensor(true)),
  'one dimension': () => masked_tensor(torch.tensor([1n, 2n]), mask(true, false)),
  'a cube': () => masked_tensor(torch.arange(8).float().reshape(2, 2, 2), ones(2, 2, 2)),
  'wide': () => masked_tensor(torch.tensor([1e10, NaN, 1.5]), mask(true, true, false)),
  'halves': () => masked_tensor(torch.tensor([0.00005, 0.03125, -0]), mask(true, true, true)),
  'empty': () => masked_tensor(torch.zeros(0), ones(0)).toString(),
  'of coo': () => masked_tensor(D.to_sparse(), M.to_sparse()),
  'of csr': () => masked_tensor(D.to_sparse_csr(), M.to_sparse_csr()),
  'no data': () => wrong(1, M),
  'no mask': () => wrong(D, 1),
  'masked twice': () => masked_tensor(mt(), M),
  'mask of ints': () => masked_tensor(D, M.int()),
  'bfloat16': () => masked_tensor(D.bfloat16(), M),
  'fewer dimensions': () => masked_tensor(D, M.index(0)),
  'other sizes': () => masked_tensor(D, M.index(':', ':2')),
  'other layouts': () => masked_tensor(D, M.to_sparse()),
  'of csc': () => masked_tensor(D.to_sparse_csc(), M.to_sparse_csc()),
  'what it is': () => [torch.is_tensor(mt()), mt() instanceof torch.Tensor, mt() instanceof MaskedTensor,
    is_masked_tensor(mt()), is_masked_tensor(D), D instanceof MaskedTensor],
  'what it has': () => [[...mt().shape], mt().stride(), mt().dim(), mt().numel(), mt().length, mt().dtype,
    mt().layout, mt().is_contiguous(), mt().requires_grad, mt().is_leaf,
    mt().is_sparse, mt().element_size(), mt().is_floating_point(), mt().size(1)],
  'data': () => mt().get_data(),
  'mask': () => mt().get_mask(),
  'to_tensor': () => mt().to_tensor(9),
  'tolist': () => mt().tolist(),
  'numpy': () => mt().numpy(),
  'item': () => mt().index(0, 0).item(),
  'index': () => [mt().index(0), mt().index(0, 1), mt().index(':', '1:'), mt().index(null), mt().index(M),
    mt().index(torch.tensor([1n]))],
  'add a number': () => mt().add(1),
  'add itself': () => mt().add(mt()),
  'add a tensor': () => mt().add(D),
  'a tensor and it': () => torch.mul(D, mt()),
  'other masks': () => mt().add(masked_tensor(D, M.logical_not())),
  'alpha': () => torch.add(mt(), 1, { alpha: 2 }),
  'div': () => [mt().div(2), mt().div(mt()), mt().true_divide(4), mt().floor_divide(2), mt().remainder(2)],
  'compare': () => [mt().eq(mt()), mt().lt(2), mt().ge(3), mt().ne(D), mt().less(mt())],
  'max': () => [torch.maximum(mt(), D.add(1)), torch.minimum(mt(), mt()), torch.fmax(mt(), mt())],
  'bits': () => [int().bitwise_and(3), int().bitwise_left_shift(1)],
  'add_': () => mt().add_(1),
  'mul_': () => mt().mul_(mt()),
  'unary': () => [mt().abs(), mt().neg(), mt().square(), mt().sign(), mt().floor(), mt().isnan(), mt().reciprocal(),
    mt().exp2(), mt().sqrt_().trunc()],
  'pow': () => [mt().pow(2), mt().clamp(0, 2), torch.clamp(mt(), { min: 2 }), mt().float_power(2)],
  'round': () => [mt().round(), mt().signbit()],
  'round, named': () => mt().round({ decimals: 1 }),
  'sgn_': () => mt().sgn_(),
  'sums': () => [mt().sum(), mt().sum(1), mt().sum({ dim: 0 }), mt().sum([0, 1]), mt().sum(1, { keepdim: true }),
    torch.sum(mt(), 1), mt().sum(1, f64)],
  'means': () => [mt().mean(), mt().mean(1), mt().mean(1, { keepdim: true })],
  'extremes': () => [mt().amax(), mt().amin(1), mt().argmax(), mt().argmin(1), torch.amax(mt(), 0)],
  'prod': () => [mt().prod(), mt().prod(1)],
  'var': () => [mt().var(1), mt().std(1).square().round(), mt().var()],
  'all': () => [bool().all(), int().all(), bool().all(1)],
  'norm': () => mt().norm(),
  'sum, p': () => torch.sum(mt(), 1, { keepdims: true } as object),
  'sparse sums': () => [coo().sum(), csr().sum(), coo().mean(), csr().amax(), coo().prod()],
  'sparse sum along': () => coo().sum(1),
  'sparse ops': () => [coo().add(1), csr().mul(2), coo().mul(coo()), csr().add(csr()), coo().neg(), csr().square()],
  'sparse and dense': () => [coo().to_dense(), csr().to_dense(), coo().is_sparse, coo().is_sparse_coo(), coo().layout],
  'csr of a cube': () => masked_tensor(torch.ones(1, 2, 2), ones(1, 2, 2)).to_sparse_csr(),
  'views': () => [mt().reshape(3, 2), mt().view(6), mt().t(), mt().transpose(0, 1), mt().unsqueeze(0),
    mt().expand(2, 2, 3), mt().flatten(), mt().narrow(1, 0, 2), mt().select(0, 1)],
  'joins': () => [torch.cat([mt(), mt()]), torch.stack([mt(), mt()]), torch.cat([mt(), mt()], { dim: 1 })],
  'parts': () => [mt().split(1), mt().chunk(2)],
  'where': () => [torch.where(M, mt(), masked_tensor(D.add(1), M.logical_not())), torch.where(M, mt(), D)],
  'softmax': () => [masked_tensor(torch.zeros(2, 3), M).softmax(1), torch.softmax(masked_tensor(D.mul(0), M), 0),
    F.softmax(masked_tensor(D.mul(0), M), -1)],
  'copies': () => [mt().clone(), mt().detach(), mt().contiguous(), torch.ones_like(mt()), mt().copy_(mt())],
  'to': () => [mt().to(torch.float64), mt().double(), mt().int(), mt().to('cpu'), mt().float()],
  'matmul': () => mt().mm(W),
  'relu': () => torch.relu(mt()),
  'F.relu': () => F.relu(mt()),
  'zeros_like': () => torch.zeros_like(mt()),
  'permute': () => mt().permute(1, 0),
  'zero_': () => mt().zero_(),
  'gelu': () => F.gelu(mt()),
  'masked functions': () => [masked.sum(mt()), masked.amax(mt(), 1), masked.prod(mt(), 0)],
  'gradient of sum': () => gradient((x) => x.sum()),
  'gradient of mean': () => gradient((x) => x.mean()),
  'gradient of a product': () => gradient((x) => x.mul(x).sum()),
  'gradient of amax': () => gradient((x) => x.amax(1).sum()),
  'as_masked_tensor': () => as_masked_tensor(D, M),
  'requires grad': () => [leaf().requires_grad, leaf().mul(2).requires_grad, leaf().mul(2).is_leaf],
});

test('gradients reach the tensor that a masked one was made of, as zeros where the mask is false', () => {
  const x = D.clone().requires_grad_(true);
  as_masked_tensor(x, M).mul(2).sum().backward();
  expect(x.grad!.tolist()).toEqual([[2, 0, 2], [0, 2, 2]]);
});

test('gradients go through views, which PyTorch stops at', () => {
  expect(masked.is_masked_tensor(gradient((x) => x.reshape(3, 2).t().mul(2).sum()))).toBe(true);
});

test('a scope leaves a masked tensor that is returned alone', () => {
  const result = torch.scope(() => mt().add(1));
  expect((result as MaskedTensor).to_tensor(0).tolist()).toEqual([[2, 0, 4], [0, 6, 7]]);
});
