import { cuda } from '../addon/doors.js';

/** Whether tensors can live on a GPU (`torch.cuda.is_available`). */
export function is_available(): boolean {
  return cuda.cuda_device_count() > 0;
}

/** The one reason why {@link is_available} is false, in one line; null if it is true. PyTorch has no such function. */
export function unavailable_reason(): string | null {
  return cuda.cuda_unavailable_reason();
}
