/** `torch.autograd.variable`. */
import { checkedFlag } from '../arguments/named.js';
import { saying } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { is_tensor } from '../values/is_tensor.js';
import { pythonType } from '../values/type_name.js';

/** The tensor itself, which since PyTorch 0.4 is what a Variable was (`torch.autograd.Variable`). */
export const Variable = signature('Variable(data: Tensor, requires_grad: bool = None) -> Tensor', {
  Tensor: saying(is_tensor, (value) => new TypeError(`Variable data has to be a tensor, but got ${pythonType(value)}`)),
}).define((
  data, requires_grad,
) => data.requires_grad_(checkedFlag('Variable', 'requires_grad', 2, requires_grad ?? data.requires_grad)));

/**
 * The class of {@link Variable} (`torch.autograd.variable.VariableMeta`), for which every tensor is one: what a class
 * of JavaScript has from its metaclass is what it inherits itself.
 */
export class VariableMeta {
  /** Whether a value is a tensor. */
  [Symbol.hasInstance](value: unknown): boolean {
    return is_tensor(value);
  }
}
Object.setPrototypeOf(VariableMeta.prototype, Function.prototype as object);
Object.setPrototypeOf(Variable, VariableMeta.prototype);
