import { grad_accumulator, requires_grad, output_nr } from '../addon/autograd.js';
import { enable_grad } from './grad_mode.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError } from '../values/errors.js';
import { Node } from './node.js';

/**
 * A place in the graph where a gradient comes by (`torch.autograd.graph.GradientEdge`): what `backward` and `grad` take
 * in place of a tensor, which need not live any more.
 */
export class GradientEdge {
  readonly node: Node;
  readonly output_nr: number;
  readonly ownership_token: Node | null;

  constructor(node: Node, output_nr: number, ownership_token: Node | null = null) {
    this.node = node;
    this.output_nr = output_nr;
    this.ownership_token = ownership_token;
  }

  *[Symbol.iterator](): IterableIterator<Node | number | null> {
    yield this.node;
    yield this.output_nr;
    yield this.ownership_token;
  }
}

/** The node to which a tensor's gradient goes: that which made it, or the one that adds to a leaf's `grad`. */
export function nodeOf(tensor: Tensor | GradientEdge): Node {
  if (tensor instanceof GradientEdge) return tensor.node;
  return tensor.grad_fn ?? enable_grad(() => new Node(grad_accumulator(tensor)));
}

/**
 * Where the gradient of a tensor comes by (`torch.autograd.graph.get_gradient_edge`). Throws a RuntimeError for a
 * tensor without gradient.
 */
export const get_gradient_edge = signature('get_gradient_edge(tensor: Tensor) -> GradientEdge').define((tensor) => {
  if (!requires_grad(tensor)) {
    throw new RuntimeError(
      'It is not possible to get the gradient edge for a Tensor that does not require gradients');
  }
  return new GradientEdge(nodeOf(tensor), output_nr(tensor));
});
