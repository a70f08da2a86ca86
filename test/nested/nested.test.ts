import * as torch from 'nodetorch';
import { nested as N, type Tensor } from 'nodetorch';
import { expect, test } from 'vitest';
import { testTexts } from '../texts.js';

const F = torch.nn.functional;
const { jagged: JAGGED } = torch;
type NestedTensor = N.NestedTensor;
interface Options {
  dtype?: torch.dtype;
  requires_grad?: boolean;
}

const A = torch.arange(6).float().reshape(2, 3);
const B = torch.arange(9).float().reshape(3, 3).add(1);
const W = torch.ones(4, 3);
const T = torch.arange(12).float().reshape(3, 4);
const ints = (...numbers: number[]): Tensor => torch.tensor(numbers.map(BigInt));

const strided = (options: Options = {}): Tensor => N.nested_tensor([A, B], options);
const jagged = (options: Options = {}): NestedTensor =>
  N.nested_tensor([A, B], { layout: JAGGED, ...options }) as NestedTensor;
const ofList = (list: N.Rows): Tensor => N.nested_tensor(list, { layout: JAGGED });
const narrowed = (starts: Tensor | number, lengths: Tensor | number, dim = 1): NestedTensor =>
  N.narrow(T, dim, starts, lengths, JAGGED) as NestedTensor;
const holes = (): NestedTensor => narrowed(ints(0, 1, 0), ints(2, 1, 4));
const eye = (): Tensor => torch.eye(3).bool();

const ONE = torch.tensor(7);

/** (B, 2, j, size) */
function heads(lengths: readonly number[], size = 4): Tensor {
  return ofList(lengths.map((n) => torch.arange(n * 2 * size).float().reshape(n, 2, size))).transpose(1, 2);
}

/** Attention that looks at all alike. */
interface Attention {
  scale?: number;
  is_causal?: boolean;
  enable_gqa?: boolean;
}
const attend = (q: Tensor, k: Tensor, v: Tensor, options: Attention = {}): unknown =>
  both(F.scaled_dot_product_attention(q.mul(0), k.mul(0), v, options));
const put = (nt: Tensor, indices: Parameters<Tensor['index']>, value: Tensor | number): unknown =>
  both(nt.index_put_(indices, value));

/** The text and the values; the names of ragged sizes count up, so they are written as `j`. */
const both = (nt: Tensor): unknown => (nt.layout === JAGGED ? [nt, nt.values()] : nt);
const each = (...all: Tensor[]): unknown => all.map((nt) => (nt.is_nested ? both(nt) : nt));
const plain = (value: unknown): unknown => {
  if (Array.isArray(value) && !(value instanceof torch.Size)) return value.map(plain);
  const isKind = value instanceof torch.Size || (torch.is_tensor(value) && value.layout === JAGGED);
  return typeof value === 'string' || isKind ? String(value).replace(/\bj\d+/g, 'j') : value;
};
const renamed = (body: () => unknown) => (): unknown => {
  try {
    return plain(body());
  } catch (error) {
    (error as Error).message = plain((error as Error).message) as string;
    throw error;
  }
};

function gradient(fn: (nt: Tensor) => Tensor): unknown {
  const [x, y] = [A, B].map((each) => each.clone().requires_grad_(true)) as [Tensor, Tensor];
  fn(N.as_nested_tensor([x, y], { layout: JAGGED })).backward();
  return [x.grad, y.grad];
}
const withOne = (fn: (nt: NestedTensor) => unknown) => (): unknown => fn(jagged());
const wrong = (value: unknown): never => value as never;

