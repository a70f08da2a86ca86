import * as torch from 'nodetorch';
import {
  and_masks, AuxOutput, AuxRequest, BlockMask, create_block_mask, create_mask, flex_attention, FlexKernelOptions,
  noop_mask, or_masks, type MaskMod, type ScoreMod,
} from 'nodetorch/nn/attention/flex_attention';
import { expect, test } from 'vitest';

const { scaled_dot_product_attention: sdpa } = torch.nn.functional;
const causal: MaskMod = (_b, _h, m, n) => m.ge(n);
const inputs = (rows = 8, columns = 8, heads = 2): [torch.Tensor, torch.Tensor, torch.Tensor] => [
  torch.randn(1, 2, rows, 4), torch.randn(1, heads, columns, 4), torch.randn(1, heads, columns, 4),
];
const near = (a: torch.Tensor, b: torch.Tensor): boolean => torch.allclose(a, b, { atol: 1e-5 });

test('without functions it is attention; a mask of blocks hides what its function hides', () => {
  const all = inputs(8, 12);
  expect(near(flex_attention(...all), sdpa(...all))).toBe(true);
  const kernel_options = FlexKernelOptions({ BLOCK_M: 64, fwd_num_warps: 4 });
  expect(near(flex_attention(...all, { kernel_options }), sdpa(...all))).toBe(true);
  expect(near(flex_attention(...all, { scale: 0.25 }), sdpa(...all, { scale: 0.25 }))).toBe(true);
  const block_mask = create_block_mask(causal, null, null, 8, 12, { device: 'cpu', BLOCK_SIZE: 4 });
  expect(near(flex_attention(...all, { block_mask }), sdpa(...all, { is_causal: true }))).toBe(true);
});

test('a function of scores adds what it captures, which gets the gradient that autograd finds', () => {
  const all = inputs();
  const plane = torch.randn(8, 8).requires_grad_();
  const slopes = torch.randn(2).requires_grad_();
  const score_mod: ScoreMod = (score, _b, h, m, n) => score.mul(slopes.index(h)).add(plane.index(m, n));
  const found = flex_attention(...all, { score_mod });
  const [q, k, v] = all;
  const scores = q.matmul(k.transpose(-2, -1)).mul(0.5).mul(slopes.view(2, 1, 1)).add(plane);
  const wanted = scores.softmax(-1).matmul(v);
  expect(near(found, wanted)).toBe(true);
  const grads = [found, wanted].map((out) => torch.autograd.grad(out.square().sum(), [plane, slopes]));
  for (const i of [0, 1]) expect(near(grads[0]![i]!, grads[1]![i]!)).toBe(true);
});

test('its gradient cannot be differentiated, and says so', () => {
  const slopes = torch.randn(2).requires_grad_();
  const out = flex_attention(...inputs(), { score_mod: (score, _b, h) => score.mul(slopes.index(h)) });
  const [first] = torch.autograd.grad(out.sum(), [slopes], { create_graph: true });
  expect(() => first!.sum().backward()).toThrow('Autograd not implemented for flex_attention_backward');
});

test('heads of queries may share a head of keys, and logarithms of sums come on demand', () => {
  const [q, k, v] = inputs(8, 8, 1);
  const [out, aux] = flex_attention(q, k, v, { enable_gqa: true, return_aux: AuxRequest({ lse: true }) });
  const wide = k.expand(1, 2, 8, 4);
  expect(near(out, sdpa(q, wide, v.expand(1, 2, 8, 4)))).toBe(true);
  expect(near(aux.lse!, q.matmul(wide.transpose(-2, -1)).mul(0.5).logsumexp(-1))).toBe(true);
  expect(aux.max_scores).toBeNull();
  expect(String(AuxRequest({ lse: true }))).toBe('AuxRequest(lse=True, max_scores=False)');
  expect(String(AuxOutput())).toBe('AuxOutput(lse=None, max_scores=None)');
});

test('a row of which all is hidden gives zeros, and a logarithm of minus infinity', () => {
  const block_mask = create_block_mask((_b, _h, m, n) => m.gt(n), 1, 1, 8, 8, { device: 'cpu', BLOCK_SIZE: 4 });
  const [out, { lse }] = flex_attention(...inputs(), { block_mask, return_aux: AuxRequest({ lse: true }) });
  expect(out.index(0, 0, 0).tolist()).toEqual([0, 0, 0, 0]);
  expect(lse!.index(0, 0, 0).item()).toBe(-Infinity);
  expect(out.isfinite().all().item()).toBe(true);
});

test('query, key and value get no gradient on a CPU, as in PyTorch', () => {
  const [q, k, v] = inputs();
  expect(() => flex_attention(q.requires_grad_(), k, v)).toThrow('FlexAttention does not support backward on CPU.');
});

