import { signature } from '../arguments/signature.js';
import { packet, unary, unary_ } from './packet.js';

const copies = packet('clone', ['']);
const norms = packet('norm', ['Scalar']);
const copying = packet('copy_', ['']);
const products = packet('mm', ['']);

/** A copy of each tensor of a list (`torch.foreach.clone`). */
export const clone = signature(
  'clone(inputs: Sequence[Tensor], /, *, memory_format: memory_format = None) -> list[Tensor]',
).define((inputs, memory_format) => copies(inputs, { memory_format }));

/** The greatest element of each tensor of a list (`torch.foreach.max`). */
export const max = signature('max(inputs: Sequence[Tensor], /) -> list[Tensor]').define(unary('max'));

/** The norm of order `ord` of all elements of each tensor of a list (`torch.foreach.norm`). */
export const norm = signature(
  'norm(inputs: Sequence[Tensor], /, *, ord: Scalar = 2, dtype: dtype = None) -> list[Tensor]',
).define((inputs, ord, dtype) => norms(inputs, ord, { dtype }));

/** Copies the tensors of `src` into those of `inputs`; gives back the list (`torch.foreach.copy_`). */
export const copy_ = signature(
  'copy_[T: Sequence[Tensor]](inputs: T, src: Sequence[Tensor], /, *, non_blocking: bool = False) -> T',
).define((inputs, src, non_blocking) => {
  copying(inputs, src, non_blocking);
  return inputs;
});

/** Fills each tensor of a list with zeros; gives back the list (`torch.foreach.zero_`). */
export const zero_ = signature('zero_[T: Sequence[Tensor]](inputs: T, /) -> T').define(unary_('zero_'));

/** The products of matrices in pairs: (n, m) of `inputs` by (m, p) of `mat2`, to (n, p) (`torch.foreach.mm`). */
export const mm = signature('mm(inputs: Sequence[Tensor], mat2: Sequence[Tensor], /) -> list[Tensor]').define(
  (inputs, mat2) => products(inputs, mat2));