const cases: Record<string, () => unknown> = {
  'strided': () => strided(),
  'strided, of lists': () => N.nested_tensor([[1n, 2n], [3n]]),
  'strided, of numbers': () => N.nested_tensor([1n, 2n]),
  'strided, of nothing': () => N.nested_tensor([]),
  'strided, double': () => strided({ dtype: torch.float64 }),
  'strided, requires grad': () => strided({ requires_grad: true }),
  'strided, of a cube': () => N.nested_tensor([torch.ones(1, 2, 2), torch.zeros(2, 1, 2)]),
  'strided, other ranks': () => N.nested_tensor([torch.ones(2), torch.ones(2, 2)]),
  'strided, of a number': () => N.nested_tensor(wrong(5)),
  'strided, of a tensor': () => N.as_nested_tensor(torch.ones(2, 3)),
  'strided, what it has': () => [strided().is_nested, strided().layout, strided().dim(), strided().numel(),
    strided().size(0), strided().size(2), strided().is_contiguous(), strided().dtype],
  'strided, ragged size': () => strided().size(1),
  'strided, shape': () => strided().shape,
  'strided, arithmetic': () => [strided().add(1), strided().mul(strided()), strided().neg(), F.relu(strided())],
  'strided, parts': () => [strided().unbind(), strided().index(0), strided().chunk(3, -1)],
  'strided, products': () => [F.linear(strided(), W), strided().transpose(1, 2)],
  'strided, sum': () => strided().sum(-1, { keepdim: true }),
  'strided, padded': () => [strided().to_padded_tensor(0), N.to_padded_tensor(strided(), 1, [2, 4, 4])],
  'strided, padded too small': () => N.to_padded_tensor(strided(), 1, [2, 2, 2]),
  'strided, likes': () => [torch.ones_like(strided()), strided().clone(), strided().double(), strided().contiguous()],
  'strided, history': () => N.as_nested_tensor([A.clone().requires_grad_(true), B]),
  'strided, values': () => strided().values(),
  'strided, as itself': () => N.as_nested_tensor(strided()),
  'jagged': () => both(jagged()),
  'jagged, requires grad': () => jagged({ requires_grad: true }),
  'jagged, result': () => jagged({ requires_grad: true }).mul(2),
  'jagged, of lists': () => both(ofList([[1n, 2n], [3n]])),
  'jagged, double': () => both(jagged({ dtype: torch.float64 })),
  'jagged, ragged last': () => both(ofList([torch.ones(2, 2), torch.ones(2, 3)])),
  'jagged, of nothing': () => ofList([]),
  'jagged, other ranks': () => ofList([torch.ones(2), torch.ones(2, 2)]),
  'jagged, twice ragged': () => ofList([torch.ones(2, 2), torch.ones(3, 3)]),
  'jagged, other dtypes': () => ofList([torch.ones(2), torch.ones(2).int()]),
  'jagged, of scalars': () => ofList([torch.tensor(1)]),
  'another layout': () => N.nested_tensor([A, B], { layout: torch.sparse_coo }),
  'jagged, of a tensor': () => both(N.as_nested_tensor(torch.ones(2, 3), { layout: JAGGED })),
  'of a vector': () => N.as_nested_tensor(torch.ones(2)),
  'of a number': () => N.as_nested_tensor(wrong(5)),
  'jagged as strided': () => N.as_nested_tensor(jagged()),
  'jagged, what it has': () => [jagged().is_nested, jagged().layout, jagged().dim(), jagged().ndim, jagged().numel(),
    jagged().length, jagged().size(0), jagged().size(2), jagged().is_contiguous(),
    jagged().dtype, jagged().requires_grad, jagged().is_leaf, jagged()._ragged_idx,
    jagged()._min_seqlen, jagged()._max_seqlen, jagged().lengths(),
    torch.is_tensor(jagged()), jagged() instanceof torch.Tensor],
  'jagged, shape': () => [jagged().shape, String(jagged().size(1)), String(jagged().stride()[0])],
  'jagged, offsets': () => jagged().offsets(),
  'jagged, tolist': () => jagged().tolist(),
  'jagged, numpy': () => jagged().numpy(),
  'jagged, index': () => [jagged().index(0), jagged().index(1), jagged().index(1, 2)],
  'jagged, index of rows': () => jagged().index(':', 0),
  'unbind': () => [jagged().unbind(), holes().unbind()],
  'padded': () => [jagged().to_padded_tensor(0), jagged().to_padded_tensor(-1, [2, 4, 3]),
    N.to_padded_tensor(jagged(), 2), jagged().transpose(1, 2).to_padded_tensor(0)],
  'padded, holes': () => holes().to_padded_tensor(0),
  'conversions': () => each(jagged().double(), jagged().to(torch.int64), jagged().clone(), jagged().detach(),
    jagged().contiguous(), jagged().to('cpu')),
  'arithmetic': () => each(jagged().add(1), jagged().mul(torch.ones(3)), jagged().sub(0.5), torch.rsub(jagged(), 1),
    jagged().pow(2), jagged().mul(torch.full([2, 1, 3], 2))),
  'with itself': withOne((j) => each(j.add(j), j.mul(j), j.eq(j), j.gt(3), torch.maximum(j, torch.rsub(j, 4)))),
  'pointwise': () => each(jagged().neg(), jagged().relu(), F.relu(jagged()), jagged().square(), jagged().frac(),
    jagged().clamp(1, 2), jagged().sign(), F.hardtanh(jagged()), F.leaky_relu(jagged())),
  'in place': () => each(jagged().add_(1), jagged().fill_(0), jagged().mul_(2), jagged().relu_()),
  'other rows': () => jagged().add(jagged()),
  'other shapes': () => jagged().mul(A),
  'more dimensions': () => jagged().mul(torch.ones(1, 2, 2, 3)),
  'sums': () => each(jagged().sum(), jagged().sum(1), jagged().sum(2), jagged().sum(-1, { keepdim: true }),
    jagged().sum(1, { keepdim: true }), jagged().sum([0, 1]), jagged().sum([0, 1, 2])),
  'sum over the batch': () => jagged().sum(0),
  'sum over rows and more': () => jagged().sum([1, 2]),
  'means': () => each(jagged().mean(), jagged().mean(1), jagged().mean(2), jagged().mean(1, { keepdim: true })),
  'extremes': () => each(jagged().amax(1), jagged().amin(2), jagged().max(), jagged().min(), jagged().argmax(2),
    jagged().all(), jagged().any(), jagged().prod(), jagged().amin(1)),
  'max along': () => [...jagged().max(2)].map(both),
  'var': () => jagged().var(2),
  'norm': () => torch.allclose(jagged(), jagged()),
  'linear': () => each(F.linear(jagged(), W), F.linear(jagged(), W, torch.ones(4)), jagged().matmul(W.t())),
  'bmm': () => both(torch.bmm(jagged(), torch.ones(2, 3, 2))),
  'matmul': withOne((j) => torch.matmul(j.transpose(1, 2), j)),
  'bmm, unfit': () => torch.bmm(jagged(), W),
  'softmax': () => each(F.softmax(jagged().mul(0), 2), torch.softmax(jagged().mul(0), -1), F.softmax(jagged().mul(0), 1)),
  'softmax of the batch': () => F.softmax(jagged(), 0),
  'log_softmax of rows': () => torch.log_softmax(jagged(), 1),
  'norms': () => [F.layer_norm(jagged(), [3]), F.rms_norm(jagged(), [3])],
  'layer_norm of the batch': () => F.layer_norm(jagged(), [2, 2, 3]),
  'rms_norm of rows': () => F.rms_norm(jagged(), [2, 3]),
  'dropout': () => each(F.dropout(jagged(), 0.5, false), F.dropout(jagged(), 0)),
  'embedding': () => both(F.embedding(ofList([ints(0, 1), ints(1)]), torch.eye(2))),
  'transposed': () => each(jagged().transpose(1, 2), jagged().permute(0, 2, 1), jagged().transpose(1, 2).transpose(1, 2)),
  'transpose of the batch': () => jagged().transpose(0, 1),
  'permute of the batch': () => jagged().permute(1, 0, 2),
  'unsqueezed': () => each(jagged().unsqueeze(-1), jagged().unsqueeze(1), jagged().unsqueeze(-1).squeeze(-1)),
  'unsqueeze of the batch': () => jagged().unsqueeze(0),
  'squeeze': () => jagged().squeeze(),
  'views': () => each(jagged().view(2, -1, 3), jagged().view(2, -1, 3, 1), jagged().reshape(2, -1, 1, 3),
    jagged().unflatten(-1, [3, 1]), jagged().unflatten(-1, [1, 3]).flatten(2, 3)),
  'view, unfit': () => jagged().view(6, 3),
  'flatten of rows': () => jagged().flatten(1, 2),
  'cat': withOne((j) => each(torch.cat([j, j], { dim: 2 }), torch.cat([j, j.mul(2)], -1), torch.stack([j, j], -1))),
  'cat of the batch': () => torch.cat([jagged(), jagged()]),
  'stack of the batch': withOne((j) => torch.stack([j, j])),
  'parts': () => each(...jagged().chunk(3, { dim: -1 }), ...jagged().chunk(2, { dim: 0 }),
    ...jagged().split([1, 2], { dim: -1 }), jagged().select(2, 1), jagged().select(0, 1), jagged().narrow(2, 0, 2)),
  'split of the batch': () => jagged().split(1, { dim: 0 }),
  'narrow of rows': () => jagged().narrow(1, 0, 2),
  'likes': () => each(torch.ones_like(jagged()), torch.zeros_like(jagged()), torch.full_like(jagged(), 3)),
  'where': withOne((j) => each(torch.where(j.gt(3), j, j.neg()), j.masked_fill(j.gt(3), 0))),
  'copy_': withOne((j) => both(j.copy_(j.mul(2)))),
  'expand': withOne((j) => both(j.expand(2, j.size(1), 3))),
  'masked_select': () => both(N.masked_select(torch.ones(3, 3), eye())),
  'masked_select, sparse': () => N.masked_select(torch.ones(3, 3).to_sparse(), eye()),
  'narrow': () => [holes(), holes().lengths(), holes().offsets()],
  'narrow, contiguous': () => both(holes().contiguous()),
  'narrow, plus': () => holes().add(1),
  'narrow, numbers': () => [narrowed(1, 2), narrowed(1, 2).unbind()],
  'narrow, whole': () => both(narrowed(ints(2, 0, 0), ints(2, 4, 1))),
  'narrow, other dims': () => narrowed(1, 2, 0),
  'narrow, strided': () => N.narrow(T, 0, 1, 2),
  'narrow, strided of tensors': () => N.narrow(T, 0, ints(1), 2),
  'narrow, of text': () => N.narrow(T, 1, wrong('a'), 2),
  'from_jagged': () => each(N.nested_tensor_from_jagged(B, ints(0, 1, 3)),
    N.nested_tensor_from_jagged(B, { lengths: ints(1, 2) }),
    N.nested_tensor_from_jagged(B, ints(0, 1, 3), ints(1, 1)),
    N.nested_tensor_from_jagged(B, ints(0, 1, 3), { jagged_dim: 2 }),
    N.nested_tensor_from_jagged(B, ints(0, 1, 3), { min_seqlen: 1, max_seqlen: 2 })),
  'from_jagged, neither': () => N.nested_tensor_from_jagged(B),
  'from_jagged, dim 0': () => N.nested_tensor_from_jagged(B, ints(0, 1, 3), { jagged_dim: 0 }),
  'gradients': () => [gradient((n) => n.sum()), gradient((n) => n.mul(n).sum()),
    gradient((n) => F.linear(n, W).sum()), gradient((n) => n.to_padded_tensor(0).pow(2).sum()),
    gradient((n) => n.values().sum())],
  'gradient of a leaf': () => {
    const nt = jagged({ requires_grad: true });
    nt.mul(nt).sum().backward();
    return both(nt.grad!);
  },
  'layers': () => new torch.nn.Sequential(
    new torch.nn.Linear(3, 5), new torch.nn.ReLU(), new torch.nn.Linear(5, 1))(jagged()).shape,
  'attention, unfit': () => F.scaled_dot_product_attention(
    jagged().unsqueeze(1).transpose(1, 2), jagged().unsqueeze(1), jagged().unsqueeze(1)),
  'attention': () => {
    const q = ofList([A, B.mul(4)]).unsqueeze(-1).transpose(1, 2);
    return F.scaled_dot_product_attention(q.mul(0), q.mul(0), q).values();
  },
  'lerp': withOne((j) => each(j.lerp(j.mul(3), 0.5), torch.lerp(j, torch.ones(3), 0.5), torch.lerp(torch.ones(3), j, 0.5),
    j.lerp_(j.mul(3), 0.5))),
  'lerp, all by name': withOne((j) => both(torch.lerp(j, { end: j.mul(3), weight: 0.5 }))),
  'lerp by a tensor': withOne((j) => torch.lerp(j, j.mul(3), j)),
  'lerp to other rows': () => jagged().lerp(jagged(), 0.5),
  'lerp to another shape': () => jagged().lerp(A, 0.5),
  'pow of other rows': () => jagged().pow(jagged()),
  'atan2 of other rows': () => jagged().atan2(jagged()),
  'clamp to tensors': withOne((j) => both(j.clamp({ min: j.mul(0).add(3) }))),
  'clamp between tensors': withOne((j) => j.clamp(j.mul(0).add(3), j.mul(0).add(4))),
  'addcmul': withOne((j) => torch.addcmul(j, j, j)),
  'addcmul_': () => jagged().addcmul_(torch.ones(3), torch.ones(3)),
  'addcdiv': withOne((j) => j.addcdiv(j, j)),
  'index_put_': () => [put(jagged(), [ints(0, 1), ints(1, 2), ints(0, 2)], ONE),
    put(jagged(), [ints(0, 1), ints(1, 2)], torch.tensor([9, 8, 7])), put(jagged(), [ints(1)], ONE),
    both(jagged().index_put_([ints(0, 0), ints(1, 1)], ONE, { accumulate: true })),
    put(jagged().transpose(1, 2), [ints(0, 1), ints(0, 2), ints(1, 2)], ONE),
    put(ofList([torch.zeros(2, 2), torch.zeros(2, 3)]), [ints(0, 1), ints(0, 1)], ONE)],
  'index_put': withOne((j) => each(j.index_put([ints(0, 0), ints(1, 1)], ONE, { accumulate: true }),
    torch.index_put(j, [ints(1)], ONE), j)),
  'index_put_, too many': () => jagged().index_put_([ints(0), ints(0), ints(0), ints(0)], ONE),
  'index_put_, out of a row': () => jagged().index_put_([ints(0), ints(2)], ONE),
  'index_put_ of a jagged tensor': withOne((j) => j.index_put_([ints(0), ints(1)], j)),
  'index_put_ by a jagged mask': withOne((j) => j.index_put_([j.gt(3)], ONE)),
  'index_put_ of other dtypes': () => jagged().index_put_([ints(0), ints(1)], ints(7).index(0)),
  'index_put_ into holes': () => holes().index_put_([ints(0)], ONE),
  'index_put_ of rows that are transposed': () => jagged().transpose(1, 2).index_put_([ints(0, 1), ints(0, 2)], ONE),
  'assignment': () => [put(jagged(), [0], 5), put(jagged(), [0, 1], 5), put(jagged(), ['...', 0], 5),
    withOne((j) => put(j, ['...', 0], j.index('...', 1)))(), withOne((j) => put(j, [1], j.index(1).mul(2)))(),
    put(jagged(), [0], torch.tensor([1, 2, 3])), put(jagged(), [ints(0), ints(1)], 5)],
  'assignment to a row that is not there': () => put(jagged(), [5], 1),
  "assignment to all rows' first": () => put(jagged(), [':', 0], 1),
  'a row that is not there': () => jagged().index(5),
  'attention, other rows': () => {
    const [q, k, few] = [heads([2, 3]), heads([4, 1]), heads([1, 2])];
    return [attend(heads([2, 3]), k, k), attend(q, q, heads([2, 3], 5)),
      attend(few, few, few, { scale: 0.25, enable_gqa: true })];
  },
  'attention of dense batches': () => {
    const q = heads([2, 3]).transpose(1, 2);
    return attend(q, q, q);
  },
  'attention of dense batches, causal': () => {
    const q = heads([2, 3]).transpose(1, 2);
    return attend(q, q, q, { is_causal: true });
  },
  'attention, masked': () => {
    const q = heads([2, 3]);
    return F.scaled_dot_product_attention(q, q, q, torch.ones(3, 3).bool());
  },
  'attention, masked by name': () => {
    const q = heads([2, 3]);
    return F.scaled_dot_product_attention(q, q, q, { attn_mask: q });
  },
  'attention, other dtypes': () => {
    const q = heads([2, 3]);
    return F.scaled_dot_product_attention(q, q, q.double());
  },
  'attention to dense': () =>
    F.scaled_dot_product_attention(heads([2, 3]), torch.ones(2, 2, 3, 4), torch.ones(2, 2, 3, 4)),
  'attention, too few dimensions': () => {
    const q = ofList([torch.ones(2), torch.ones(3)]);
    return F.scaled_dot_product_attention(q, q, q);
  },
  'attention, other batches': () => attend(heads([2, 3]), heads([4, 1, 2]), heads([4, 1, 2])),
};

