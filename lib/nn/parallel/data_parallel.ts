/** `torch.nn.parallel.data_parallel`: a batch in parts on several GPUs. */
import { signature } from '../../arguments/signature.js';
import { get_device_properties } from '../../cuda/device.js';
import { isPlainObject } from '../../python/objects.js';
import { warn } from '../../python/warnings.js';
import type { device as Device } from '../../values/device.js';
import { RuntimeError } from '../../values/errors.js';
import { Module } from '../module.js';
import { allIndices, availableType, deviceOf, indexOf, indicesOf, type ParallelDevice } from './devices.js';
import { parallel_apply } from './parallel_apply.js';
import { replicate } from './replicate.js';
import { gather, scatter_kwargs, type Inputs, type Keywords } from './scatter_gather.js';

const takes = signature(`DataParallel(module: Module, device_ids: Sequence[ParallelDevice] | None = None,
  output_device: ParallelDevice | None = None, dim: int = 0)`);

type Call = (...args: unknown[]) => unknown;

const called = (module: Module, args: readonly unknown[], kwargs: Keywords): unknown =>
  (module as unknown as Call)(...args, ...(Object.keys(kwargs).length > 0 ? [kwargs] : []));

/** Throws a RuntimeError for a module that is not on the first of the GPUs. */
function checkPlace(module: Module, source: Device): void {
  for (const each of [...module.parameters(), ...module.buffers()]) {
    if (String(each.device) === String(source)) continue;
    throw new RuntimeError(`module must have its parameters and buffers on device ${source} (device_ids[0]) but found ` +
      `one of them on device: ${each.device}`);
  }
}

function checkBalance(indices: readonly number[]): void {
  const all = indices.map((index) => get_device_properties(index));
  for (const value of [all.map((each) => each.total_memory), all.map((each) => each.multi_processor_count)]) {
    const [least, most] = [Math.min(...value), Math.max(...value)];
    if (least / most >= 0.75) continue;
    warn('UserWarning', '\n    There is an imbalance between your GPUs. You may want to exclude GPU ' +
      `${indices[value.indexOf(least)]} which\n    has less than 75% of the memory or cores of GPU ` +
      `${indices[value.indexOf(most)]}. You can do so by setting\n    the device_ids argument to DataParallel, or by ` +
      'setting the CUDA_VISIBLE_DEVICES\n    environment variable.');
    return;
  }
}

/**
 * A module that runs on several GPUs at once, each with a part of the batch (`torch.nn.DataParallel`): on all there
 * are, or on `device_ids`, of which the first has the parameters; the outputs come together on `output_device`. Where
 * there is no GPU it is the module alone. Throws a RuntimeError when it runs if the module is on another device.
 */
export class DataParallel extends Module {
  module: Module;
  device_ids: number[];
  declare dim: number;
  declare output_device: number;
  /** The device of the parameters, that of the first GPU; unset where there is none. */
  declare src_device_obj: Device;

  constructor(...args: typeof takes.args) {
    super();
    const { module, device_ids, output_device, dim } = takes.read(args);
    this.module = module;
    if (availableType() === null) {
      this.device_ids = [];
      return;
    }
    const indices = indicesOf(device_ids ?? allIndices()!, { current: true });
    this.dim = dim;
    this.device_ids = indices;
    this.output_device = indexOf(output_device ?? indices[0]!, { current: true })!;
    this.src_device_obj = deviceOf(indices[0]!);
    checkBalance(indices);
    if (indices.length === 1) module.to(this.src_device_obj);
  }

  forward(...args: unknown[]): unknown {
    if (this.device_ids.length === 0) return (this.module as unknown as Call)(...args);
    checkPlace(this.module, this.src_device_obj);
    const last = args.at(-1);
    const [given, kwargs] = isPlainObject(last) ? [args.slice(0, -1), last as Keywords] : [args, {}];
    return onAll(this.module, given, kwargs, this.device_ids, this.output_device, this.dim);
  }

  /** {@link replicate}: a class of one's own may do it in another way. */
  replicate(module: Module, device_ids: readonly number[]): Module[] {
    return replicate(module, device_ids);
  }
  /** {@link scatter_kwargs} along the dimension of the batch. */
  scatter(inputs: readonly unknown[], kwargs: Keywords, device_ids: readonly number[]): [Inputs[], Keywords[]] {
    return scatter_kwargs(inputs, kwargs, device_ids, this.dim);
  }
  /** {@link parallel_apply} on the GPUs of the replicas. */
  parallel_apply(replicas: readonly Module[], inputs: readonly unknown[], kwargs: readonly Keywords[]): unknown[] {
    return parallel_apply(replicas, inputs, kwargs, this.device_ids.slice(0, replicas.length));
  }
  /** {@link gather} along the dimension of the batch. */
  gather(outputs: readonly unknown[], output_device: ParallelDevice): unknown {
    return gather(outputs, output_device, this.dim);
  }
}

function onAll(
  module: Module, inputs: readonly unknown[], kwargs: Keywords, devices: readonly number[], output: number, dim: number,
): unknown {
  const [given, named] = scatter_kwargs(inputs, kwargs, devices, dim);
  if (given.length === 0) {
    given.push([]);
    named.push({});
  }
  if (devices.length === 1) return called(module, given[0]!, named[0]!);
  const used = devices.slice(0, given.length);
  return gather(parallel_apply(replicate(module, used), given, named, used), output, dim);
}

/**
 * A module's output for a batch whose parts run on several GPUs (`torch.nn.parallel.data_parallel`): see
 * {@link DataParallel}. Several inputs are a tuple, a frozen array. Throws a RuntimeError where there is no GPU.
 */
export const data_parallel = signature(`data_parallel(module: Module, inputs: Any,
  device_ids: Sequence[ParallelDevice] | None = None, output_device: ParallelDevice | None = None, dim: int = 0,
  module_kwargs: Keywords | None = None) -> Any`).define(
  (module, inputs, device_ids, output_device, dim, module_kwargs) => {
    if (availableType() === null) throw new RuntimeError('device type could not be determined');
    const isTuple = Array.isArray(inputs) && Object.isFrozen(inputs);
    const given = isTuple ? inputs as readonly unknown[] : inputs === null ? [] : [inputs];
    const indices = indicesOf(device_ids ?? allIndices()!, { current: true });
    const output = indexOf(output_device ?? indices[0]!, { current: true })!;
    checkPlace(module, deviceOf(indices[0]!));
    return onAll(module, given, module_kwargs ?? {}, indices, output, dim);
  });
