import { cuda } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';

/** Whether tensors can live on a GPU (`torch.cuda.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => cuda.cuda_device_count() > 0);

/** The one reason why {@link is_available} is false, in one line; null if it is true. PyTorch has no such function. */
export function unavailable_reason(): string | null {
  return cuda.cuda_unavailable_reason();
}

/**
 * Begins CUDA; whatever needs it begins it by itself (`torch.cuda.init`). Throws a RuntimeError where there is no
 * driver or no device, an AssertionError if libtorch has no CUDA.
 */
export const init = signature('init() -> None').define(() => cuda.cuda_init());

/** Whether CUDA has begun: tensors were on a device, or something was asked of one (`torch.cuda.is_initialized`). */
export const is_initialized = signature('is_initialized() -> bool').define(() => cuda.cuda_is_initialized());

/** A call that waited for CUDA to begin failed; here none waits (`torch.cuda.DeferredCudaCallError`). */
export class DeferredCudaCallError extends Error {
  override name = 'DeferredCudaCallError';
}
