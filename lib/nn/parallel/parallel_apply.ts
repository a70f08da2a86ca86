/** `torch.nn.parallel.parallel_apply`: modules on several GPUs, each with inputs of its own. */
import { current_stream } from '../../cuda/streams.js';
import { indexOf, type CudaDevice } from '../../cuda/device_index.js';
import { current_device, device as onDevice } from '../../cuda/device.js';
import { is_available } from '../../cuda/init.js';
import { signature } from '../../arguments/signature.js';
import { isMap, isPlainObject } from '../../python/objects.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import type { Module } from '../module.js';
import type { Keywords } from './scatter_gather.js';

/** The first tensor of a tree, null if it has none (`torch.nn.parallel.parallel_apply.get_a_var`). */
export function get_a_var(obj: unknown): Tensor | null {
  if (is_tensor(obj)) return obj as Tensor;
  const items = Array.isArray(obj) ? obj as unknown[]
    : isMap(obj) ? [...obj.values()] : isPlainObject(obj) ? Object.values(obj) : [];
  for (const each of items) {
    const found = get_a_var(each);
    if (found !== null) return found;
  }
  return null;
}

function sameNumber(modules: readonly unknown[], others: readonly unknown[] | null, what: string): void {
  if (others === null || others.length === modules.length) return;
  throw new AssertionError(`The number of modules ${modules.length} is not equal to the number of ${what} ${others.length}`);
}

/**
 * What each module gives for its inputs (`torch.nn.parallel.parallel_apply`), on the GPU of those unless `devices` says
 * on which: a GPU works on while the next module is called. Throws an AssertionError for lists of other lengths, and
 * what PyTorch's CUDA says where there is no GPU.
 */
export const parallel_apply = signature(`parallel_apply(modules: Sequence[Module], inputs: Sequence[Any],
  kwargs_tup: Sequence[Keywords] | None = None, devices: Sequence[CudaDevice] | None = None) -> list[Any]`)
  .define((modules, inputs, kwargs_tup, devices) => {
    sameNumber(modules, inputs, 'inputs');
    sameNumber(modules, kwargs_tup, 'kwargs_tup');
    sameNumber(modules, devices, 'devices');
    const indices = modules.map((_, i) => indexOf(devices?.[i] ?? null) ?? current_device());
    for (const index of indices) current_stream(index);
    if (!is_available()) throw new AssertionError('No available accelerator found.');
    return modules.map((module, i) => onReplica(module, inputs[i], kwargs_tup?.[i] ?? {}, i, devices?.[i] ?? null));
  });

function onReplica(
  module: Module, input: unknown, kwargs: Keywords, i: number, given: CudaDevice,
): unknown {
  const index = indexOf(given) ?? get_a_var(input)?.get_device();
  if (index === undefined) {
    throw new RuntimeError(`Caught RuntimeError in replica ${i}, no device was provided and no tensor input was found; ` +
      'device cannot be resolved.');
  }
  const args = Array.isArray(input) ? input as unknown[] : [input];
  const named = Object.keys(kwargs).length > 0 ? [kwargs] : [];
  try {
    return onDevice(index, () => (module as unknown as (...all: unknown[]) => unknown)(...args, ...named));
  } catch (error) {
    if (error instanceof Error) {
      error.message = `Caught ${error.name} in replica ${i} on device ${index}.\nOriginal ${error.stack ?? error.message}`;
    }
    throw error;
  }
}
