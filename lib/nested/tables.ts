/** What operators that are not the same for each element do with jagged tensors. */
import './index_put.js';
import './pointwise.js';
import './reductions.js';
import { composite, NotImplemented, type AnyFunction } from '../arguments/overrides.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { op } from '../addon/call/op.js';
import { cat, padOffsets } from './offsets.js';
import type { Tensor } from '../tensor/tensor.js';
import { along, innerDim, plainDim, wrapped } from './dims.js';
import { handle, isJagged, NestedTensor, sizeText } from './nested_tensor.js';
import { NestedInt } from './nested_int.js';
import { fromPadded, padded } from './padded.js';
import { sameRows } from './pointwise.js';

type Keywords = Readonly<Record<string, unknown>>;
type Call = (...args: unknown[]) => Tensor;

/** The arguments by name, in the order of the signature. */
function named(args: readonly unknown[], kwargs: Keywords, names: readonly string[]): Record<string, unknown> {
  return { ...Object.fromEntries(names.map((name, i) => [name, args[i]])), ...kwargs };
}
const valuesOf = (value: unknown): unknown =>
  (isJagged(value) ? value.values() : Array.isArray(value) ? value.map(valuesOf) : value);
const call = (func: AnyFunction, args: readonly unknown[], kwargs: Keywords = {}): unknown =>
  (Object.keys(kwargs).length > 0 ? func(...args, kwargs) : func(...args));
/** Sizes spread over the call, or in a list. */
const sizesOf = (args: readonly unknown[], kwargs: Keywords): unknown[] =>
  [...((kwargs['size'] ?? kwargs['shape'] ?? (Array.isArray(args[1]) ? args[1] : args.slice(1))) as unknown[])];

/** Of the values alone. */
handle(`linear dropout native_dropout clone detach alias contiguous ones_like zeros_like empty_like full_like rand_like
  randn_like fill zero_ fill_ resolve_conj resolve_neg conj pin_memory`.split(/\s+/), (func, args, kwargs) => {
  const nt = args[0] as NestedTensor;
  if (func.name === 'contiguous' && nt.lengths() !== null) return withoutHoles(nt);
  const result = call(func, [nt.values(), ...args.slice(1)], kwargs) as Tensor;
  return func.name.endsWith('_') ? nt : nt.like(result);
});

function withoutHoles(nt: NestedTensor): NestedTensor {
  const lengths = nt.rowLengths();
  return new NestedTensor(cat(nt.unbind(), nt._ragged_idx - 1), {
    offsets: padOffsets(nt.lengths()!.cumsum(0)), ragged: nt._ragged_idx,
    min_seqlen: Math.min(...lengths), max_seqlen: Math.max(...lengths),
  });
}

handle('is_floating_point is_complex is_signed is_same_size is_inference is_pinned is_conj is_neg'.split(' '),
  (func, args) => call(func, args.map(valuesOf)));
handle(['pin_memory'], (func, args) => (args[0] as NestedTensor).like(call(func, args.map(valuesOf)) as Tensor));
handle(['copy_'], (func, args) => {
  if (isJagged(args[1]) && !sameRows(args[0] as NestedTensor, args[1].shape)) {
    throw new RuntimeError('copy_ only supports Nested Tensors that have same size and the exact same offset tensor.');
  }
  call(func, args.map(valuesOf));
  return args[0];
});
handle(['where'], (func, args) => {
  const nt = args.find(isJagged)!;
  return nt.like(call(func, args.map(valuesOf)) as Tensor);
});
handle(['masked_fill', 'masked_fill_'], (func, [self, mask, value]) => {
  const result = call(func, [valuesOf(self), valuesOf(mask), value]) as Tensor;
  return func.name === 'masked_fill' ? (self as NestedTensor).like(result) : self;
});
// The operator, which has the table first; the function has not.
handle(['embedding'], (func, [weight, indices, ...rest], kwargs) =>
  (isJagged(indices) ? indices.like(call(func, [weight, indices.values(), ...rest], kwargs) as Tensor)
    : NotImplemented));
handle(['values', '_values'], (_func, [nt]) => (nt as NestedTensor).values());
handle(['offsets'], (_func, [nt]) => (nt as NestedTensor).offsets());

