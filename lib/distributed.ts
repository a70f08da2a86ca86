/** `torch.distributed`: there are no groups of processes; what is here is about files. */
import { signature } from './arguments/signature.js';

export * as checkpoint from './distributed/checkpoint/index.js';

/** Whether groups of processes are there: no (`torch.distributed.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => false);
