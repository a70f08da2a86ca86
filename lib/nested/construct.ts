import { no_grad } from '../autograd/grad_mode.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import type { DeviceLike } from '../values/device.js';
import { int64, type dtype } from '../values/dtype.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { jagged, strided } from '../values/layout.js';
import { as_tensor, tensor, type TensorData } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import { NestedTensor } from './nested_tensor.js';
import { cat, padOffsets } from './offsets.js';

/** A list of what becomes tensors of the same number of dimensions. */
export type Rows = readonly TensorData[];

/** What `to` changes, if anything. */
function converted(given: Tensor, dtype: dtype | null, device: DeviceLike | null): Tensor {
  if (dtype === null && device === null) return given;
  return given.to({ ...(dtype === null ? {} : { dtype }), ...(device === null ? {} : { device }) });
}

function jaggedFromList(list: readonly Tensor[], dtype: dtype | null, device: DeviceLike | null): NestedTensor {
  const [first] = list;
  if (first === undefined) throw new RuntimeError('Cannot construct a nested tensor from an empty tensor list');
  const all = (what: string, of: (each: Tensor) => unknown): void => {
    if (list.every((each) => of(each) === of(first))) return;
    throw new RuntimeError(`When constructing a nested tensor, all tensors in list must ${what}`);
  };
  all('have the same dtype', (each) => each.dtype);
  all('be on the same device', (each) => String(each.device));
  all('have the same dim', (each) => each.dim());
  if (first.dim() === 0) {
    throw new RuntimeError('Cannot construct a nested tensor from a list of zero-dim tensors');
  }
  const ragged = raggedOf(list) ?? 1;
  const lengths = list.map((each) => each.size(ragged - 1));
  const values = converted(cat(list, ragged - 1), dtype, device);
  const ends = tensor(lengths, { dtype: int64, device: values.device }).cumsum(0);
  return new NestedTensor(values, {
    offsets: padOffsets(ends), ragged, min_seqlen: Math.min(...lengths), max_seqlen: Math.max(...lengths),
  });
}

/** The one dimension in which tensors differ, the batch's being 0. */
function raggedOf(list: readonly Tensor[]): number | undefined {
  const sizes = list.map((each) => each.shape);
  const differing = Array.from(sizes[0]!, (_, d) => d).filter((d) => sizes.some((size) => size[d] !== sizes[0]![d]));
  if (differing.length <= 1) return differing.length === 0 ? undefined : differing[0]! + 1;
  throw new RuntimeError(
    'Cannot represent given tensor list as a nested tensor with the jagged layout. ' +
      'Note that the jagged layout only allows for a single ragged dimension. ' +
      'For example: (B, *, D_0, D_1, ..., D_N), with ragged * dim.');
}

/**
 * A leaf of copies of tensors, or of data, of different sizes (`torch.nested.nested_tensor`): strided, or jagged, which
 * have one dimension that is ragged. Throws a RuntimeError for other layouts.
 */
export const nested_tensor = signature(`nested_tensor(tensor_list: Rows, *, dtype: dtype = None, layout: layout = None,
  device: DeviceLike = None, requires_grad: bool = False, pin_memory: bool = False) -> Tensor`).define((
  tensor_list, dtype, layout, device, requires_grad, pin_memory,
) => {
  if ((layout ?? strided) === strided) {
    if (!Array.isArray(tensor_list)) {
      throw new TypeError('Only lists (List[Tensor] and List[List...[Scalar]]) are accepted in nested_tensor');
    }
    const list = tensor_list.map((row) => (is_tensor(row) ? row.detach() : rowOf(row, dtype)));
    return fromTensorList(list, dtype, device, pin_memory || null).requires_grad_(requires_grad);
  }
  if (layout !== jagged) throw unsupported(layout, 'tensors');
  const rows = Array.from(tensor_list, (row) => (is_tensor(row) ? row : rowOf(row, null)));
  const made = no_grad(() => jaggedFromList(rows, dtype, device));
  return made.requires_grad_(requires_grad);
}, { asks: false });

