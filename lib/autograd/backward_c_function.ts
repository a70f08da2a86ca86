/** The nodes of custom Functions (torch/autograd/function.py). */
import { backwardOfNode, type Backward } from '../addon/function.js';
import type { NodeHandle } from '../addon/autograd.js';
import type { Tensor } from '../tensor/tensor.js';
import type { FunctionCtx } from './function_ctx.js';
import { Node, provideFunctionNodes } from './node.js';

/** The class of a Function, and what a call of it left behind. */
interface Call {
  readonly cls: object & { readonly name: string };
  readonly ctx: FunctionCtx;
  readonly apply: (...grads: unknown[]) => unknown;
}

/** Of each backward that a graph may call. It refers to its ctx anyway. */
const calls = new WeakMap<Backward, Call>();

/**
 * The node that a custom Function has in the graph (`torch.autograd.function.BackwardCFunction`): the `grad_fn` of its
 * results is an object of a class derived for it, `MyFunction._backward_cls`, with the attributes of the call's ctx.
 */
export class BackwardCFunction extends Node {
  /** The Function whose backward it is. */
  declare static readonly _forward_cls: unknown;
  readonly #call: Call;
  [attribute: string]: unknown;

  constructor(node: NodeHandle, call: Call) {
    super(node);
    this.#call = call;
    const { ctx } = call;
    for (const key of Object.keys(ctx)) {
      if (key in this) continue;
      Object.defineProperty(this, key, {
        get: () => ctx[key], set: (value: unknown) => (ctx[key] = value), enumerable: true, configurable: true,
      });
    }
  }

  /** What `save_for_backward` saved. Throws a RuntimeError once a backward without `retain_graph` has freed it. */
  get saved_tensors(): Tensor[] {
    return this.#call.ctx.saved_tensors;
  }
  /** Which arguments of forward need a gradient. */
  get needs_input_grad(): readonly boolean[] {
    return this.#call.ctx.needs_input_grad;
  }
  /** The Function's backward, for gradients of its outputs. */
  apply(...grads: unknown[]): unknown {
    return this.#call.apply(...grads);
  }
}

const classes = new WeakMap<object, typeof BackwardCFunction>();

/** The class of a Function's nodes, `MyFunctionBackward`. */
export function backwardClassOf(cls: Call['cls']): typeof BackwardCFunction {
  let made = classes.get(cls);
  if (made === undefined) {
    made = class extends BackwardCFunction {
      static override readonly _forward_cls = cls;
    };
    Object.defineProperty(made, 'name', { value: `${cls.name}Backward` });
    classes.set(cls, made);
  }
  return made;
}

/** Notes whose backward a function is, before a graph has it. */
export function noteCall(backward: Backward, call: Call): Backward {
  calls.set(backward, call);
  return backward;
}

provideFunctionNodes((node) => {
  const backward = backwardOfNode(node);
  const call = backward === null ? undefined : calls.get(backward);
  return call === undefined ? null : new (backwardClassOf(call.cls))(node, call);
});
