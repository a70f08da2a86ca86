/** `torch.accelerator.graphs`: work on a device that is recorded once and queued again as one. */
import { NativeGraph, type PoolId } from '../addon/graphs.js';
import { signature } from '../arguments/signature.js';
import { callable } from '../python/callable.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { beginBlock, runBlock } from './block.js';
import { current_device_index } from './device_index.js';
import { empty_cache, empty_host_cache } from './memory.js';
import { accelerator } from '../addon/doors.js';

/** How a capture takes calls that could disturb it, at libtorch's number of each. */
const captureModes = ['default', 'global', 'thread_local', 'relaxed'] as const;

/** What a capture does about calls that could disturb it: see {@link Graph}. */
export type CaptureMode = (typeof captureModes)[number];

/** The two numbers of a pool of memory, which graphs may share. */
export type GraphPool = PoolId;

const takes = signature(`Graph(keep_graph: bool = False, *, pool: GraphPool = None,
  capture_error_mode: CaptureMode = "default")`);
const dump = signature('Graph.debug_dump(self, path: str)');

class GraphObject extends NativeGraph {
  /** The pool of the next capture; null for one of its own. */
  graph_pool: GraphPool | null;
  /** What the next capture does about calls that could disturb it. */
  capture_error_mode: CaptureMode;

  constructor(...args: typeof takes.args) {
    const { keep_graph, pool, capture_error_mode } = takes.read(args);
    if (typeof keep_graph !== 'boolean') {
      throw new TypeError(`Graph(): argument 'keep_graph' (position 1) must be bool, not ${typeName(keep_graph)}`);
    }
    super(keep_graph);
    this.graph_pool = pool;
    this.capture_error_mode = capture_error_mode;
  }

  /** Begins to record what is queued on the current stream. */
  capture_begin(): void {
    const mode = captureModes.indexOf(this.capture_error_mode);
    if (mode < 0) {
      throw new RuntimeError('Unknown capture error mode. Expected `default`, `global`, `thread_local`, or `relaxed`, ' +
        `got ${this.capture_error_mode}`);
    }
    NativeGraph.capture_begin(this, this.graph_pool ?? [0, 0], mode);
  }

  /** Ends the recording. */
  capture_end(): void {
    NativeGraph.capture_end(this);
  }

  /** Makes what is replayed of what was recorded; happens by itself unless the graph was made with `keep_graph`. */
  instantiate(): void {
    NativeGraph.instantiate(this);
  }

  /** Queues all that was recorded. */
  replay(): void {
    NativeGraph.replay(this);
  }

  /** Forgets what was recorded; the graph may record again. */
  reset(): void {
    NativeGraph.reset(this);
  }

  /** The numbers of the graph's pool of memory, for another one that shares it. */
  pool(): GraphPool {
    return NativeGraph.pool(this);
  }

  /** Keeps what {@link debug_dump} needs. */
  enable_debug_mode(): void {
    NativeGraph.enable_debug_mode(this);
  }

  /** Writes what was recorded to a file, in a form of the device's own. */
  debug_dump(...args: typeof dump.args): void {
    NativeGraph.debug_dump(this, dump.list(args, 'debug_dump')[0]);
  }

  /** Records what a function queues, and gives back what it returns. Throws a TypeError for an async function. */
  run<T>(body: () => T): T {
    return runBlock('Graph.run', () => capture(this), body);
  }

  /** `using _ = graph`: what is queued until the end of the block is recorded. */
  get [Symbol.dispose](): () => void {
    return beginBlock('Graph', () => capture(this));
  }
}

function capture(graph: GraphObject): () => void {
  accelerator.accelerator_synchronize(current_device_index());
  empty_cache();
  empty_host_cache();
  graph.capture_begin();
  return () => graph.capture_end();
}

/** Work of a device that was recorded (`torch.accelerator.Graph`). */
export type Graph = GraphObject;

/**
 * A graph of work on the accelerator, with or without `new` (`torch.accelerator.Graph`): `graph.run(() => ...)` or
 * `using _ = graph` records, on a stream that is not the default one, and `graph.replay()` queues it all again. Throws
 * a RuntimeError for an accelerator without graphs; CUDA has them as `torch.cuda.CUDAGraph`.
 */
export const Graph = callable('Graph', GraphObject.prototype,
  (...args: typeof takes.args) => new GraphObject(...args));
