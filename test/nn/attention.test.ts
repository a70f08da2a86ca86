import * as torch from 'nodetorch';
import * as entry from 'nodetorch/nn/attention';
import { AuxRequest as VarlenRequest, varlen_attn, varlen_attn_out } from 'nodetorch/nn/attention/varlen';
import { expect, test, vi } from 'vitest';

const { attention } = torch.nn;
const { SDPBackend, sdpa_kernel, bias } = attention;
const { CausalBias, CausalVariant, causal_lower_right, causal_upper_left } = bias;
const { scaled_dot_product_attention: sdpa } = torch.nn.functional;
const { cuda } = torch.backends;

const inputs = (rows: number, columns: number, width = 8): [torch.Tensor, torch.Tensor, torch.Tensor] => [
  torch.randn(2, 2, rows, width), torch.randn(2, 2, columns, width), torch.randn(2, 2, columns, width),
];
const flags = (): boolean[] =>
  [cuda.flash_sdp_enabled(), cuda.mem_efficient_sdp_enabled(), cuda.math_sdp_enabled(), cuda.cudnn_sdp_enabled()];

test('a backend is known by name and number, and prints as Python prints it', () => {
  expect(String(SDPBackend.MATH)).toBe('SDPBackend.MATH');
  expect(SDPBackend.FLASH_ATTENTION.__repr__()).toBe('<SDPBackend.FLASH_ATTENTION: 1>');
  expect(SDPBackend(2)).toBe(SDPBackend.EFFICIENT_ATTENTION);
  expect(SDPBackend(9).__repr__()).toBe('<SDPBackend.???: 9>');
  expect(Number(SDPBackend.ERROR)).toBe(-1);
  expect(() => SDPBackend('MATH' as never)).toThrow('incompatible constructor arguments');
});

test('sdpa_kernel allows what is said, within the function or the block, and puts back what was there', () => {
  const before = flags();
  expect(before).toEqual([true, true, true, true]);
  sdpa_kernel(SDPBackend.MATH, () => {
    expect(flags()).toEqual([false, false, true, false]);
    sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.CUDNN_ATTENTION], true, () =>
      expect(flags()).toEqual([true, false, false, true]));
    expect(flags()).toEqual([false, false, true, false]);
  });
  expect(flags()).toEqual(before);
  expect(() => sdpa_kernel(SDPBackend.MATH, () => {
    throw new Error('inside');
  })).toThrow('inside');
  expect(flags()).toEqual(before);
  {
    using _ = sdpa_kernel([SDPBackend.EFFICIENT_ATTENTION]);
    expect(flags()).toEqual([false, true, false, false]);
  }
  expect(flags()).toEqual(before);
  expect(() => sdpa_kernel('MATH' as never, () => 1)).toThrow(
    'Backend must be an instance of SDPBackend or a list of SDPBackend instances, got str');
  expect(flags()).toEqual(before);
});

test('attention by the formula gives what the fused kernel gives', () => {
  const [q, k, v] = inputs(5, 7);
  const math = sdpa_kernel(SDPBackend.MATH, () => sdpa(q, k, v));
  const flash = sdpa_kernel(SDPBackend.FLASH_ATTENTION, () => sdpa(q, k, v));
  expect(torch.allclose(math, flash, { atol: 1e-6 })).toBe(true);
});

test('implementations of flash attention have names; one is active at a time, and is told when it ends', () => {
  expect(attention.list_flash_attention_impls()).toEqual(['FA3', 'FA4']);
  expect(attention.current_flash_attention_impl()).toBeNull();
  const remove = vi.fn();
  attention.register_flash_attention_impl('Mine', { register_fn: () => ({ remove }) });
  expect(attention.list_flash_attention_impls()).toEqual(['FA3', 'FA4', 'Mine']);
  attention.activate_flash_attention_impl('Mine');
  expect(attention.current_flash_attention_impl()).toBe('Mine');
  attention.restore_flash_attention_impl();
  expect(remove).toHaveBeenCalledOnce();
  expect(attention.current_flash_attention_impl()).toBeNull();
  expect(() => attention.activate_flash_attention_impl('Other')).toThrow(
    "Unknown flash attention impl 'Other'. Available implementations: ['FA3', 'FA4', 'Mine']");
  expect(() => attention.activate_flash_attention_impl('FA3')).toThrow("No module named 'flash_attn_interface'");
});

