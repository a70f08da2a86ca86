import { node_mark, requires_grad, will_execute, type NodeMarkHandle } from '../addon/autograd.js';
import { modes } from '../addon/doors.js';
import { hookResult } from '../arguments/asynchronous.js';
import { signature } from '../arguments/signature.js';
import { AssertionError, ValueError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { nodeOf } from './gradient_edge.js';
import { checkHook, RemovableHandle } from './hooks.js';
import { Node } from './node.js';

/** Sees the gradients of several tensors at once, null where there is none; in the mode 'any', the first one. */
export type MultiGradHook = ((grads: (Tensor | null)[]) => void) | ((grad: Tensor) => void);

/**
 * Calls `fn` once in each backward (`torch.autograd.graph.register_multi_grad_hook`): in the mode 'all' with the
 * gradients of all `tensors`, when the last of those that this backward comes by is known, and null for the others; in
 * the mode 'any' with the first gradient of any of them. Throws a ValueError for another mode.
 */
export const register_multi_grad_hook = signature(`register_multi_grad_hook(tensors: Sequence[Tensor], fn: MultiGradHook,
  *, mode: str = 'all') -> RemovableHandle`).define((tensors, fn, mode) => {
  const name = 'register_multi_grad_hook';
  checkHook(name, fn);
  if (mode !== 'all' && mode !== 'any') throw new ValueError(`Expects mode to be one of ('all', 'any') but got ${mode}`);
  const call = fn as (given: unknown) => unknown;
  const handles = mode === 'all'
    ? hooksForAll(tensors, (grads) => hookResult(name, call(grads)))
    : hooksForAny(tensors, (grad) => hookResult(name, call(grad)));
  return new RemovableHandle(() => handles.forEach((handle) => handle.remove()));
});

/** What one backward has given so far. */
interface Collected {
  readonly expected: number;
  readonly grads: (Tensor | null)[];
  count: number;
}

function hooksForAll(tensors: readonly Tensor[], done: (grads: (Tensor | null)[]) => void): RemovableHandle[] {
  // Marks, since a node that the hooks kept would keep them.
  const marks: NodeMarkHandle[] = tensors.map((each) => node_mark(Node.handleOf(nodeOf(each))));
  const running = new Map<number, Collected>();
  const see = (i: number, grad: Tensor): void => {
    const task = currentTask();
    let collected = running.get(task);
    if (collected === undefined) {
      collected = { expected: marks.filter(will_execute).length, grads: marks.map(() => null), count: 0 };
      running.set(task, collected);
    }
    collected.grads[i] = grad;
    collected.count++;
    if (collected.count !== collected.expected) return;
    running.delete(task);
    done(collected.grads);
  };
  return marks.map((_, i) => hookOn(tensors[i]!, see, i));
}

/** In a function of its own, which knows no other tensor. */
function hookOn(tensor: Tensor, see: (i: number, grad: Tensor) => void, i: number): RemovableHandle {
  return tensor.register_hook((grad) => see(i, grad));
}

function hooksForAny(tensors: readonly Tensor[], done: (grad: Tensor) => void): RemovableHandle[] {
  let last = -1;
  const see = (_: number, grad: Tensor): void => {
    const task = currentTask();
    if (task === last) return;
    last = task;
    done(grad);
  };
  return tensors.filter(requires_grad).map((tensor, i) => hookOn(tensor, see, i));
}

function currentTask(): number {
  const task = modes.current_graph_task();
  if (task === -1) throw new AssertionError('expected this hook to be called inside a backward call');
  return task;
}
