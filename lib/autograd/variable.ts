/** `torch.autograd.variable`. */
import { checkedFlag } from '../arguments/named.js';
import { signature } from '../arguments/signature.js';

/** The tensor itself, which since PyTorch 0.4 is what a Variable was (`torch.autograd.Variable`). */
export const Variable = signature('Variable(data: Tensor, requires_grad: bool = None) -> Tensor').define((
  data, requires_grad,
) => data.requires_grad_(checkedFlag('Variable', 'requires_grad', 2, requires_grad ?? data.requires_grad)));
