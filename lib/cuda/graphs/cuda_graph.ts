import { NativeCudaGraph, type PoolId } from '../../addon/graphs.js';
import type { Long } from '../../addon/streams.js';
import type { RemovableHandle } from '../../autograd/hooks.js';
import { checkedFlag } from '../../arguments/named.js';
import { signature } from '../../arguments/signature.js';
import { callable } from '../../python/callable.js';
import { cudaGenerator } from '../../tensor/generator.js';
import { RuntimeError } from '../../values/errors.js';
import { current_device } from '../device.js';
import { current_stream } from '../streams.js';
import { global, Hooks, runAll, type GraphHook, type Moment } from './hooks.js';
import { poolId } from './pool.js';
import { collected, Retained } from './retained.js';

/** CUDA's ways to take calls that could disturb a capture, at its number of each. */
const captureModes = ['global', 'thread_local', 'relaxed'] as const;

/** What a capture does about calls that could disturb it, of any thread, of its own, or nothing. */
export type CaptureMode = (typeof captureModes)[number];

/** What is called when a graph is gone. */
export type DestroyCallback = () => unknown;

const takes = {
  make: signature('CUDAGraph(keep_graph: bool = False)'),
  begin: signature('CUDAGraph.capture_begin(self, pool: GraphPool = None, capture_error_mode: CaptureMode = "global")'),
  hook: signature('CUDAGraph.register_hook(self, hook: GraphHook)'),
  callback: signature(`CUDAGraph.register_destroy_callback(self, cb: DestroyCallback, *,
    synchronize_before_release: bool = False)`),
  retain: signature('CUDAGraph.retain_object(self, obj: object, *, synchronize_before_release: bool = False)'),
  dump: signature('CUDAGraph.debug_dump(self, debug_path: str, *, verbose: bool = True)'),
};

