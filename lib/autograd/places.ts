import type { Place } from '../addon/autograd.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { GradientEdge } from './gradient_edge.js';
import { kindOf } from './gradients.js';
import { Node } from './node.js';

/** Tensors, or edges of the graph in their place. */
export type Places = Tensor | GradientEdge | readonly (Tensor | GradientEdge)[];

/** As the addon takes them; `complain` makes the error for anything else. */
export function placesOf(places: Places, complain: (kind: string) => Error): Place[] {
  const list: unknown = is_tensor(places) || places instanceof GradientEdge ? [places] : places;
  if (!Array.isArray(list)) throw complain(kindOf(list));
  return list.map((one: unknown) => {
    // Tensors first: a proxy among their prototypes makes instanceof slow.
    if (is_tensor(one)) return one;
    if (one instanceof GradientEdge) return [Node.handleOf(one.node), one.output_nr];
    throw complain(kindOf(one));
  });
}
