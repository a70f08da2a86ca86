import { graphs } from '../../addon/doors.js';
import type { PoolId } from '../../addon/graphs.js';
import { signature } from '../../arguments/signature.js';
import { MemPoolObject } from '../memory_pools.js';

/** The two numbers of a pool of memory, or the pool itself. */
export type GraphPool = PoolId | MemPoolObject;

/** The numbers of a pool; null for none. */
export function poolId(pool: GraphPool | null): PoolId | null {
  return pool instanceof MemPoolObject ? pool.id : pool;
}

/** Numbers that no other pool of memory has, for graphs that share one (`torch.cuda.graph_pool_handle`). */
export const graph_pool_handle = signature('graph_pool_handle() -> PoolId').define(() => graphs.cuda_graph_pool_handle());

/** Whether work on the current stream goes into a graph at present (`torch.cuda.is_current_stream_capturing`). */
export const is_current_stream_capturing = signature('is_current_stream_capturing() -> bool').define(
  () => graphs.cuda_is_capturing());
