import { cuda, type MemorySegment, type MemorySnapshot } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { indexOf } from '../device_index.js';

export type { MemoryBlock, MemorySegment, MemorySnapshot, MemoryTrace } from '../../addon/doors.js';

const nothing: MemorySnapshot = { segments: [], device_traces: [] };

/**
 * The memory that the allocator took from the system, block by block; of one pool, or all
 * (`torch.cuda.memory_snapshot`).
 */
export const memory_snapshot = signature(
  'memory_snapshot(mempool_id: tuple[int, int] = None, include_traces: bool = True) -> list[MemorySegment]').define(
  (mempool_id, include_traces): MemorySegment[] => {
    const [pool, id] = mempool_id ?? [0, 0];
    return [...(cuda.cuda_memory_snapshot(pool, id, include_traces) ?? nothing).segments];
  });

/** Segments, and what the allocators of all devices did if that was recorded (`torch.cuda.memory._snapshot`). */
export const _snapshot = signature('_snapshot(device: CudaDevice = None) -> MemorySnapshot').define((device) => {
  indexOf(device);
  return cuda.cuda_memory_snapshot(0, 0, true) ?? nothing;
});