class CudaGraphObject extends NativeCudaGraph {
  #keeps: boolean;
  /** Whether there is something to replay. */
  #ready = false;
  /** Whether the capture ended and {@link capture_end_post} is to finish it. */
  #unfinished = false;
  readonly #hooks: Record<Moment, Hooks<GraphHook>> = {
    captureStart: new Hooks(), captureEnd: new Hooks(), instantiate: new Hooks(), replayStart: new Hooks(),
    replayEnd: new Hooks(),
  };
  #retained = new Retained();

  constructor(keep_graph: boolean) {
    super(keep_graph);
    this.#keeps = keep_graph;
    collected.register(this, this.#retained, this);
  }

  /** Hooks of all graphs, then this graph's own, whose errors come out. */
  #run(moment: Moment): void {
    runAll(global[moment], this);
    if (this.#hooks[moment].any) for (const hook of this.#hooks[moment].list()) hook(this);
  }

  #register(moment: Moment, name: string, args: typeof takes.hook.args): RemovableHandle {
    return this.#hooks[moment].add(takes.hook.list(args, name)[0]);
  }

  /** Calls a function with this graph when a capture has begun. */
  register_capture_start_hook(...args: typeof takes.hook.args): RemovableHandle {
    return this.#register('captureStart', 'register_capture_start_hook', args);
  }

  /** Calls a function with this graph when a capture ends; {@link raw_cuda_graph} works there. */
  register_capture_end_hook(...args: typeof takes.hook.args): RemovableHandle {
    return this.#register('captureEnd', 'register_capture_end_hook', args);
  }

  /** Calls a function with this graph whenever it was made ready for replays. */
  register_post_instantiate_hook(...args: typeof takes.hook.args): RemovableHandle {
    return this.#register('instantiate', 'register_post_instantiate_hook', args);
  }

  /** Calls a function with this graph before each replay. */
  register_replay_start_hook(...args: typeof takes.hook.args): RemovableHandle {
    return this.#register('replayStart', 'register_replay_start_hook', args);
  }

  /** Calls a function with this graph after each replay, also one that failed. */
  register_replay_end_hook(...args: typeof takes.hook.args): RemovableHandle {
    return this.#register('replayEnd', 'register_replay_end_hook', args);
  }

  /**
   * Calls a function once when this recording is gone: at {@link reset}, or when the graph was collected. It must not
   * refer to the graph. What it throws is swallowed.
   */
  register_destroy_callback(...args: typeof takes.callback.args): RemovableHandle {
    const { cb, synchronize_before_release } = takes.callback.read(args, 'register_destroy_callback');
    if (synchronize_before_release) this.#retained.synchronizes = true;
    return this.#retained.callbacks.add(cb);
  }

  /** Keeps an object alive as long as this recording. It must not refer to the graph. */
  retain_object(...args: typeof takes.retain.args): Disposable & { remove(): void } {
    const { obj, synchronize_before_release } = takes.retain.read(args, 'retain_object');
    if (synchronize_before_release) this.#retained.synchronizes = true;
    const { objects } = this.#retained;
    const key = Symbol('object');
    objects.set(key, obj);
    const remove = (): void => void objects.delete(key);
    return { remove, [Symbol.dispose]: remove };
  }

  /**
   * Begins to record what is queued on the current stream, which must not be the default one. `pool` names memory that
   * is shared with other graphs. Most programs call `torch.cuda.graph`.
   */
  capture_begin(...args: typeof takes.begin.args): void {
    const { pool, capture_error_mode } = takes.begin.read(args, 'capture_begin');
    const mode = captureModes.indexOf(capture_error_mode);
    if (mode < 0) {
      throw new RuntimeError(
        `Unknown capture error mode. Expected \`global\`, \`thread_local\`, or \`relaxed\`, got ${String(capture_error_mode)}`);
    }
    // Made now where nobody has drawn a number yet: within a recording CUDA makes none.
    cudaGenerator(current_device());
    NativeCudaGraph.capture_begin(this, poolId(pool) ?? [0, 0], mode);
    this.#run('captureStart');
  }

  /** Ends the recording, and leaves what {@link raw_cuda_graph} gives until {@link capture_end_post}. */
  capture_end_pre(): void {
    this.#unfinished = NativeCudaGraph.capture_end_pre(this);
    // An older libtorch has done all of it.
    if (!this.#unfinished) this.#ready = !this.#keeps;
  }

  /** Finishes what {@link capture_end_pre} began. */
  capture_end_post(): void {
    if (this.#unfinished) NativeCudaGraph.capture_end_post(this);
    this.#unfinished = false;
  }

  /** Ends the recording, and makes it ready for replays unless the graph was made with `keep_graph`. */
  capture_end(): void {
    this.capture_end_pre();
    this.#run('captureEnd');
    if (!this.#keeps) {
      if (this.#ready) this.#run('instantiate');
      else this.instantiate();
    }
    this.capture_end_post();
  }

  /** Makes the recording ready for replays; the first replay does it where nobody has. */
  instantiate(): void {
    NativeCudaGraph.instantiate(this);
    this.#ready = true;
    this.#run('instantiate');
  }

  /** Queues all that was recorded on the current stream. */
  replay(): void {
    if (this.#retained.synchronizes) this.#retained.replayedOn(current_stream());
    if (!this.#ready) this.instantiate();
    this.#run('replayStart');
    try {
      NativeCudaGraph.replay(this);
    } finally {
      this.#run('replayEnd');
    }
  }

  /** Forgets the recording; the graph may record again. */
  reset(): void {
    this.#retained.fire();
    collected.unregister(this);
    this.#retained = new Retained();
    collected.register(this, this.#retained, this);
    this.#ready = false;
    NativeCudaGraph.reset(this);
  }

  /** The two numbers of the graph's pool of memory, for others that share it. */
  pool(): PoolId {
    return NativeCudaGraph.pool(this);
  }

  /** The numbers of all pools that the graph keeps. */
  pools(): PoolId[] {
    return NativeCudaGraph.pools(this);
  }

  /** Keeps what {@link debug_dump} needs, as `keep_graph` does. */
  enable_debug_mode(): void {
    NativeCudaGraph.enable_debug_mode(this);
    this.#keeps = true;
  }

  /** Writes the recording to a file as text for Graphviz; it must have been kept. */
  debug_dump(...args: typeof takes.dump.args): void {
    const { debug_path, verbose } = takes.dump.read(args, 'debug_dump');
    NativeCudaGraph.debug_dump(this, debug_path, verbose);
  }

  /** The address of CUDA's own graph; it must have been kept. */
  raw_cuda_graph(): Long {
    return NativeCudaGraph.raw(this);
  }

  /** The address of what CUDA replays. */
  raw_cuda_graph_exec(): Long {
    return NativeCudaGraph.raw_exec(this);
  }
}

/** Work on a GPU that was recorded (`torch.cuda.CUDAGraph`). */
export type CUDAGraph = CudaGraphObject;

/**
 * Work on a GPU that is recorded once and queued again as one, with or without `new` (`torch.cuda.CUDAGraph`):
 * `torch.cuda.graph(graph, () => ...)` records, `graph.replay()` queues it. Tensors keep their places: new inputs are
 * copied into the old ones. `keep_graph` keeps CUDA's own graph. Throws a RuntimeError without CUDA.
 */
export const CUDAGraph = callable('CUDAGraph', CudaGraphObject.prototype, (...args: typeof takes.make.args) =>
  new CudaGraphObject(checkedFlag('CUDAGraph', 'keep_graph', 1, takes.make.read(args).keep_graph)));

/**
 * Makes a hook for the end of captures that writes the graph to a file for Graphviz (`torch.cuda.graphs.export_dot`).
 */
export const export_dot = signature('export_dot(path: str, *, verbose: bool = True) -> GraphHook').define(
  (path, verbose) => (graph: CUDAGraph) => graph.debug_dump(path, { verbose }));
