/** `torch.backends.cuda`: how CUDA devices compute. The switches can be read and set without one. */
import { cuda, switches, type FlagName } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { warn } from '../python/warnings.js';
import { AttributeError, RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { typeName } from '../values/type_name.js';
import { checkedSwitch, pythonType } from './module.js';
import { Libraries } from './preferred.js';

export { matmul, cuBLASModule, type Reduction } from './cublas.js';
export { cufft_plan_cache, cuFFTPlanCache, cuFFTPlanCacheAttrContextProp, cuFFTPlanCacheManager } from './cufft.js';
export type { Library } from './preferred.js';

/** Whether this libtorch was built with CUDA (`torch.backends.cuda.is_built`). */
export const is_built = signature('is_built() -> bool').define(
  () => switches.read_switch('has_cuda') || /\bUSE_CUDA=(1|ON)/.test(switches.read_switch('config')));

const linalg = new Libraries('linalg_library', '_LinalgBackend', ['Default', 'Cusolver', 'Magma'],
  { default: 0, cusolver: 1, magma: 2 });
const blas = new Libraries('blas_library', '_BlasBackend', ['Default', 'Cublas', 'Cublaslt', 'Ck'],
  { default: 0, cublas: 1, hipblas: 1, cublaslt: 2, hipblaslt: 2, ck: 3 });
const rocm = new Libraries('rocm_fa_library', '_ROCmFABackend', ['Default', 'AOTriton', 'Ck'],
  { default: 0, aotriton: 1, ck: 2 });

/**
 * The library for linear algebra, after choosing one: 'default', 'cusolver', 'magma'
 * (`torch.backends.cuda.preferred_linalg_library`).
 */
export const preferred_linalg_library = signature(
  'preferred_linalg_library(backend: Library | str | None = None) -> Library').define((backend) => linalg.prefer(backend));

/** The library for matrix products, after choosing one (`torch.backends.cuda.preferred_blas_library`). */
export const preferred_blas_library = signature(
  'preferred_blas_library(backend: Library | str | None = None) -> Library').define((backend) => blas.prefer(backend));

/** The library for attention on AMD's devices, after choosing one (`torch.backends.cuda.preferred_rocm_fa_library`). */
export const preferred_rocm_fa_library = signature(
  'preferred_rocm_fa_library(backend: Library | str | None = None) -> Library').define((backend) => rocm.prefer(backend));

/**
 * Bytes that matrix products may use beside their operands (`torch.backends.cuda.blas_workspace_size`). Throws a
 * RuntimeError for a library that has no such memory, and PyTorch's AttributeError where libtorch has no CUDA.
 */
export const blas_workspace_size = signature(
  'blas_workspace_size(size: int = None, backend: Library | str | None = None) -> int').define((size, backend) => {
  let chosen = backend === null
    ? preferred_blas_library() : blas.find(backend, 'Unknown backend string', 'Unknown backend type.');
  if (chosen.value === 0) chosen = blas.at(switches.read_switch('blas_default_library'));
  if (chosen.name === 'Ck') throw new RuntimeError('CK backend does not use a workspace.');
  return chosen.name === 'Cublaslt' ? cublaslt_workspace_size(size) : cublas_workspace_size(size);
});

/** As {@link blas_workspace_size}, of cuBLAS (`torch.backends.cuda.cublas_workspace_size`). */
export const cublas_workspace_size = signature('cublas_workspace_size(size: int = None) -> int').define(
  (size) => workspace('Cublas', size));

/** As {@link blas_workspace_size}, of cuBLASLt (`torch.backends.cuda.cublaslt_workspace_size`). */
export const cublaslt_workspace_size = signature('cublaslt_workspace_size(size: int = None) -> int').define(
  (size) => workspace('CublasLt', size));

/** What PyTorch answers where there is no driver: cuBLAS asks the device unless it was told, cuBLASLt has 1 MiB. */
const workspaces: Record<'Cublas' | 'CublasLt', number | null> = { Cublas: null, CublasLt: 1 << 20 };

function workspaceWithoutCuda(library: 'Cublas' | 'CublasLt', size: number | null): number {
  if (size !== null && size < 0) {
    throw new RuntimeError(`${library.toLowerCase()} workspace size must be non-negative, got ${size}`);
  }
  workspaces[library] = size ?? workspaces[library];
  if (workspaces[library] === null) cuda.cuda_check_runtime();
  return workspaces[library]!;
}

function workspace(library: 'Cublas' | 'CublasLt', size: number | null): number {
  if (size !== null && !Number.isInteger(size)) {
    throw new RuntimeError(`set ${library.toLowerCase()} workspace size expects an int, but got ${pythonType(size)}`);
  }
  if (cuda.cuda_is_absent()) return workspaceWithoutCuda(library, size);
  const bytes = switches.cublas_workspace_size(library === 'CublasLt', size);
  if (bytes !== null) return bytes;
  throw new AttributeError(
    `module 'torch._C' has no attribute '_cuda_${size === null ? 'get' : 'set'}${library}WorkspaceSize'`);
}

const isOn = (name: FlagName) => (): boolean => switches.read_switch(name);
const turn = (name: FlagName, setter: string) => (enabled: boolean): void =>
  switches.write_switch(name, checkedSwitch(setter, enabled));

/** Whether flash attention may be used (`torch.backends.cuda.flash_sdp_enabled`). */
export const flash_sdp_enabled = signature('flash_sdp_enabled() -> bool').define(isOn('flash_sdp'));
/** Says whether flash attention may be used (`torch.backends.cuda.enable_flash_sdp`). */
export const enable_flash_sdp = signature('enable_flash_sdp(enabled: bool) -> None').define(
  turn('flash_sdp', 'set_sdp_use_math'));

/** Whether memory-efficient attention may be used (`torch.backends.cuda.mem_efficient_sdp_enabled`). */
export const mem_efficient_sdp_enabled = signature('mem_efficient_sdp_enabled() -> bool').define(
  isOn('mem_efficient_sdp'));
/** Says whether memory-efficient attention may be used (`torch.backends.cuda.enable_mem_efficient_sdp`). */
export const enable_mem_efficient_sdp = signature('enable_mem_efficient_sdp(enabled: bool) -> None').define(
  turn('mem_efficient_sdp', 'set_sdp_use_math'));

/** Whether attention may be computed by its formula (`torch.backends.cuda.math_sdp_enabled`). */
export const math_sdp_enabled = signature('math_sdp_enabled() -> bool').define(isOn('math_sdp'));
/** Says whether attention may be computed by its formula (`torch.backends.cuda.enable_math_sdp`). */
export const enable_math_sdp = signature('enable_math_sdp(enabled: bool) -> None').define(
  turn('math_sdp', 'set_sdp_use_math'));

/** Whether cuDNN's attention may be used (`torch.backends.cuda.cudnn_sdp_enabled`). */
export const cudnn_sdp_enabled = signature('cudnn_sdp_enabled() -> bool').define(isOn('cudnn_sdp'));
/** Says whether cuDNN's attention may be used (`torch.backends.cuda.enable_cudnn_sdp`). */
export const enable_cudnn_sdp = signature('enable_cudnn_sdp(enabled: bool) -> None').define(
  turn('cudnn_sdp', 'set_sdp_use_cudnn'));

/**
 * Whether attention by its formula may sum halves in halves
 * (`torch.backends.cuda.fp16_bf16_reduction_math_sdp_allowed`).
 */
export const fp16_bf16_reduction_math_sdp_allowed = signature('fp16_bf16_reduction_math_sdp_allowed() -> bool').define(
  isOn('math_sdp_reduction'));
/**
 * Says whether attention by its formula may sum halves in halves
 * (`torch.backends.cuda.allow_fp16_bf16_reduction_math_sdp`).
 */
export const allow_fp16_bf16_reduction_math_sdp = signature(
  'allow_fp16_bf16_reduction_math_sdp(enabled: bool) -> None').define(turn('math_sdp_reduction', 'set_sdp_use_math'));

/** Whether AMD's composable kernels can compute attention (`torch.backends.cuda.is_ck_sdpa_available`). */
export const is_ck_sdpa_available = signature('is_ck_sdpa_available() -> bool').define(
  () => switches.read_switch('has_ck_sdpa'));

/**
 * Whether this libtorch was built with flash attention, which wants CUDA
 * (`torch.backends.cuda.is_flash_attention_available`).
 */
export const is_flash_attention_available = signature('is_flash_attention_available() -> bool').define(is_built);

const paramsTake = signature(`SDPAParams(query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None,
  dropout: float, is_causal: bool, enable_gqa: bool)`, { checks: true });

/** What attention is asked for: see {@link can_use_flash_attention} (`torch.backends.cuda.SDPAParams`). */
export class SDPAParams {
  readonly query: Tensor;
  readonly key: Tensor;
  readonly value: Tensor;
  readonly attn_mask: Tensor | null;
  readonly dropout: number;
  readonly is_causal: boolean;
  readonly enable_gqa: boolean;

  constructor(...args: typeof paramsTake.args) {
    const { query, key, value, attn_mask, dropout, is_causal, enable_gqa } = paramsTake.read(args);
    this.query = query;
    this.key = key;
    this.value = value;
    this.attn_mask = attn_mask;
    this.dropout = dropout;
    this.is_causal = is_causal;
    this.enable_gqa = enable_gqa;
  }
}

/** The kinds of attention with libtorch's numbers (at::SDPBackend). */
const kinds = { math: 0, flash: 1, efficient: 2, cudnn: 3 } as const;
const fused: readonly FlagName[] = ['flash_sdp', 'mem_efficient_sdp', 'cudnn_sdp', 'overrideable_sdp'];

/** Asks libtorch which attention it would choose if only this one and the formula were allowed. */
function canUse(name: string, params: SDPAParams, flag: FlagName, number: number): boolean {
  if (!((params as unknown) instanceof SDPAParams)) {
    throw new TypeError(`${name}(): argument 'params' (position 1) must be SDPAParams, not ${typeName(params)}`);
  }
  if (params.query.device.type !== 'cuda' || !switches.read_switch(flag)) return false;
  const before = fused.map((name) => switches.read_switch(name));
  try {
    for (const name of fused) switches.write_switch(name, name === flag);
    const { query, key, value, attn_mask, dropout, is_causal, enable_gqa } = params;
    const chosen = op<number>('aten::_fused_sdp_choice');
    return chosen(query, key, value, attn_mask, dropout, is_causal, { enable_gqa }) === number;
  } finally {
    for (const [i, name] of fused.entries()) switches.write_switch(name, before[i]!);
  }
}

/** Whether flash attention can compute this, on a CUDA device (`torch.backends.cuda.can_use_flash_attention`). */
export const can_use_flash_attention = signature(
  'can_use_flash_attention(params: SDPAParams, debug: bool = False) -> bool').define(
  (params) => canUse('can_use_flash_attention', params, 'flash_sdp', kinds.flash));

/** Whether memory-efficient attention can compute this (`torch.backends.cuda.can_use_efficient_attention`). */
export const can_use_efficient_attention = signature(
  'can_use_efficient_attention(params: SDPAParams, debug: bool = False) -> bool').define(
  (params) => canUse('can_use_efficient_attention', params, 'mem_efficient_sdp', kinds.efficient));

/** Whether cuDNN's attention can compute this (`torch.backends.cuda.can_use_cudnn_attention`). */
export const can_use_cudnn_attention = signature(
  'can_use_cudnn_attention(params: SDPAParams, debug: bool = False) -> bool').define(
  (params) => canUse('can_use_cudnn_attention', params, 'cudnn_sdp', kinds.cudnn));

/**
 * A context in which only these kinds of attention are allowed; deprecated in PyTorch
 * (`torch.backends.cuda.sdp_kernel`).
 */
export const sdp_kernel = context(
  signature(`sdp_kernel(enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True,
    enable_cudnn: bool = True)`),
  (flash, math, efficient, cudnn) => {
    warn('FutureWarning', '`torch.backends.cuda.sdp_kernel()` is deprecated. In the future, this context manager will ' +
      'be removed. Please see `torch.nn.attention.sdpa_kernel()` for the new context manager, with updated signature.');
    const wanted: [FlagName, boolean][] = [
      ['flash_sdp', flash], ['math_sdp', math], ['mem_efficient_sdp', efficient], ['cudnn_sdp', cudnn],
      ['overrideable_sdp', false],
    ];
    const before = wanted.map(([name]) => [name, switches.read_switch(name)] as const);
    for (const [name, on] of wanted) switches.write_switch(name, on);
    return () => {
      for (const [name, on] of before) switches.write_switch(name, on);
    };
  });