test('what does not fit is refused in the words of PyTorch', () => {
  const [q, k, v] = inputs();
  const block_mask = create_block_mask(causal, 1, 1, 8, 8, { device: 'cpu', BLOCK_SIZE: 4 });
  expect(() => flex_attention(q.index(0), k, v)).toThrow('NYI: query, key, and value must be 4D tensors');
  expect(() => flex_attention(q, k.index(':', ':1'), v.index(':', ':1'))).toThrow('Try setting enable_gqa=True for GQA.');
  expect(() => flex_attention(q.index(':', ':', ':4'), k, v, { block_mask })).toThrow('created for a larger length');
  expect(() => flex_attention(q, k, v, { block_mask: block_mask.index(0) })).toThrow(
    'Cannot use mask_mod from a sliced BlockMask');
  expect(() => flex_attention(q, k, v, { return_aux: AuxRequest({ max_scores: true }) })).toThrow(
    'Returning max scores is not supported on CPU.');
  expect(() => flex_attention(q, k, v, { kernel_options: { BACKEND: 'FAST' as never } })).toThrow(
    "Invalid BACKEND value 'FAST'. Must be one of ('AUTO', 'TRITON', 'FLASH', 'TRITON_DECODE')");
  const hidden = torch.zeros(8).requires_grad_();
  const mask = create_block_mask((_b, _h, m, n) => m.add(hidden.index(n)).ge(0), 1, 1, 8, 8, 'cpu');
  expect(() => flex_attention(q, k, v, { block_mask: mask })).toThrow(
    'Captured buffers from mask mod that require grad are not supported.');
  const loose = torch.zeros([]).requires_grad_();
  expect(() => flex_attention(q, k, v, { score_mod: () => loose.mul(1) })).toThrow('to depend on score');
});

test('a mask of blocks knows its blocks, its picture and its text', () => {
  const mask = create_block_mask(causal, 1, 2, 8, 12, { device: 'cpu', BLOCK_SIZE: 4 });
  expect(mask).toBeInstanceOf(BlockMask);
  expect(mask.shape).toEqual([1, 2, 8, 12]);
  expect(mask.numel()).toBe(192);
  expect(mask.sparsity()).toBe(50);
  expect(mask.to_dense().tolist()).toEqual([[[[1, 0, 0], [1, 1, 0]], [[1, 0, 0], [1, 1, 0]]]]);
  expect(String(mask)).toBe(
    'BlockMask(shape=(1, 2, 8, 12), sparsity=50.00%, \n(0, 0)\n██    \n████  \n\n(0, 1)\n██    \n████\n)');
  expect(mask.__repr__()).toContain('    BLOCK_SIZE=(4, 4),\n    shape=(1, 2, 8, 12),\n    sparsity=50.00%,\n' +
    '    mask_mod=causal\n)');
  expect(mask.index(':', ':', 1).shape).toEqual([1, 2, 4, 12]);
  expect(mask._adjust(4, 4).shape).toEqual([1, 2, 4, 4]);
  expect(mask.as_tuple().length).toBe(17);
  expect(mask.as_tuple({ flatten: false }).length).toBe(15);
  expect(mask.to('cpu').sparsity()).toBe(50);
  expect(() => mask.index(0, 0, 0, 0)).toThrow('BlockMask indexing supports batch, head, and Q-block dimensions');
  expect(() => new BlockMask([8, 8], torch.ones(1), torch.ones(1), null, null, null, null, null, null)).toThrow(
    'BlockMask must have at least 2 dimensions');
});

test('masks are joined, and made into tensors', () => {
  const near_: MaskMod = (_b, _h, m, n) => m.sub(n).abs().le(1);
  const of = (mod: MaskMod | ScoreMod): unknown => create_mask(mod, null, null, 3, 3, 'cpu').long().tolist();
  expect(of(and_masks(causal, near_))).toEqual([[[[1, 0, 0], [1, 1, 0], [0, 1, 1]]]]);
  expect(of(or_masks(causal, near_))).toEqual([[[[1, 1, 0], [1, 1, 1], [1, 1, 1]]]]);
  expect(of(noop_mask)).toEqual([[[[1, 1, 1], [1, 1, 1], [1, 1, 1]]]]);
  expect(of((score, _b, _h, m, n) => torch.where(m.ge(n), score, -Infinity))).toEqual(
    [[[[1, 0, 0], [1, 1, 0], [1, 1, 1]]]]);
  expect(() => or_masks(3 as never)).toThrow('All inputs should be callable mask_mods: (3,)');
  expect(() => create_mask(((b: torch.Tensor) => b) as never, 1, 1, 3, 3, 'cpu')).toThrow(
    'Expected 4 or 5 positional args, got 1');
});
