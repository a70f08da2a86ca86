/** `torch.nn.parallel.comm`: tensors from GPU to GPU. */
import { signature } from '../../arguments/signature.js';
import * as torch from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, RuntimeError, ValueError } from '../../values/errors.js';
import { deviceOf, indexOf, indicesOf } from './devices.js';

/** Those on one GPU. */
export type Tensors = readonly Tensor[];

/** Complex numbers go as pairs of real ones. */
const real = (tensor: Tensor): Tensor => (tensor.is_complex() ? torch.view_as_real(tensor) : tensor);
const moved = (tensor: Tensor, index: number): Tensor => tensor.to(deviceOf(index), { non_blocking: true });

function not(name: string, given: unknown): void {
  if (given === null) return;
  throw new RuntimeError(`'${name}' must not be specified when 'out' is specified, but got ${name}=${py_repr(given)}`);
}

function checkOnGpus(tensors: readonly Tensor[]): void {
  for (const [i, each] of tensors.entries()) {
    if (each.is_cpu) {
      throw new RuntimeError(
        `Expected all input tensors to be CUDA tensors, but tensor at index ${i} has device ${each.device}`);
    }
  }
}

/**
 * A copy of a tensor on each of the GPUs, the tensor itself where it is already, or in the tensors `out`
 * (`torch.nn.parallel.comm.broadcast`). Throws a RuntimeError unless one of `devices` and `out` is given.
 */
export const broadcast = signature(`broadcast(tensor: Tensor, devices: Sequence[ParallelDevice] | None = None, *,
  out: Sequence[Tensor] | None = None) -> Sequence[Tensor]`).define((given, devices, out) => {
  const tensor = real(given);
  if ((devices === null) === (out === null)) {
    throw new RuntimeError("Exactly one of 'devices' and 'out' must be specified, but got " +
      `devices=${py_repr(devices)} and out=${py_repr(out)}`);
  }
  if (out !== null) return out.map((each) => each.copy_(tensor, { non_blocking: true }));
  return indicesOf(devices!).map((index) => moved(tensor, index));
});

/**
 * Copies of tensors on each of the GPUs, of which they are on the first (`torch.nn.parallel.comm.broadcast_coalesced`).
 * Throws a RuntimeError if one is not.
 */
export const broadcast_coalesced = signature(`broadcast_coalesced(tensors: Sequence[Tensor],
  devices: Sequence[ParallelDevice], buffer_size: int = 10485760) -> list[list[Tensor]]`).define((tensors, devices) => {
  const indices = indicesOf(devices);
  const all = tensors.map(real);
  if (all.some((each) => each.get_device() !== indices[0])) {
    throw new RuntimeError(`All tensors must be on devices[0]: ${indices[0]}`);
  }
  return indices.map((index) => all.map((each) => moved(each, index)));
});

const by = (tensor: Tensor): string => tensor.shape.join('x');

/**
 * The sum of tensors on several GPUs, on one of them (`torch.nn.parallel.comm.reduce_add`): the current one unless
 * `destination` says which. Throws an AssertionError for a tensor that is on none.
 */
export const reduce_add = signature(
  'reduce_add(inputs: Sequence[Tensor], destination: ParallelDevice | None = None) -> Tensor').define(
  (inputs, destination) => {
    const index = indexOf(destination, { current: true });
    let root: Tensor | null = null;
    for (const [i, each] of inputs.entries()) {
      if (each.is_cpu) {
        throw new AssertionError(`reduce_add expects all inputs to be on GPUs, but input ${i} is on CPU`);
      }
      if (each.get_device() === index) root = each;
      if (by(each) !== by(inputs[0]!)) {
        throw new ValueError(`input ${i} has invalid size: got ${by(each)}, but expected ${by(inputs[0]!)}`);
      }
    }
    if (root === null) {
      throw new RuntimeError('reduce_add expects destination to be on the same GPU with one of the tensors');
    }
    const rest = inputs.filter((each) => each !== root);
    return rest.reduce((sum, each, i) => {
      const here = each.to(root.device, { non_blocking: true });
      return i === 0 ? sum.add(here) : sum.add_(here);
    }, root);
  });

/** The sums of lists of tensors, list by list (`torch.nn.parallel.comm.reduce_add_coalesced`). */
export const reduce_add_coalesced = signature(`reduce_add_coalesced(inputs: Sequence[Tensors],
  destination: ParallelDevice | None = None, buffer_size: int = 10485760) -> Sequence[Tensor]`).define(
  (inputs, destination) => {
    if (inputs.some((each) => each.length !== inputs[0]!.length)) {
      throw new ValueError('zip() argument 2 is shorter than argument 1');
    }
    return Object.freeze((inputs[0] ?? []).map((_, i) => reduce_add(inputs.map((each) => each[i]!), destination)));
  });

/**
 * Parts of a tensor along `dim`, one for each of the GPUs, or into the tensors `out`
 * (`torch.nn.parallel.comm.scatter`): equal ones, or as large as `chunk_sizes` says. Throws a RuntimeError for as many
 * sizes as there are no GPUs.
 */
export const scatter = signature(`scatter(tensor: Tensor, devices: Sequence[ParallelDevice] | None = None,
  chunk_sizes: Sequence[int] | None = None, dim: int = 0, streams: object = None, *,
  out: Sequence[Tensor] | None = None) -> Sequence[Tensor]`).define((given, devices, chunk_sizes, dim, _streams, out) => {
  const tensor = real(given);
  if (out !== null) {
    not('devices', devices);
    not('chunk_sizes', chunk_sizes);
    const parts = tensor.split_with_sizes(out.map((each) => each.size(dim)), dim);
    return Object.freeze(out.map((each, i) => each.copy_(parts[i]!, { non_blocking: true })));
  }
  const indices = indicesOf(devices ?? []);
  if (chunk_sizes !== null && chunk_sizes.length !== indices.length) {
    throw new RuntimeError('Expected devices and chunk_sizes to be of same length, but got len(devices) = ' +
      `${indices.length} and len(chunk_sizes) = ${chunk_sizes.length}`);
  }
  const parts = chunk_sizes === null
    ? tensor.chunk(indices.length, dim) : tensor.split_with_sizes([...chunk_sizes], dim);
  return Object.freeze(parts.map((each, i) => moved(each, indices[i]!)));
});

/**
 * Tensors on GPUs as one, along `dim`, on a device or in the tensor `out` (`torch.nn.parallel.comm.gather`); the
 * current GPU unless `destination` says where. Throws a RuntimeError for a tensor that is on none.
 */
export const gather = signature(`gather(tensors: Sequence[Tensor], dim: int = 0,
  destination: ParallelDevice | None = None, *, out: Tensor | None = None) -> Tensor`).define(
  (given, dim, destination, out) => {
    const tensors = given.map(real);
    if (out !== null) {
      not('destination', destination);
      checkOnGpus(tensors);
      return out.copy_(torch.cat(tensors.map((each) => each.to(out.device)), { dim }));
    }
    if (destination === -1) {
      warn('FutureWarning', 'Using -1 to represent CPU tensor is deprecated. Please use a device object or string ' +
        'instead, e.g., "cpu".');
    }
    const index = indexOf(destination, { cpu: true, current: true });
    checkOnGpus(tensors);
    return torch.cat(tensors.map((each) => moved(each, index!)), { dim });
  });