test('a causal bias is its mask, at the upper left or the lower right', () => {
  expect(String(causal_upper_left(2, 3))).toBe(
    'tensor([[ True, False, False],\n        [ True,  True, False]])');
  expect(String(causal_lower_right(2, 3))).toBe(
    'tensor([[ True,  True, False],\n        [ True,  True,  True]])');
  expect([String(CausalVariant.LOWER_RIGHT), CausalVariant(1).__repr__()]).toEqual(['2', '<CausalVariant.UPPER_LEFT: 1>']);
  expect(() => CausalVariant(3)).toThrow('3 is not a valid CausalVariant');
  expect(() => new CausalBias(1 as never, 2, 3)).toThrow('variant must be a CausalVariant, got int');
  expect(() => causal_upper_left(3)).toThrow('causal_upper_left only supports 2D tensors');
  expect(() => causal_upper_left(3.5, 2)).toThrow('failed to unpack the object at pos 2');
});

test('attention with a causal bias is attention with its mask, with the same gradients', () => {
  for (const [made, rows, columns] of [
    [causal_upper_left(4, 6), 4, 6], [causal_lower_right(4, 6), 4, 6], [causal_lower_right(5, 5), 5, 5],
  ] as const) {
    const all = inputs(rows, columns).map((each) => each.requires_grad_()) as ReturnType<typeof inputs>;
    const found = sdpa(...all, made);
    const wanted = sdpa(...all, made._materialize());
    expect(torch.allclose(found, wanted, { atol: 1e-6 })).toBe(true);
    const [a, b] = [found, wanted].map((out) => torch.autograd.grad(out.square().sum(), all));
    for (const [i, each] of a!.entries()) expect(torch.allclose(each!, b![i]!, { atol: 1e-5 })).toBe(true);
  }
  const [q, k, v] = inputs(3, 5);
  expect(() => sdpa(q, k, v, causal_lower_right(3, 5), { is_causal: true })).toThrow(
    'CausalBias should not be used with causal=True');
  expect(() => sdpa(q, k, v.double(), causal_lower_right(3, 5))).toThrow('to have the same dtype');
});

test('attention of sequences of different lengths wants a device that has its kernels', () => {
  const [q] = [torch.randn(6, 2, 8)];
  const ends = torch.tensor([0, 3, 6], { dtype: torch.int32 });
  expect(() => varlen_attn(q, q, q, ends, ends, 3, 3)).toThrow("Could not run 'aten::_flash_attention_forward'");
  expect(() => varlen_attn(q, q, q, ends, ends, 3, 3, { return_aux: VarlenRequest({ lse: true }) })).toThrow(
    torch.NotImplementedError);
  expect(() => varlen_attn_out(q.clone(), q, q, q, ends, ends, 3, 3)).toThrow(
    "Could not run 'aten::_flash_attention_forward_no_dropout_inplace'");
  expect(() => varlen_attn(q, q.index(':', ':1'), q.index(':', ':1'), ends, ends, 3, 3)).toThrow(
    'Expect query and key/value to have the same number of heads but got Hq=2 and Hkv=1. Try setting enable_gqa=True');
  expect(() => varlen_attn(q, q, q, ends, ends, 3, 3, { scale: 0 })).toThrow('scale must be greater than 0, got 0');
  expect(() => sdpa_kernel(SDPBackend.CUDNN_ATTENTION, () => varlen_attn(q, q, q, ends, ends, 3, 3))).toThrow(
    'SDPBackend.CUDNN_ATTENTION was requested for varlen_attn, but its constraints are not satisfied:\n' +
      '  - query must be on CUDA\n  - max_q <= 128 requires cuDNN >= 9.24\n  - query dtype must be float16 or bfloat16');
  expect(() => sdpa_kernel(SDPBackend.MATH, () => varlen_attn(q, q, q, ends, ends, 3, 3))).toThrow(
    'No viable backend for varlen_attn.');
});

test('WARN_FOR_UNFUSED_KERNELS can be assigned', () => {
  expect(attention.WARN_FOR_UNFUSED_KERNELS).toBe(false);
  attention.WARN_FOR_UNFUSED_KERNELS = true;
  expect(torch.nn.attention.WARN_FOR_UNFUSED_KERNELS).toBe(true);
  expect(entry.WARN_FOR_UNFUSED_KERNELS).toBe(true);
  attention.WARN_FOR_UNFUSED_KERNELS = false;
});