const rowOf = (data: TensorData, dtype: dtype | null): Tensor => as_tensor(data, dtype === null ? {} : { dtype });

function unsupported(layout: unknown, what: string): RuntimeError {
  return new RuntimeError(`Specified layout is unsupported for nested ${what}: ${String(layout)}`);
}

function fromTensorList(
  list: readonly Tensor[], dtype: dtype | null, device: DeviceLike | null, pin_memory: boolean | null,
): Tensor {
  return op('aten::_nested_tensor_from_tensor_list')(list, dtype, null, device, pin_memory);
}

/**
 * A nested tensor through which gradients reach the tensors of a list, or one tensor whose first dimension is the batch
 * (`torch.nested.as_nested_tensor`). A nested tensor stays what it is.
 */
export const as_nested_tensor = signature(`as_nested_tensor(ts: Tensor | Sequence[Tensor], dtype: dtype = None,
  device: DeviceLike = None, layout: layout = None) -> Tensor`).define((ts, dtype, device, layout) => {
  if (is_tensor(ts)) return ofTensor(ts, dtype, device, layout);
  if (!Array.isArray(ts) || !ts.every(is_tensor)) {
    throw new TypeError(
      'as_nested_tensor(): Expected first argument to be a tensor or a list / tuple of tensors ');
  }
  if ((layout ?? strided) === strided) return fromTensorList(ts, dtype, device, null);
  if (layout === jagged) return jaggedFromList(ts, dtype, device);
  throw unsupported(layout, 'tensors');
}, { asks: false });

function ofTensor(ts: Tensor, dtype: dtype | null, device: DeviceLike | null, layout: unknown): Tensor {
  if (ts.dim() < 2) throw new RuntimeError('as_nested_tensor(): Expected tensor argument to have dim() > 1');
  if (ts.is_nested) {
    if (layout === ts.layout) return converted(ts, dtype, device);
    throw new RuntimeError('as_nested_tensor(): Converting between nested tensor layouts is not supported');
  }
  if ((layout ?? strided) === strided) {
    const sizes = tensor(Array.from({ length: ts.size(0) }, () => [...ts.shape.slice(1)]), { dtype: int64 });
    const rest = op<Tensor[]>('aten::_nested_compute_contiguous_strides_offsets')(sizes);
    return op('aten::_nested_view_from_buffer')(converted(ts.reshape(-1), dtype, device), sizes, ...rest);
  }
  if (layout !== jagged) throw unsupported(layout, 'tensors');
  const [batch, length] = ts.shape as unknown as [number, number];
  const values = converted(ts.contiguous().flatten(0, 1), dtype, device);
  const starts = Array.from({ length: batch + 1 }, (_, i) => i * length);
  const offsets = tensor(starts, { dtype: int64, device: values.device });
  return new NestedTensor(values, { offsets, min_seqlen: length, max_seqlen: length });
}

/**
 * A jagged tensor over the memory of `values`, cut at `offsets`, or into rows of `lengths`
 * (`torch.nested.nested_tensor_from_jagged`): with both there are holes between the rows.
 */
export const nested_tensor_from_jagged = signature(`nested_tensor_from_jagged(values: Tensor, offsets: Tensor = None,
  lengths: Tensor = None, jagged_dim: int = None, min_seqlen: int = None, max_seqlen: int = None) -> Tensor`).define((
  values, given, lengths, jagged_dim, min_seqlen, max_seqlen,
) => {
  if (given === null && lengths === null) {
    throw new RuntimeError('nested_tensor_from_jagged(): At least one of offsets or lengths is required.');
  }
  if (jagged_dim !== null && jagged_dim < 1) throw new ValueError(`Expected jagged_dim >=1, but got ${jagged_dim}.`);
  const offsets = given ?? padOffsets(lengths!.cumsum(0));
  return new NestedTensor(values, {
    offsets, lengths: given === null ? null : lengths, ragged: jagged_dim ?? 1, min_seqlen, max_seqlen,
  });
}, { asks: false });

