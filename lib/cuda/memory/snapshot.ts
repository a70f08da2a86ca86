import { cuda, type MemorySegment, type MemorySnapshot } from '../../addon/doors.js';
import { sequenceOf } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import { IndexError, RuntimeError } from '../../values/errors.js';

export type { MemoryBlock, MemorySegment, MemorySnapshot, MemoryTrace } from '../../addon/doors.js';

const nothing: MemorySnapshot = { segments: [], device_traces: [] };

/** The two numbers of a pool; zeros for all pools. Throws PyTorch's errors for what is none. */
function poolOf(given: unknown): [number, number] {
  if (given === null) return [0, 0];
  const [pool, id] = sequenceOf(given as Iterable<unknown>);
  if (pool === undefined || id === undefined) throw new IndexError('list index out of range');
  if (!Number.isInteger(pool) || !Number.isInteger(id)) throw new RuntimeError('mempool_id elements must be integers');
  return [pool as number, id as number];
}

/**
 * The memory that the allocator took from the system, block by block; of one pool, or all
 * (`torch.cuda.memory_snapshot`).
 */
export const memory_snapshot = signature(
  'memory_snapshot(mempool_id: tuple[int, int] = None, include_traces: bool = True) -> list[MemorySegment]').define(
  (mempool_id, include_traces): MemorySegment[] => {
    const [pool, id] = poolOf(mempool_id);
    if (typeof include_traces !== 'boolean') throw new RuntimeError('include_traces must be a boolean');
    return [...(cuda.cuda_memory_snapshot(pool, id, include_traces) ?? nothing).segments];
  });

/** Segments, and what the allocators of all devices did if that was recorded (`torch.cuda.memory._snapshot`). */
export const _snapshot = signature('_snapshot(device: CudaDevice = None) -> MemorySnapshot').define(
  () => cuda.cuda_memory_snapshot(0, 0, true) ?? nothing);
