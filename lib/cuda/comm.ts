/** `torch.cuda.comm`: tensors to and from several GPUs of one process. */
import { cuda } from '../addon/doors.js';
import { itemsOf, sequenceOf, withAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { cat, empty_like, split_with_sizes, chunk, view_as_real } from '../generated/torch.js';
import { py_repr } from '../python/repr.js';
import { warn } from '../python/warnings.js';
import { device as deviceOf, isDeviceLike, parseDevice, type DeviceLike } from '../values/device.js';
import { AssertionError, IndexError, RuntimeError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import type { Tensor } from '../tensor/tensor.js';
import { current_device, device_count } from './device.js';
import * as nccl from './nccl.js';

/** Tensors that lie on one device. */
export type TensorsOfDevice = readonly Tensor[];

type Place = DeviceLike | number;

/** The number of a GPU, of the CPU -1 where that may be; null where none is said. Throws a ValueError for the CPU. */
function saidIndex(place: unknown, cpu = false): number | null {
  if (typeof place === 'number' && Number.isInteger(place)) return place;
  if (!isDeviceLike(place)) return null;
  const { type, index } = parseDevice(place);
  if (type === 'cpu' && !cpu) throw new ValueError(`Expected a non cpu device, but got: ${parseDevice(place)}`);
  return type === 'cpu' ? -1 : index;
}

/** The numbers of GPUs. Throws a ValueError for what says none. */
function indicesOf(places: Iterable<Place> | null): number[] {
  return itemsOf(places).map((place) => {
    const index = saidIndex(place);
    if (index !== null) return index;
    throw new ValueError('Expected a torch.device with a specified index or an integer, but got:' +
      (typeof place === 'string' ? place : py_repr(place)));
  });
}

/** The number of a GPU, the current one if none is said; -1 without any. */
const placeIndex = (place: Place | null, cpu = false): number =>
  saidIndex(place, cpu) ?? (device_count() === 0 ? -1 : current_device());

const gpu = (index: number): deviceOf => deviceOf('cuda', index);
const real = (tensor: Tensor): Tensor => (withAttribute(tensor, 'is_complex').is_complex() ? view_as_real(tensor) : tensor);

/** Tensors that a function of C++ takes. Throws PyTorch's TypeError for others. */
function checkTensors(fn: string, name: string, tensors: unknown): void {
  if (Array.isArray(tensors) && tensors.every(is_tensor)) return;
  const type = Array.isArray(tensors) ? `list of ${typeName(tensors.find((each) => !is_tensor(each)))}` : typeName(tensors);
  throw new TypeError(`${fn}(): argument '${name}' must be tuple of Tensors, not ${type}`);
}

const sizes = (tensor: Tensor): string => tensor.shape.join('x');

/** Throws PyTorch's RuntimeError for a tensor that is on no GPU. */
function checkOnGpu(tensors: readonly Tensor[], what: string, tensor: string, quote = "'"): void {
  const at = tensors.findIndex(({ is_cuda }) => !is_cuda);
  if (at < 0) return;
  throw new RuntimeError(`Expected all ${what} tensors to be CUDA tensors, but ${tensor} at index ${at} has device ` +
    quote + String(tensors[at]!.device) + quote);
}

function checkInt(fn: string, name: string, position: number, value: unknown): void {
  if (Number.isInteger(value)) return;
  throw new TypeError(`${fn}(): argument '${name}' (position ${position}) must be int, not ${typeName(value)}`);
}

/** Copies of a tensor on each device, or in each of `out` (`torch.cuda.comm.broadcast`). Takes one of the two. */
export const broadcast = signature(
  'broadcast(tensor: Tensor, devices: Sequence[DeviceLike | int] = None, *, out: Sequence[Tensor] = None) -> list[Tensor]',
).define((tensor, devices, out): Tensor[] => {
  const source = real(tensor);
  if ((devices === null) === (out === null)) {
    throw new RuntimeError("Exactly one of 'devices' and 'out' must be specified, but got devices=" +
      `${py_repr(devices)} and out=${py_repr(out)}`);
  }
  if (devices !== null) {
    return indicesOf(devices).map((index, i) => {
      const copy = source.to(gpu(index), { non_blocking: true });
      return copy === source && i > 0 ? source.clone() : copy;
    });
  }
  checkTensors('broadcast', 'out', out);
  checkOnGpu(out!, 'output', 'output tensor');
  for (const [i, each] of out!.entries()) {
    if (sizes(each) === sizes(source)) each.copy_(source, { non_blocking: true });
    else {
      throw new RuntimeError('Expected all output tensors to have same shape as the source tensor ' +
        `[${source.shape.join(', ')}], but output tensor at index ${i} has shape [${each.shape.join(', ')}]`);
    }
  }
  return [...out!];
});

/** Copies of tensors, which lie on the first device, on each (`torch.cuda.comm.broadcast_coalesced`). */
export const broadcast_coalesced = signature(`broadcast_coalesced(tensors: Sequence[Tensor],
  devices: Sequence[DeviceLike | int], buffer_size: int = 10485760) -> list[TensorsOfDevice]`).define((
  tensors, devices, buffer_size,
): TensorsOfDevice[] => {
  const indices = indicesOf(devices);
  const sources = itemsOf(tensors).map(real);
  checkInt('broadcast_coalesced', 'buffer_size', 3, buffer_size);
  if (indices.length === 0) throw new RuntimeError('Expected at least one device to broadcast to');
  if (sources.length === 0) cuda.cuda_check_runtime();
  if (!sources.every((tensor) => tensor.is_cuda && tensor.get_device() === indices[0])) {
    throw new RuntimeError(`All tensors must be on devices[0]: ${indices[0]}`);
  }
  return indices.map((index) => sources.map((tensor) => tensor.to(gpu(index), { non_blocking: true })));
});

/**
 * The sum of tensors of the same size on several GPUs, on one of these (`torch.cuda.comm.reduce_add`). Throws an
 * AssertionError for tensors on the CPU, a ValueError for other sizes, a RuntimeError if none lies where the sum goes.
 */
export const reduce_add = signature('reduce_add(inputs: Sequence[Tensor], destination: DeviceLike | int = None) -> Tensor')
  .define((given, destination): Tensor => {
    const index = placeIndex(destination);
    const inputs = sequenceOf(given);
    if (inputs.length === 0) throw new IndexError('list index out of range');
    for (const each of inputs) withAttribute(each, 'size');
    const cpu = inputs.findIndex(({ device }) => device.type === 'cpu');
    if (cpu >= 0) throw new AssertionError(`reduce_add expects all inputs to be on GPUs, but input ${cpu} is on CPU`);
    const [first] = inputs;
    for (const [i, each] of inputs.entries()) {
      if (sizes(each) !== sizes(first!)) {
        throw new ValueError(`input ${i} has invalid size: got ${sizes(each)}, but expected ${sizes(first!)}`);
      }
    }
    const root = inputs.findLastIndex((each) => each.get_device() === index);
    if (root < 0) {
      throw new RuntimeError('reduce_add expects destination to be on the same GPU with one of the tensors');
    }
    if (inputs.length === 1) return first!;
    if (nccl.is_available(inputs)) {
      const result = empty_like(inputs[root]!);
      nccl.reduce(inputs, result, root);
      return result;
    }
    const [next, ...others] = inputs.filter((_, i) => i !== root)
      .map((each) => each.to(inputs[root]!.device, { non_blocking: true }));
    const result = inputs[root]!.add(next!);
    for (const each of others) result.add_(each);
    return result;
  });

/** The sums of the first tensors, of the second and so on (`torch.cuda.comm.reduce_add_coalesced`). */
export const reduce_add_coalesced = signature(`reduce_add_coalesced(inputs: Sequence[TensorsOfDevice],
  destination: DeviceLike | int = None, buffer_size: int = 10485760) -> list[Tensor]`).define((
  inputs, destination,
): Tensor[] => {
  const [first = [], ...others] = itemsOf(inputs).map((list) => itemsOf(list));
  const at = others.findIndex(({ length }) => length !== first.length);
  if (at >= 0) {
    const than = at === 0 ? 'argument 1' : `arguments 1-${at + 1}`;
    const compared = others[at]!.length < first.length ? 'shorter' : 'longer';
    throw new ValueError(`zip() argument ${at + 2} is ${compared} than ${than}`);
  }
  return first.map((each, i) => {
    const tensors = [each, ...others.map((list) => list[i]!)];
    for (const tensor of tensors) withAttribute(tensor, 'is_sparse');
    return reduce_add(tensors, destination);
  });
});

/**
 * The parts of a tensor along `dim`, one on each device or in each of `out`: equal ones, or of `chunk_sizes`
 * (`torch.cuda.comm.scatter`).
 */
export const scatter = signature(`scatter(tensor: Tensor, devices: Sequence[DeviceLike | int] = None,
  chunk_sizes: Sequence[int] = None, dim: int = 0, streams: Any = None, *, out: Sequence[Tensor] = None) -> list[Tensor]`)
  .define((tensor, devices, chunk_sizes, dim, streams, out): Tensor[] => {
    void streams;
    const source = real(tensor);
    if (out === null) {
      const indices = indicesOf(devices);
      if (indices.length === 0) throw new RuntimeError('Expected at least one device to scatter to');
      if (chunk_sizes !== null && !(Array.isArray(chunk_sizes) && chunk_sizes.every(Number.isInteger))) {
        throw new TypeError(
          `scatter(): argument 'chunk_sizes' (position 3) must be tuple of ints, not ${typeName(chunk_sizes)}`);
      }
      checkInt('scatter', 'dim', 4, dim);
      const parts = chunk_sizes === null ? chunk(source, indices.length, dim)
        : split_with_sizes(source, chunk_sizes, dim);
      return parts.map((part, i) => part.to(gpu(indices[i]!), { non_blocking: true }));
    }
    if (devices !== null) {
      throw new RuntimeError(
        `'devices' must not be specified when 'out' is specified, but got devices=${py_repr(devices)}`);
    }
    if (chunk_sizes !== null) {
      throw new RuntimeError(
        `'chunk_sizes' must not be specified when 'out' is specified, but got chunk_sizes=${py_repr(chunk_sizes)}`);
    }
    checkTensors('scatter', 'out', out);
    if (out.length === 0) throw new RuntimeError('Expected at least one output tensor to scatter to');
    checkInt('scatter', 'dim', 4, dim);
    checkOnGpu(out, 'output', 'output tensor');
    const parts = split_with_sizes(source, out.map((each) => each.size(dim)), dim);
    for (const [i, part] of parts.entries()) out[i]!.copy_(part, { non_blocking: true });
    return [...out];
  });

/** Tensors of several GPUs as one along `dim`, on a GPU or the CPU, or in `out` (`torch.cuda.comm.gather`). */
export const gather = signature(`gather(tensors: Sequence[Tensor], dim: int = 0, destination: DeviceLike | int = None, *,
  out: Tensor = None) -> Tensor`).define((tensors, dim, destination, out): Tensor => {
  const sources = itemsOf(tensors).map(real);
  if (out !== null && destination !== null) {
    throw new RuntimeError(
      `'destination' must not be specified when 'out' is specified, but got destination=${py_repr(destination)}`);
  }
  if (out === null && destination === -1) {
    warn('FutureWarning', 'Using -1 to represent CPU tensor is deprecated. Please use a device object or string instead, ' +
      'e.g., "cpu".');
  }
  const index = out === null ? placeIndex(destination, true) : -1;
  checkInt('gather', 'dim', 2, dim);
  if (out !== null && !is_tensor(out)) throw new TypeError(`gather(): argument 'out' must be Tensor, not ${typeName(out)}`);
  if (sources.length === 0) throw new RuntimeError('Expected at least one tensor to gather from');
  checkOnGpu(sources, 'input', 'tensor', out === null ? '' : "'");
  const place = out === null ? (index < 0 ? parseDevice('cpu') : gpu(index)) : out.device;
  const moved = sources.map((tensor) => tensor.to(place, { non_blocking: place.type === 'cuda' }));
  return out === null ? cat(moved, dim) : out.copy_(cat(moved, dim));
});
