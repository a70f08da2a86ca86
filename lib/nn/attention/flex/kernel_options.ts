import { py_repr } from '../../../python/repr.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { AssertionError, NotImplementedError, RuntimeError, ValueError } from '../../../values/errors.js';
import type { AuxRequest } from './aux.js';

const backends = Object.freeze(['AUTO', 'TRITON', 'FLASH', 'TRITON_DECODE'] as const);

/** What PyTorch's compiled kernels can be told; `fwd_` or `bwd_` before a name is for one direction. */
export interface Knobs {
  num_warps?: number;
  num_stages?: number;
  BLOCK_M?: number;
  BLOCK_N?: number;
  BLOCK_M1?: number;
  BLOCK_N1?: number;
  BLOCK_M2?: number;
  BLOCK_N2?: number;
  PRESCALE_QK?: boolean;
  ROWS_GUARANTEED_SAFE?: boolean;
  BLOCKS_ARE_CONTIGUOUS?: boolean;
  WRITE_DQ?: boolean;
  FORCE_USE_FLEX_ATTENTION?: boolean;
  USE_TMA?: boolean;
  kpack?: number;
  matrix_instr_nonkdim?: number;
  waves_per_eu?: number;
}

/**
 * Options of the kernels that PyTorch compiles (`torch.nn.attention.flex_attention.FlexKernelOptions`). They are
 * checked; attention by its formula needs none of them.
 */
export type FlexKernelOptions = Knobs & { [Name in keyof Knobs as `${'fwd_' | 'bwd_'}${Name}`]?: Knobs[Name] } & {
  BACKEND?: (typeof backends)[number];
};

/** The options as an object (`torch.nn.attention.flex_attention.FlexKernelOptions`). */
export const FlexKernelOptions = (options: FlexKernelOptions = {}): FlexKernelOptions => ({ ...options });

/** Throws PyTorch's errors for options that do not go together, or that no processor has. */
export function checkKernelOptions(
  tensors: readonly Tensor[], options: FlexKernelOptions | null, return_aux: AuxRequest | null,
): void {
  const given: Readonly<Record<string, unknown>> = { ...options };
  if ('BACKEND' in given && Boolean(given['FORCE_USE_FLEX_ATTENTION'])) {
    throw new RuntimeError('BACKEND cannot be combined with legacy FORCE_USE_FLEX_ATTENTION. BACKEND supersedes the ' +
      'legacy knob; please drop FORCE_USE_FLEX_ATTENTION and only specify the desired BACKEND.');
  }
  if ('BACKEND' in given && !(backends as readonly unknown[]).includes(given['BACKEND'])) {
    throw new ValueError(`Invalid BACKEND value '${String(given['BACKEND'])}'. Must be one of ${py_repr(backends)}`);
  }
  for (const name of ['OUTPUT_LOGSUMEXP', 'OUTPUT_MAX']) {
    if (name in given) throw new AssertionError(`${name} must not be in kernel_options`);
  }
  if (return_aux === null || !return_aux.max_scores) return;
  if (given['BACKEND'] === 'FLASH') {
    throw new NotImplementedError("Returning max scores is not supported with BACKEND='FLASH'. Use " +
      'return_aux=AuxRequest(lse=True) or omit max_scores.');
  }
  if (tensors.some((each) => each.device.type === 'cpu')) {
    throw new NotImplementedError('Returning max scores is not supported on CPU.');
  }
}
