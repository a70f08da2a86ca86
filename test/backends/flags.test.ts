import * as torch from 'nodetorch';
import * as backendsModule from 'nodetorch/backends';
import * as cudnnModule from 'nodetorch/backends/cudnn';
import * as nnpack from 'nodetorch/backends/nnpack';
import { expect, test } from 'vitest';

const { cudnn, mkldnn, miopen, cuda, mkl } = torch.backends;

test('flags hold while a function runs, and end when it throws', () => {
  const inside = cudnn.flags({ enabled: false, benchmark: true, deterministic: true }, () =>
    [cudnn.enabled, cudnn.benchmark, cudnn.deterministic]);
  expect(inside).toEqual([false, true, true]);
  expect([cudnn.enabled, cudnn.benchmark, cudnn.deterministic]).toEqual([true, false, false]);
  expect(() => mkldnn.flags(() => {
    expect(mkldnn.enabled).toBe(false);
    throw new Error('mine');
  })).toThrow('mine');
  expect(mkldnn.enabled).toBe(true);
});

test('flags hold to the end of a block', () => {
  {
    using _ = miopen.flags(true);
    expect(miopen.immediate).toBe(true);
  }
  expect(miopen.immediate).toBe(false);
});

test('an async function is refused', () => {
  expect(() => torch.backends.flags({ fp32_precision: 'ieee' }, async () => {})).toThrow(TypeError);
  expect(torch.backends.fp32_precision).toBe('none');
});

test('set_flags gives back what held', () => {
  const before = cudnn.set_flags(false, true);
  expect([before[0], before[1]]).toEqual([true, false]);
  cudnn.set_flags(...before);
  expect([cudnn.enabled, cudnn.benchmark]).toEqual([true, false]);
});

test('sdp_kernel allows these kinds of attention alone', () => {
  const inside = cuda.sdp_kernel({ enable_math: false }, () => [cuda.math_sdp_enabled(), cuda.flash_sdp_enabled()]);
  expect([inside, cuda.math_sdp_enabled()]).toEqual([[false, true], true]);
});

test('oneDNN computes as well without being enabled', () => {
  const conv = new torch.nn.Conv2d(2, 3, 3);
  const x = torch.randn(1, 2, 5, 5);
  expect(torch.allclose(mkldnn.flags(() => conv(x)), conv(x), { atol: 1e-5 })).toBe(true);
});

test('attention on the CPU is none of the fast kinds of CUDA', () => {
  const q = torch.ones(1, 1, 2, 8);
  const params = new cuda.SDPAParams(q, q, q, null, 0, false, false);
  expect([cuda.can_use_flash_attention(params), cuda.can_use_efficient_attention(params),
    cuda.can_use_cudnn_attention(params)]).toEqual([false, false, false]);
});

test("how a module's names are assigned is not one of them", () => {
  for (const module of [torch.backends, torch.backends.cudnn, torch.backends.mkldnn, backendsModule, cudnnModule]) {
    expect(module).not.toHaveProperty('attributes');
  }
});

test('a name of a module is the same function', () => {
  expect(nnpack.flags).toBe(torch.backends.nnpack.flags);
  expect(mkl.verbose(mkl.VERBOSE_OFF, () => 3)).toBe(3);
});

test('cuFFT plans are asked for by device', () => {
  if (torch.cuda.is_available()) return;
  expect(() => cuda.cufft_plan_cache[0]).toThrow(
    'cufft_plan_cache: expected 0 <= device index < 0, but got device with index 0');
});
