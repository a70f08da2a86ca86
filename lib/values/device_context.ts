import type { device } from './device.js';

/** Where tensors are made that name no device: null where libtorch's own default holds. */
let current: device | null = null;

/** The device of the innermost context, or the default that was set; null if there is neither. */
export function deviceContext(): device | null {
  return current;
}

/** Makes another one hold, and gives back the one before. */
export function exchangeDeviceContext(next: device | null): device | null {
  const before = current;
  current = next;
  return before;
}

/**
 * The functions that ask for it, by namespace: PyTorch's own list (torch/utils/_device.py), less `range`, which does
 * not.
 */
export const deviceConstructors: Readonly<Record<string, ReadonlySet<string>>> = {
  torch: new Set(`empty empty_permuted empty_strided empty_quantized ones arange bartlett_window blackman_window eye full
    hamming_window hann_window kaiser_window linspace logspace rand randn randint randperm sparse_coo_tensor
    sparse_compressed_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor sparse_bsc_tensor tril_indices
    triu_indices zeros scalar_tensor`.split(/\s+/)),
  fft: new Set(['fftfreq', 'rfftfreq']),
};
