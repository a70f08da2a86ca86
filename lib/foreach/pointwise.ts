import { signature } from '../arguments/signature.js';
import type { Scalar } from '../tensor/operator_types.js';
import type { Tensor } from '../tensor/tensor.js';
import { packet } from './packet.js';

/** A factor for all tensors of a list, or one for each, as numbers or as a tensor of one dimension. */
export type ForeachFactors = Scalar | readonly Scalar[] | Tensor;

type List = readonly Tensor[];
type Call = (inputs: List, a: List, b: List, value: ForeachFactors) => Tensor[];
type CallInPlace = <T extends List>(inputs: T, a: List, b: List, value: ForeachFactors) => T;

function pointwise(name: string): Call {
  const call = packet(name, ['Tensor', 'ScalarList', 'Scalar']);
  return (inputs, a, b, value) => call(inputs, a, b, value);
}

function pointwise_(name: string): CallInPlace {
  const call = pointwise(name);
  return (inputs, a, b, value) => {
    call(inputs, a, b, value);
    return inputs;
  };
}

/** `inputs` + `value` * `tensor1` * `tensor2` (`torch.foreach.addcmul`). */
export const addcmul = signature(`addcmul(inputs: Sequence[Tensor], tensor1: Sequence[Tensor],
  tensor2: Sequence[Tensor], /, *, value: ForeachFactors = 1) -> list[Tensor]`).define(pointwise('addcmul'));
/** In place: `inputs` + `value` * `tensor1` * `tensor2`; gives back the list (`torch.foreach.addcmul_`). */
export const addcmul_ = signature(`addcmul_[T: Sequence[Tensor]](inputs: T, tensor1: Sequence[Tensor],
  tensor2: Sequence[Tensor], /, *, value: ForeachFactors = 1) -> T`).define(pointwise_('addcmul_'));
/** `inputs` + `value` * `tensor1` / `tensor2` (`torch.foreach.addcdiv`). */
export const addcdiv = signature(`addcdiv(inputs: Sequence[Tensor], tensor1: Sequence[Tensor],
  tensor2: Sequence[Tensor], /, *, value: ForeachFactors = 1) -> list[Tensor]`).define(pointwise('addcdiv'));
/** In place: `inputs` + `value` * `tensor1` / `tensor2`; gives back the list (`torch.foreach.addcdiv_`). */
export const addcdiv_ = signature(`addcdiv_[T: Sequence[Tensor]](inputs: T, tensor1: Sequence[Tensor],
  tensor2: Sequence[Tensor], /, *, value: ForeachFactors = 1) -> T`).define(pointwise_('addcdiv_'));

const between = packet('lerp', ['List', 'ScalarList', 'Scalar']);
const between_ = packet('lerp_', ['List', 'ScalarList', 'Scalar']);

/** `inputs` + `weight` * (`end` - `inputs`) (`torch.foreach.lerp`). */
export const lerp = signature(
  'lerp(inputs: Sequence[Tensor], end: Sequence[Tensor], weight: ForeachOperands, /) -> list[Tensor]',
).define((inputs, end, weight) => between(inputs, end, weight));
/** In place: `inputs` + `weight` * (`end` - `inputs`); gives back the list (`torch.foreach.lerp_`). */
export const lerp_ = signature(
  'lerp_[T: Sequence[Tensor]](inputs: T, end: Sequence[Tensor], weight: ForeachOperands, /) -> T',
).define((inputs, end, weight) => {
  between_(inputs, end, weight);
  return inputs;
});
