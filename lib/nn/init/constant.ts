import { no_grad } from '../../autograd/grad_mode.js';
import { ValueError } from '../../values/errors.js';
import { eye } from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';

/** Fills the tensor with `val`, and gives it back (`torch.nn.init.constant_`). */
export const constant_ = signature('constant_(tensor: Tensor, val: float) -> Tensor').define(
  (tensor, val) => no_grad(() => tensor.fill_(val)));

/** Fills the tensor with ones (`torch.nn.init.ones_`). */
export const ones_ = signature('ones_(tensor: Tensor) -> Tensor').define((tensor) => no_grad(() => tensor.fill_(1)));

/** Fills the tensor with zeros (`torch.nn.init.zeros_`). */
export const zeros_ = signature('zeros_(tensor: Tensor) -> Tensor').define((tensor) => no_grad(() => tensor.zero_()));

/** Makes a matrix the identity (`torch.nn.init.eye_`). Throws a ValueError for other numbers of dimensions. */
export const eye_ = signature('eye_(tensor: Tensor) -> Tensor').define((tensor) => {
  if (tensor.ndimension() !== 2) throw new ValueError('Only tensors with 2 dimensions are supported');
  no_grad(() => eye(tensor.size(0), tensor.size(1), { out: tensor }));
  return tensor;
});

/**
 * Makes the weight of a convolution keep its input: a one at the middle of kernel i, i, in each group of outputs
 * (`torch.nn.init.dirac_`). Throws a ValueError unless there are 3 to 5 dimensions and the groups divide the first.
 */
export const dirac_ = signature('dirac_(tensor: Tensor, groups: int = 1) -> Tensor').define((tensor, groups) => {
  const { shape } = tensor;
  if (shape.length < 3 || shape.length > 5) {
    throw new ValueError('Only tensors with 3, 4, or 5 dimensions are supported');
  }
  if (shape[0]! % groups !== 0) throw new ValueError('dim 0 must be divisible by groups');
  if (tensor.is_meta) return tensor;
  const outputs = shape[0]! / groups;
  const middle = shape.slice(2).map((length) => Math.floor(length / 2));
  no_grad(() => {
    tensor.zero_();
    for (let group = 0; group < groups; group++) {
      for (let i = 0; i < Math.min(outputs, shape[1]!); i++) {
        tensor.index_put_([group * outputs + i, i, ...middle], 1);
      }
    }
  });
  return tensor;
});
