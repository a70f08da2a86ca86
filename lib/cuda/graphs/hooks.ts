/** What runs at the events of a graph's life: lists of functions, for one graph and for all. */
import { RemovableHandle } from '../../autograd/hooks.js';
import { signature } from '../../arguments/signature.js';
import type { CUDAGraph } from './cuda_graph.js';

/** Sees a graph. What it returns is not looked at. */
export type GraphHook = (graph: CUDAGraph) => unknown;

/** Sees the numbers of a graph that is destroyed: of its annotations, of which there are none here. */
export type DestroyHook = (graph_ids: Set<number>) => unknown;

/** Functions in the order of their registration; each is taken off by its handle. */
export class Hooks<F extends (...args: never[]) => unknown> {
  readonly #hooks = new Map<symbol, F>();

  add(hook: F): RemovableHandle {
    const key = Symbol('hook');
    this.#hooks.set(key, hook);
    return new RemovableHandle(() => void this.#hooks.delete(key));
  }

  get any(): boolean {
    return this.#hooks.size > 0;
  }

  /** Those that are there now: what they register or take off holds from the next time on. */
  list(): F[] {
    return [...this.#hooks.values()];
  }

  clear(): void {
    this.#hooks.clear();
  }
}

/** Of all graphs. What one throws is swallowed: the graph is not its own. */
export const global = {
  captureStart: new Hooks<GraphHook>(),
  captureEnd: new Hooks<GraphHook>(),
  instantiate: new Hooks<GraphHook>(),
  replayStart: new Hooks<GraphHook>(),
  replayEnd: new Hooks<GraphHook>(),
  destroy: new Hooks<DestroyHook>(),
};

/** The moments at which hooks see a graph. */
export type Moment = Exclude<keyof typeof global, 'destroy'>;

/** Runs functions, and swallows what they throw. */
export function runAll<A extends unknown[]>(hooks: Hooks<(...args: A) => unknown>, ...args: A): void {
  if (!hooks.any) return;
  for (const hook of hooks.list()) {
    try {
      hook(...args);
    } catch {
      // one that fails must not keep the others, or the graph, from going on
    }
  }
}

/**
 * Calls a function with each graph whose capture begins, while it is under way: it must not queue work
 * (`torch.cuda.graphs.register_graph_capture_start_hook`). The handle takes it off.
 */
export const register_graph_capture_start_hook = signature(
  'register_graph_capture_start_hook(fn: GraphHook) -> RemovableHandle').define((fn) => global.captureStart.add(fn));

/** Calls a function with each graph whose capture ends (`torch.cuda.graphs.register_graph_capture_end_hook`). */
export const register_graph_capture_end_hook = signature(
  'register_graph_capture_end_hook(fn: GraphHook) -> RemovableHandle').define((fn) => global.captureEnd.add(fn));

/** Calls a function with each graph that can be replayed now (`torch.cuda.graphs.register_graph_instantiate_hook`). */
export const register_graph_instantiate_hook = signature(
  'register_graph_instantiate_hook(fn: GraphHook) -> RemovableHandle').define((fn) => global.instantiate.add(fn));

/** Calls a function before each replay of any graph (`torch.cuda.graphs.register_graph_replay_start_hook`). */
export const register_graph_replay_start_hook = signature(
  'register_graph_replay_start_hook(fn: GraphHook) -> RemovableHandle').define((fn) => global.replayStart.add(fn));

/** Calls a function when a replay was queued, or failed (`torch.cuda.graphs.register_graph_replay_end_hook`). */
export const register_graph_replay_end_hook = signature(
  'register_graph_replay_end_hook(fn: GraphHook) -> RemovableHandle').define((fn) => global.replayEnd.add(fn));

/**
 * Calls a function when a graph was reset or collected, with the numbers of its annotations, of which there are none
 * here (`torch.cuda.graphs.register_graph_destroy_hook`).
 */
export const register_graph_destroy_hook = signature(
  'register_graph_destroy_hook(fn: DestroyHook) -> RemovableHandle').define((fn) => global.destroy.add(fn));