testTexts('nested', Object.fromEntries(Object.entries(cases).map(([name, body]) => [name, renamed(body)])));

test('a jagged tensor stays what it is, and keeps its rows through operators', () => {
  const j = jagged();
  expect(N.as_nested_tensor(j, { layout: JAGGED })).toBe(j);
  expect(j.add(1).size(1)).toBe(j.size(1));
  expect(jagged().size(1)).not.toBe(j.size(1));
});

test('gradients of sums over columns go through, which PyTorch has not', () => {
  expect(gradient((n) => n.sum(2).values().sum())).toEqual([torch.ones(2, 3), torch.ones(3, 3)]);
});

test('a causal mask is that of each row, and gradients reach what attention was asked of', () => {
  const rows = [torch.arange(16).float().reshape(2, 2, 4).mul(0.1), torch.arange(24).float().reshape(3, 2, 4).mul(0.1)];
  const q = N.as_nested_tensor(rows, { layout: JAGGED }).transpose(1, 2);
  const together = F.scaled_dot_product_attention(q, q, q, { is_causal: true }).unbind();
  const alone = rows.map((row) => {
    const one = row.transpose(0, 1).unsqueeze(0);
    return F.scaled_dot_product_attention(one, one, one, { is_causal: true }).squeeze(0);
  });
  expect(together.every((row, i) => torch.equal(row, alone[i]!))).toBe(true);

  // Attention to what is all alike is a mean, so each row of a value counts once for each query.
  const value = torch.ones(5, 2, 4, { requires_grad: true });
  const like = N.nested_tensor_from_jagged(value, ints(0, 2, 5)).transpose(1, 2);
  const zero = heads([2, 3]).mul(0);
  const same = N.nested_tensor_from_jagged(torch.zeros(5, 2, 4), (zero as NestedTensor).offsets()).transpose(1, 2);
  F.scaled_dot_product_attention(same, same, like).values().sum().backward();
  expect(value.grad!.sub(1).abs().max().item()).toBeLessThan(1e-6);
});

