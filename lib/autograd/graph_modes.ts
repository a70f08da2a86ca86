import { increment_version as bump, push_node_creation_hook } from '../addon/autograd.js';
import { modes } from '../addon/doors.js';
import { hookResult } from '../arguments/asynchronous.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import { py_float_repr } from '../python/format.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { tensorsOf, type Tensors } from './gradients.js';
import { checkHook } from './hooks.js';
import { context, type Mode } from './mode.js';
import { nodeFor, type Node } from './node.js';

/** Sees a node that has just been made. */
export type CreationHook = (node: Node) => void;

const takes = {
  creation: signature('node_creation_hook(hook: CreationHook, body: Body = None)'),
};

/**
 * Calls `hook` with every node of the graph that is made meanwhile (`torch.autograd.graph.node_creation_hook`): for
 * `body`, or with `using` for the rest of the block. All hooks that are on are called, the outermost first; one that
 * makes a node itself gets a RuntimeError.
 */
export function node_creation_hook(hook: CreationHook): Mode;
export function node_creation_hook<T>(hook: CreationHook, body: () => T): T;
export function node_creation_hook(...args: unknown[]): unknown {
  const [hook, body] = takes.creation.list(args);
  checkHook('node_creation_hook', hook);
  return context('node_creation_hook', () => {
    push_node_creation_hook((node) => {
      hookResult('node_creation_hook', hook(nodeFor(node)));
    });
    return () => modes.pop_node_creation_hook();
  }, body);
}

/**
 * Calls `callback` when the backward that runs has ended without an error (`torch.autograd.graph.queue_callback`).
 * Throws a RuntimeError outside of a backward.
 */
export const queue_callback = signature('queue_callback(callback: Body) -> None').define((callback) => {
  checkHook('queue_callback', callback);
  modes.queue_callback(() => hookResult('queue_callback', callback()));
});

/**
 * Notes that tensors have been written to in a way that libtorch cannot see
 * (`torch.autograd.graph.increment_version`), so that backward finds out where it needed the old values.
 */
export const increment_version = signature('increment_version(tensor: Tensors) -> None').define((tensor: Tensors) => {
  bump(tensorsOf(tensor, (kind) => new TypeError(`increment_version expects each element of the list to be a tensor, ` +
    `but got ${kind}`)));
});

/** Whether a gradient that comes from another stream than its leaf's is warned of; with a GPU only. */
export const set_warn_on_accumulate_grad_stream_mismatch = signature(
  'set_warn_on_accumulate_grad_stream_mismatch(enabled: bool) -> None',
).define((enabled) => {
  modes.set_warn_on_stream_mismatch(checkedFlag('set_warn_on_accumulate_grad_stream_mismatch', 'enabled', 1, enabled));
});

/** Whether streams that a CUDA graph does not record are replaced by one that it does; with a GPU only. */
export const set_override_stale_capture_stream = signature(
  'set_override_stale_capture_stream(enabled: bool) -> None',
).define((enabled) => {
  modes.set_override_stale_stream(checkedFlag('set_override_stale_capture_stream', 'enabled', 1, enabled));
});

/**
 * Throws, as in PyTorch outside of `torch.compile`, which alone plans by it
 * (`torch.autograd.graph.region_activation_memory_budget`).
 */
export const region_activation_memory_budget = signature('region_activation_memory_budget(budget: float) -> None')
  .define((budget) => {
    const name = 'torch.autograd.graph.region_activation_memory_budget';
    if (typeof budget !== 'number') throw new TypeError(`${name}: expects a float, got ${typeName(budget)}`);
    if (!(budget >= 0 && budget <= 1)) throw new ValueError(`${name}: must be in [0, 1], got ${py_float_repr(budget)}`);
    throw new RuntimeError(`${name} can only be used inside a torch.compile region; it has no effect in eager mode.`);
  });