/** The elements where a mask is true, as rows of a jagged tensor (`torch.nested.masked_select`). */
export const masked_select = signature('masked_select(tensor: Tensor, mask: Tensor) -> Tensor').define((given, mask) => {
  if (given.layout !== strided) {
    throw new RuntimeError(`torch.nested.masked_select requires a strided tensor, given ${given.layout}`);
  }
  if (mask.layout !== strided) {
    throw new RuntimeError(`torch.nested.masked_select requires a strided mask, given: ${mask.layout}`);
  }
  const lengths = mask.expand(given.shape).sum(given.ndim - 1).view(-1);
  return new NestedTensor(given.masked_select(mask), { offsets: padOffsets(lengths.cumsum(0)) });
}, { asks: false });

/**
 * Part of each row along `dim`, from its own `start` on and of its own `length` where they are tensors
 * (`torch.nested.narrow`): jagged without a copy, and along dimension 1 only; strided copied, for numbers only.
 */
export const narrow = signature(`narrow(tensor: Tensor, dim: int, start: int | Tensor, length: int | Tensor,
  layout: layout = torch.strided) -> Tensor`).define((given, dim, start, length, layout) => {
  for (const [name, value] of [['start', start], ['length', length]] as const) {
    if (typeof value === 'number' || is_tensor(value)) continue;
    throw new RuntimeError(`${name} must be an integer or a tensor`);
  }
  if (layout === strided) {
    if (is_tensor(start) || is_tensor(length)) {
      throw new RuntimeError('start and length must be integers for the strided layout NT impl');
    }
    return as_nested_tensor(given.unbind(), { layout: strided }).narrow(dim, start, length);
  }
  if (layout !== jagged) throw unsupported(layout, 'narrow');
  if (dim !== 1) throw new RuntimeError('jagged layout only supports dim=1');
  const row = (value: number | Tensor): Tensor =>
    (is_tensor(value) ? value : tensor([value], { dtype: int64, device: given.device }));
  return narrowed(given, row(start), row(length));
}, { asks: false });

function narrowed(given: Tensor, starts: Tensor, lengths: Tensor): NestedTensor {
  const batch = given.size(0);
  if (![starts, lengths].every(({ shape }) => shape.length === 1 && (shape[0] === 1 || shape[0] === batch))) {
    throw new RuntimeError('When constructing a jagged nested tensor using narrow(), ' +
      'your start and length must be Tensors that broadcast to input.shape[0]');
  }
  const most = given.size(1);
  const numbers = (each: Tensor): number[] => each.expand([batch]).tolist<(number | bigint)[]>().map(Number);
  const [from, count] = [numbers(starts), numbers(lengths)];
  const begins = from.map((start, i) => start + most * i);
  const ends = [...begins, begins.at(-1)! + count.at(-1)!];
  const offsets = tensor(ends, { dtype: int64, device: given.device });
  const values = given.view(-1, ...given.shape.slice(2));
  const limits = { min_seqlen: Math.min(...count), max_seqlen: Math.max(...count) };
  const steps = ends.slice(1, -2).slice(1).map((end, i) => end - ends.slice(1, -2)[i]!);
  const isWhole = count.slice(1, -1).every((length) => length === most) && steps.every((step) => step === most) &&
    ends[0]! + count[0]! === most;
  if (!isWhole) return new NestedTensor(values, { offsets, lengths: lengths.expand([batch]), ...limits });
  const used = values.narrow(0, ends[0]!, ends.at(-1)! - ends[0]!);
  return new NestedTensor(used, { offsets: offsets.sub(ends[0]!), ...limits });
}

/** The tensor with each row filled up with `padding`, to the longest or to a size (`torch.nested.to_padded_tensor`). */
export const to_padded_tensor = signature(`to_padded_tensor(input: Tensor, padding: float, output_size: Sequence[int] = None,
  out: Tensor = None) -> Tensor`).define((input, padding, output_size, out) =>
  (out === null ? op('aten::to_padded_tensor')(input, padding, output_size)
    : op('aten::to_padded_tensor.out')(input, padding, output_size, out)), { asks: false });