test('a scope leaves a nested tensor that is returned alone', () => {
  expect(torch.scope(() => jagged().add(1)).sum().item()).toBe(75);
});

test('attention of jagged tensors under autocast computes in the lower precision', () => {
  const make = (): Tensor =>
    torch.nested.nested_tensor([torch.ones([2, 8]), torch.ones([3, 8])], { layout: torch.jagged })
      .unflatten(-1, [2, 4]).transpose(1, 2);
  const result = torch.autocast('cpu', () => torch.nn.functional.scaled_dot_product_attention(make(), make(), make()));
  expect(result.dtype).toBe(torch.bfloat16);
  expect(torch.is_autocast_enabled('cpu')).toBe(false);
  expect(result.unbind().map((each) => each.shape)).toEqual([[2, 2, 4], [2, 3, 4]]);
});

test('jagged tensors are pinned as others are', () => {
  const nt = torch.nested.nested_tensor([torch.ones(2, 4), torch.ones(3, 4)], { layout: torch.jagged });
  expect([nt.is_pinned(), torch.ones(1).is_pinned()]).toEqual([false, false]);
  for (const x of [nt, torch.ones(1)]) {
    expect(() => x.pin_memory('cpu')).toThrow('CPU device type not an accelerator.');
    if (!torch.cuda.is_available()) expect(x.is_pinned('cuda')).toBe(false);
  }
});

test('attention of jagged tensors names the argument that is none', () => {
  const nt = torch.nested.nested_tensor([torch.ones(2, 2, 4)], { layout: torch.jagged }).transpose(1, 2);
  expect(() => torch.nn.functional.scaled_dot_product_attention(nt, null as never, nt)).toThrow(
    new TypeError("scaled_dot_product_attention(): argument 'key' (position 2) must be Tensor, not NoneType"));
});