handle(['softmax', 'log_softmax', '_softmax', '_log_softmax'], (func, args, kwargs) => {
  const { input: nt, dim, dtype } = named(args, kwargs, ['input', 'dim', 'dtype']) as
    { input: NestedTensor; dim: number; dtype?: unknown };
  const name = func.name.replace(/^_/, '');
  const { dims, batch, ragged } = along(nt, [dim]);
  if (batch) {
    throw new RuntimeError(`${name}(): not supported when reducing across the batch dimension for NestedTensor`);
  }
  const options = dtype === undefined || dtype === null ? {} : { dtype };
  if (!ragged) return nt.like(call(func, [nt.values(), dims[0]], options) as Tensor);
  if (name === 'log_softmax') {
    throw new RuntimeError('log_softmax(): not supported when reducing along the ragged dimension for NestedTensor');
  }
  if (nt._ragged_idx > 1) {
    throw new RuntimeError(
      'softmax(): not supported when reducing along the ragged dimension for ragged_idx > 1 for NestedTensor');
  }
  if (nt.lengths() !== null) {
    throw new RuntimeError('softmax(): not supported where lengths is not None ' +
      'if reducing across the ragged dimension for NestedTensor');
  }
  return fromPadded(call(func, [padded(nt, -Infinity, nt._max_seqlen), 1], options) as Tensor, nt);
});

handle(['layer_norm', 'rms_norm'], (func, args, kwargs) => {
  const [nt, ...rest] = args as [NestedTensor, ...unknown[]];
  const shape = (rest[0] ?? kwargs['normalized_shape']) as readonly number[];
  if (func.name === 'rms_norm') {
    if (shape.length > nt.dim() - nt._ragged_idx - 1) {
      throw new ValueError('rms_norm(): Normalization over the ragged dim not supported for nested tensors');
    }
  } else {
    if (nt.dim() <= 2) {
      throw new RuntimeError('layer_norm(): not supported for NestedTensor objects with 2 or fewer dimensions');
    }
    if (shape.length === nt.dim()) {
      throw new RuntimeError(
        'layer_norm(): not supported when normalizing over the batch dimension for NestedTensor');
    }
  }
  return nt.like(call(func, [nt.values(), ...rest], kwargs) as Tensor);
});

handle(['to_padded_tensor', 'nested_to_padded_tensor'], (_func, args, kwargs) => {
  const { input, padding, output_size } = named(args, kwargs, ['input', 'padding', 'output_size']) as
    { input: NestedTensor; padding: number; output_size?: number[] | null };
  return padded(input, padding, output_size?.[input._ragged_idx] ?? input.most);
});

handle(['unbind'], (_func, args, kwargs) => {
  const { input: nt, dim = 0 } = named(args, kwargs, ['input', 'dim']) as { input: NestedTensor; dim?: number };
  if (dim !== 0) throw new RuntimeError('unbind(): only supported for NestedTensor on dim=0');
  const at = nt._ragged_idx - 1;
  if (nt.lengths() === null) return op<Tensor[]>('aten::split_with_sizes')(nt.values(), nt.rowLengths(), at);
  const starts = nt.offsets().tolist<(number | bigint)[]>();
  return nt.rowLengths().map((length, i) => nt.values().narrow(at, Number(starts[i]), length));
});

handle(['select'], (func, args, kwargs) => {
  const { input: nt, dim, index } = named(args, kwargs, ['input', 'dim', 'index']) as
    { input: NestedTensor; dim: number; index: number };
  if (wrapped(nt.dim(), dim) === 0) return nt.unbind().at(index);
  const at = plainDim(nt, dim, 'select');
  if (nt.lengths() !== null) {
    throw new ValueError(
      'select(): not yet supported on dim != 0 for non-contiguous nested tensor with holes');
  }
  return nt.like(call(func, [nt.values(), at, index]) as Tensor, nt._ragged_idx - (at < nt._ragged_idx - 1 ? 1 : 0));
});
handle(['narrow', 'slice'], (func, args) => {
  const [nt, dim, ...rest] = args as [NestedTensor, number, ...unknown[]];
  return nt.like(call(func, [nt.values(), plainDim(nt, dim, func.name), ...rest]) as Tensor);
});
handle(['split', 'split_with_sizes'], (func, args, kwargs) => {
  const { input: nt, size, dim = 0 } = named(args, kwargs, ['input', 'size', 'dim']) as
    { input: NestedTensor; size: number | number[]; dim?: number };
  const name = Array.isArray(size) ? 'split_with_sizes' : 'split';
  const pieces = call(func, [nt.values(), size, plainDim(nt, dim, name)]) as Tensor[];
  return pieces.map((piece) => nt.like(piece));
});
handle(['chunk'], (func, args, kwargs) => {
  const { input: nt, chunks, dim = 0 } = named(args, kwargs, ['input', 'chunks', 'dim']) as
    { input: NestedTensor; chunks: number; dim?: number };
  if (wrapped(nt.dim(), dim) !== 0) {
    return (call(func, [nt.values(), chunks, plainDim(nt, dim, 'chunk')]) as Tensor[]).map((piece) => nt.like(piece));
  }
  const lengths = nt.offsets().diff().chunk(chunks);
  const totals = lengths.map((each) => Number(each.sum().item()));
  return op<Tensor[]>('aten::split_with_sizes')(nt.values(), totals).map((piece, i) =>
    new NestedTensor(piece, { offsets: padOffsets(lengths[i]!.cumsum(0)), ragged: nt._ragged_idx }));
});

