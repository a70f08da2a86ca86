/** `torch.cuda.gds`: files that a GPU reads by itself, through NVIDIA's cuFile. */
import { signature } from '../arguments/signature.js';

/**
 * Whether libtorch comes with GPUDirect Storage (`torch.cuda.gds.is_available`): never here, since PyTorch has it in
 * its Python half.
 */
export const is_available = signature('is_available() -> bool').define(() => false);
