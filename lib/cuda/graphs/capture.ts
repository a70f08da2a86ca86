import { accelerator } from '../../addon/doors.js';
import { collect } from '../../addon/scope.js';
import { withAttribute } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import { notAsync } from '../../arguments/asynchronous.js';
import { inBlock, Mode } from '../../autograd/mode.js';
import { NativeStream } from '../../addon/streams.js';
import { synchronize } from '../device.js';
import { empty_cache } from '../memory.js';
import { Stream, type CudaStream } from '../streams.js';
import type { CaptureMode, CUDAGraph } from './cuda_graph.js';
import type { GraphPool } from './pool.js';

const takes = signature(`graph(cuda_graph: CUDAGraph, pool: GraphPool = None, stream: CudaStream = None,
  capture_error_mode: CaptureMode = "global")`);

/** How a graph is recorded. */
export interface GraphOptions {
  /** Memory that is shared with other graphs. */
  readonly pool?: GraphPool | null;
  /** The stream to record on; one that all recordings share if none is given. */
  readonly stream?: CudaStream | null;
  readonly capture_error_mode?: CaptureMode;
}

let shared: Stream | undefined;

/** Begins to record; what it gives back ends that, and puts back the stream, whatever happens. */
function capture({ cuda_graph, pool, stream, capture_error_mode }: ReturnType<typeof takes.read>): () => void {
  const selected = stream ?? (shared ??= Stream());
  synchronize();
  // Graphs and tensors that nobody has any more are freed here and not within the recording, where CUDA forbids it.
  collect(true);
  empty_cache();
  accelerator.accelerator_empty_host_cache();
  withAttribute(cuda_graph, 'capture_begin');
  const leave = NativeStream.enter(selected);
  try {
    cuda_graph.capture_begin(pool, capture_error_mode);
  } catch (error) {
    leave();
    throw error;
  }
  return () => {
    try {
      cuda_graph.capture_end();
    } finally {
      leave();
    }
  };
}

/**
 * Records what is queued into a graph (`torch.cuda.graph`): by a function, `graph(g, () => ...)`, whose result it gives
 * back, or to the end of the block, `using _ = graph(g)`. Tensors that are made meanwhile lie in the graph's memory.
 * Nothing may wait for the device: no `item()`, no copy to the CPU. Throws a TypeError for an async function.
 */
export function graph(cuda_graph: CUDAGraph, options?: GraphOptions): Mode;
export function graph(
  cuda_graph: CUDAGraph, pool: GraphPool | null, stream?: CudaStream | null, capture_error_mode?: CaptureMode): Mode;
export function graph<T>(cuda_graph: CUDAGraph, body: () => T): T;
export function graph<T>(cuda_graph: CUDAGraph, options: GraphOptions, body: () => T): T;
export function graph(...args: unknown[]): unknown {
  const body = typeof args.at(-1) === 'function' && args.length > 1 ? (args.at(-1) as () => unknown) : undefined;
  const leave = capture(takes.read(body === undefined ? args : args.slice(0, -1)));
  if (body === undefined) return inBlock(new Mode('graph', leave));
  let result: unknown;
  try {
    result = body();
  } catch (error) {
    try {
      leave();
    } catch {
      // a recording that failed does not end well: what came first says why
    }
    throw error;
  }
  leave();
  return notAsync(result, () => 'graph(): the function is async, and would go on after the recording has ended');
}