handle(['cat', 'concat', 'concatenate', 'stack'], (func, args, kwargs) => {
  const { tensors: all, dim = 0 } = named(args, kwargs, ['tensors', 'dim']) as { tensors: Tensor[]; dim?: number };
  const first = all.find(isJagged)!;
  const rank = first.dim() + (func.name === 'stack' ? 1 : 0);
  const at = plainDim(first, dim, func.name === 'stack' ? 'stack' : 'cat', rank);
  if (all.some((each) => !isJagged(each) || !sameRows(first, each.shape))) {
    throw new RuntimeError(`${func.name}(): expected all nested tensors to have matching ragged structures ` +
      'outside of the concatenated dim');
  }
  return first.like(call(func, [all.map(valuesOf), at]) as Tensor);
});

handle(['unsqueeze'], (func, args, kwargs) => {
  const { input: nt, dim } = named(args, kwargs, ['input', 'dim']) as { input: NestedTensor; dim: number };
  const at = wrapped(nt.dim() + 1, dim);
  if (at === 0) throw new RuntimeError('unsqueeze(): not supported for NestedTensor on dim=0');
  const inside = innerDim(at, nt._ragged_idx);
  return nt.like(call(func, [nt.values(), inside]) as Tensor, nt._ragged_idx + (inside <= nt._ragged_idx - 1 ? 1 : 0));
});
handle(['squeeze'], (func, args, kwargs) => {
  const { input: nt, dim } = named(args, kwargs, ['input', 'dim']) as { input: NestedTensor; dim?: number };
  if (dim === undefined) throw nt[composite].refuse(func);
  return nt.like(call(func, [nt.values(), plainDim(nt, dim, 'squeeze')]) as Tensor);
});

handle(['transpose', 'swapaxes', 'swapdims'], (_func, args, kwargs) => {
  const { input: nt, dim0, dim1 } = named(args, kwargs, ['input', 'dim0', 'dim1']) as
    { input: NestedTensor; dim0: number; dim1: number };
  const [a, b] = [wrapped(nt.dim(), dim0), wrapped(nt.dim(), dim1)];
  const ragged = nt._ragged_idx;
  if (a !== ragged && b !== ragged) {
    return nt.like(nt.values().transpose(plainDim(nt, a, 'transpose'), plainDim(nt, b, 'transpose')));
  }
  if (a === 0 || b === 0) throw new ValueError('Transpose is not supported on the batch dimension for jagged NT');
  return nt.like(nt.values().transpose(innerDim(a, ragged), innerDim(b, ragged)), a === ragged ? b : a);
});
handle(['permute'], (_func, args, kwargs) => {
  const nt = args[0] as NestedTensor;
  const dims = (kwargs['dims'] ?? (Array.isArray(args[1]) ? args[1] : args.slice(1))) as number[];
  if (nt.dim() !== dims.length) {
    throw new ValueError(`permute(): number of dimensions in the tensor input (${nt.dim()}) ` +
      `does not match the length of the desired ordering of dimensions (${dims.length}).`);
  }
  const order = dims.map((dim) => wrapped(nt.dim(), dim));
  if (new Set(order).size !== order.length) throw new ValueError('permute(): duplicate dims are not allowed.');
  if (nt.lengths() !== null) {
    throw new ValueError('permute(): not supported on jagged layout nested tensor with holes');
  }
  if (order[0] !== 0) throw new ValueError('Permute is not supported on the batch dimension for jagged NT');
  const inside = order.slice(1).map((dim) => innerDim(dim, nt._ragged_idx));
  return nt.like(nt.values().permute(inside), order.indexOf(nt._ragged_idx));
});

