import { inspect, type InspectOptionsStylized } from 'node:util';
import { saved, type FunctionHandle, type Marks } from '../addon/function.js';
import { RuntimeError } from '../values/errors.js';
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_tensor } from '../values/is_tensor.js';
import { kindOf } from './gradients.js';
import { keepProperties } from './kept.js';

/** Calls that stay on the ctx only until forward is done, so that it keeps none of their tensors alive. */
interface Notes {
  dirty: readonly unknown[];
  nonDifferentiable: readonly unknown[];
  toSave: readonly unknown[];
  materializeGrads: boolean;
}

const noNotes: Notes = { dirty: [], nonDifferentiable: [], toSave: [], materializeGrads: true };

const materialize_ = signature('FunctionCtx.set_materialize_grads(self, value: bool)');

/**
 * Links the forward and the backward of one call of a custom Function. Values of any kind may be kept on it as
 * properties, tensors too; in `save_for_backward` they are freed by backward(), and changes in place are found.
 */
export class FunctionCtx {
  readonly #state: FunctionHandle;
  #notes: Notes = { ...noNotes };
  #forForward: readonly (Tensor | null)[] | undefined;
  /** Which arguments of forward need a gradient. */
  readonly needs_input_grad: readonly boolean[];
  [property: string]: unknown;

  constructor(state: FunctionHandle, needsInputGrad: readonly boolean[]) {
    this.#state = state;
    this.needs_input_grad = needsInputGrad;
    // Not for the eyes of whoever prints a ctx.
    Object.defineProperty(this, 'needs_input_grad', { writable: false });
  }

  /** Keeps inputs, outputs or other tensors for backward, which finds them in `saved_tensors`; null stays null. */
  save_for_backward(...tensors: (Tensor | null)[]): void {
    this.#notes.toSave = tensors;
  }

  /** Keeps tensors for jvp, which finds them in `saved_tensors`; null stays null. */
  save_for_forward(...tensors: (Tensor | null)[]): void {
    for (const tensor of tensors) {
      if (tensor === null || is_tensor(tensor)) continue;
      throw new TypeError('save_for_forward expects all arguments to be tensors; you should save non-tensors as ' +
        'attributes on ctx.');
    }
    this.#forForward = tensors;
  }

  /**
   * What `save_for_backward` saved, in that order. Throws a RuntimeError if one was changed in place since, or after
   * a backward without `retain_graph` has freed them.
   */
  get saved_tensors(): Tensor[] {
    return (this.#forForward ?? saved(this.#state)) as Tensor[];
  }

  /** Does nothing, in PyTorch too: storages that are shared are found since 0.4. */
  mark_shared_storage(..._pairs: unknown[]): void {
    // Nothing to mark.
  }

  /** Says which inputs forward changed in place; they must be outputs too. */
  mark_dirty(...tensors: Tensor[]): void {
    this.#notes.dirty = tensors;
  }

  /** Says which outputs have no gradient, such as indices. */
  mark_non_differentiable(...tensors: Tensor[]): void {
    this.#notes.nonDifferentiable = tensors;
  }

  /** Whether backward gets zeros for an output that has no gradient (as it does if not called), or null. */
  set_materialize_grads(...args: typeof materialize_.args): void {
    this.#notes.materializeGrads = checkedFlag('set_materialize_grads', 'value', 1, materialize_.list(args)[0]);
  }

  /** Ends forward: see keepProperties. */
  static keepProperties(ctx: FunctionCtx): boolean {
    return keepProperties(ctx, ctx.#state);
  }

  /** Shows values, also where a property asks the node for its own. */
  [inspect.custom](_depth: number, options: InspectOptionsStylized): string {
    const shown = Object.create(Object.getPrototypeOf(this) as object) as object;
    for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(this))) {
      if (property.enumerable) Object.defineProperty(shown, key, { value: this[key], enumerable: true });
    }
    Object.defineProperty(shown, inspect.custom, { value: undefined });
    return inspect(shown, options);
  }

  /** Gives the marks to `apply`, which alone may ask, and forgets them; only what is recorded must be savable. */
  static takeMarks(ctx: FunctionCtx, recorded: boolean): Marks {
    const notes = ctx.#notes;
    ctx.#notes = { ...noNotes };
    return {
      dirty: notes.dirty.map((tensor, i) => tensorOr(tensor, (kind) =>
        new RuntimeError(`mark_dirty can only accept variables, but argument ${i} is of type ${kind}`))),
      nonDifferentiable: notes.nonDifferentiable.map((tensor) => tensorOr(tensor, (kind) =>
        new RuntimeError(`mark_non_differentiable only accepts variable arguments, but got ${kind}`))),
      toSave: notes.toSave.map((tensor, i) => {
        if (tensor === null || !recorded) return is_tensor(tensor) ? tensor : null;
        return tensorOr(tensor, (kind) =>
          new TypeError(`save_for_backward can only save variables, but argument ${i} is of type ${kind}`));
      }),
      materializeGrads: notes.materializeGrads,
    };
  }
}

function tensorOr(value: unknown, complain: (kind: string) => Error): Tensor {
  if (!is_tensor(value)) throw complain(kindOf(value));
  return value;
}
