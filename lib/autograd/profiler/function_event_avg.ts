import { inspect } from 'node:util';
import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { AssertionError } from '../../values/errors.js';
import { FormattedTimesMixin } from './formatted_times.js';
import { FunctionEvent, type InputShapes } from './function_event.js';
import { DeviceType } from './kinds.js';

const takes = signature('FunctionEventAvg.add(self, other: FunctionEvent | FunctionEventAvg)');

/** What the first call says for all of them. */
const shared = [
  'key', 'node_id', 'is_async', 'is_remote', 'cpu_parent', 'cpu_children', 'overload_name', 'input_shapes', 'stack',
  'scope', 'device_type', 'is_legacy', 'use_device', 'is_user_annotation',
] as const;

/** What is summed up. */
const summed = [
  'cpu_time_total', 'device_time_total', 'self_cpu_time_total', 'self_device_time_total', 'cpu_memory_usage',
  'device_memory_usage', 'self_cpu_memory_usage', 'self_device_memory_usage', 'count',
] as const;

/** Calls of one key, summed up (`torch.autograd.profiler_util.FunctionEventAvg`). */
export class FunctionEventAvg extends FormattedTimesMixin {
  key: string | null = null;
  /** How many calls were added. */
  override count = 0;
  node_id = 0;
  is_async = false;
  is_remote = false;
  use_device: string | null = null;
  /** Microseconds on the processor, of all calls. */
  override cpu_time_total = 0;
  /** Microseconds on the device, of all calls. */
  override device_time_total = 0;
  /** {@link cpu_time_total} without that of the calls they made. */
  override self_cpu_time_total = 0;
  /** {@link device_time_total} without that of the calls they made. */
  override self_device_time_total = 0;
  input_shapes: InputShapes | '' | null = null;
  overload_name: string | null = null;
  stack: readonly string[] | null = null;
  scope: number | null = null;
  cpu_memory_usage = 0;
  device_memory_usage = 0;
  /** Bytes of memory that the calls took themselves, without the calls they made. */
  self_cpu_memory_usage = 0;
  /** Bytes of the memory of the device that the calls took themselves. */
  self_device_memory_usage = 0;
  /** The calls that the first one made itself. */
  cpu_children: FunctionEvent[] | null = null;
  /** The call that made the first one; null for an outermost one. */
  cpu_parent: FunctionEvent | null = null;
  device_type = DeviceType.CPU;
  is_legacy = false;
  flops: number | null = 0;
  declare is_user_annotation: boolean;
  /** The share of {@link self_cpu_time_total} in a table, as text; -1 before one was made. */
  self_cpu_percent: string | number = -1;
  /** The share of {@link cpu_time_total} in a table, as text; -1 before one was made, 0 where it is async. */
  total_cpu_percent: string | number = -1;
  /** The share of {@link self_device_time_total} in a table, as text; -1 before one was made. */
  total_device_percent: string | number = -1;

  /** Adds a call, or calls, of the same key. Throws an AssertionError for another key. */
  add(...args: typeof takes.args): this {
    const [other] = takes.list(args);
    const known = other instanceof FunctionEvent || (other as unknown) instanceof FunctionEventAvg;
    if (this.key === null && known) for (const name of shared) Object.assign(this, { [name]: other[name] });
    if (!known) throw new AssertionError('Expected other to be a FunctionEvent or FunctionEventAvg');
    if (other.key !== this.key) {
      throw new AssertionError(`Expected keys to match, but got ${other.key ?? 'None'} vs ${this.key ?? 'None'}`);
    }
    for (const name of summed) this[name] += other[name];
    if (this.flops === null) this.flops = other.flops;
    else if (other.flops !== null) this.flops += other.flops;
    return this;
  }

  override toString(): string {
    const device = this.use_device || 'cuda';
    return `<FunctionEventAvg key=${this.key ?? 'None'} self_cpu_time=${this.self_cpu_time_total_str} ` +
      `cpu_time=${this.cpu_time_str}  self_${device}_time=${this.self_device_time_total_str} ` +
      `${device}_time=${this.device_time_str} input_shapes=${this.input_shapes === '' ? '' : py_repr(this.input_shapes)} ` +
      `cpu_memory_usage=${this.cpu_memory_usage} ${device}_memory_usage=${this.device_memory_usage}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