handle(['view', 'reshape', 'view_as', 'reshape_as'], (func, args, kwargs) => {
  const nt = args[0] as NestedTensor;
  const size = is_tensor(args[1]) ? Array.from(args[1].shape as ArrayLike<unknown>) : sizesOf(args, kwargs);
  const asked = size.map(String).join(', ');
  if (nt._ragged_idx !== 1 && sizeText(nt) !== `(${asked})`) {
    throw new RuntimeError('view(): does not support ragged_idx != 1 except when inp._size == size. ' +
      `inp._size is (${sizeText(nt)}) and size is ([${asked}]).`);
  }
  if (size.length < 3 || !sameRows(nt, size)) {
    throw new RuntimeError(`view(): cannot view shape ${sizeText(nt)} as [${asked}]`);
  }
  const inside = size.slice(1).map((length, i) => (i === nt._ragged_idx - 1 ? nt.values().size(i) : length));
  const values = nt.values();
  return nt.like(func.name.startsWith('view') ? values.view(inside as number[]) : values.reshape(inside as number[]));
});
handle(['unflatten'], (_func, args, kwargs) => {
  const { input: nt, dim, sizes } = named(args, kwargs, ['input', 'dim', 'sizes']) as
    { input: NestedTensor; dim: number; sizes: number[] };
  return nt.like(nt.values().unflatten(plainDim(nt, dim, 'unflatten'), sizes));
});
handle(['flatten'], (_func, args, kwargs) => {
  const { input: nt, start_dim = 0, end_dim = -1 } = named(args, kwargs, ['input', 'start_dim', 'end_dim']) as
    { input: NestedTensor; start_dim?: number; end_dim?: number };
  const [start, end] = [start_dim, end_dim].map((dim) => plainDim(nt, dim, 'flatten'));
  return start === end ? nt : nt.like(nt.values().flatten(start, end));
});
handle(['expand', 'expand_as'], (_func, args, kwargs) => {
  const nt = args[0] as NestedTensor | Tensor;
  const size = is_tensor(args[1]) ? Array.from(args[1].shape as ArrayLike<unknown>) : sizesOf(args, kwargs);
  if (!isJagged(nt)) {
    const like = args[1] as NestedTensor;
    return fromPadded(nt.expand(size.map((n) => (n instanceof NestedInt ? like.most : n as number))), like);
  }
  if (!sameRows(nt, size)) {
    throw new RuntimeError(`expand(): cannot expand shape ${sizeText(nt)} -> [${size.map(String).join(', ')}]`);
  }
  const inside = size.slice(1).map((length, i) => (i === nt._ragged_idx - 1 ? -1 : length as number));
  return nt.like(nt.values().expand(inside));
});

handle(['matmul'], (func, args, kwargs) => {
  const { input, other } = named(args, kwargs, ['input', 'other']) as { input: Tensor; other: Tensor };
  return matmul(func as Call, input, other);
});
handle(['bmm'], (_func, args, kwargs) => {
  const { input, mat2 } = named(args, kwargs, ['input', 'mat2']) as { input: Tensor; mat2: Tensor };
  if (input.dim() !== 3) throw new ValueError('bmm(): input must be 3D');
  if (mat2.dim() !== 3) throw new ValueError('bmm(): mat2 must be 3D');
  return matmul(op('aten::matmul'), input, mat2);
});

function matmul(func: Call, a: Tensor, b: Tensor): Tensor {
  const through = (nt: NestedTensor, product: (dense: Tensor) => Tensor): Tensor =>
    fromPadded(product(padded(nt, 0)), nt);
  if (isJagged(a) && !isJagged(b)) {
    const fits = a._ragged_idx < a.dim() - 1;
    if (a.dim() >= 3 && a.dim() === b.dim() && fits) return through(a, (dense) => func(dense, b));
    if (b.dim() === 2 && a.dim() > 2 && fits) return a.like(func(a.values(), b));
  } else if (!isJagged(a) && isJagged(b)) {
    const fits = b._ragged_idx >= 2;
    if (b.dim() >= 3 && b.dim() === a.dim() && fits) return through(b, (dense) => func(a, dense));
    if (a.dim() === 2 && b.dim() > 2 && fits) return b.like(func(a, b.values()));
  } else if (isJagged(a) && isJagged(b)) {
    if (a.dim() > 3 && b.dim() > 3 && sameRows(a, b.shape)) return a.like(func(a.values(), b.values()));
    const sums = a.dim() === 3 && b.dim() === 3 && a._ragged_idx === 2 && b._ragged_idx === 1;
    if (sums && a.size(2) === b.size(1)) {
      const rows = b.unbind();
      return op('aten::stack')(a.unbind().map((row, i) => func(row, rows[i])));
    }
  }
  const shape = isJagged(a) ? sizeText(a) : String(a.shape);
  throw new RuntimeError(`matmul(): not supported between inputs of shapes ${shape} and ${b.shape}`);
}
