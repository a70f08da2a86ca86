import { warn } from '../../python/warnings.js';
import { formatTime } from './formats.js';

/** What is deprecated in PyTorch, and what stands for it. */
export const deprecated = (message: string): void => warn('FutureWarning', message);

/** Times as text; who extends it has the times (`torch.autograd.profiler_util.FormattedTimesMixin`). */
export abstract class FormattedTimesMixin {
  /** How many calls it stands for. */
  abstract count: number;
  /** Microseconds on the processor, of all calls. */
  abstract readonly cpu_time_total: number;
  /** Microseconds on the device, of all calls. */
  abstract readonly device_time_total: number;
  /** {@link cpu_time_total} without that of the calls that were made inside. */
  abstract readonly self_cpu_time_total: number;
  /** {@link device_time_total} without that of the calls that were made inside. */
  abstract readonly self_device_time_total: number;

  abstract toString(): string;

  /** {@link cpu_time} as text, with its unit. */
  get cpu_time_str(): string {
    return formatTime(this.cpu_time);
  }
  /** {@link device_time} as text, with its unit. */
  get device_time_str(): string {
    return formatTime(this.device_time);
  }
  /** {@link cpu_time_total} as text, with its unit. */
  get cpu_time_total_str(): string {
    return formatTime(this.cpu_time_total);
  }
  /** {@link device_time_total} as text, with its unit. */
  get device_time_total_str(): string {
    return formatTime(this.device_time_total);
  }
  /** {@link self_cpu_time_total} as text, with its unit. */
  get self_cpu_time_total_str(): string {
    return formatTime(this.self_cpu_time_total);
  }
  /** {@link self_device_time_total} as text, with its unit. */
  get self_device_time_total_str(): string {
    return formatTime(this.self_device_time_total);
  }

  /** Microseconds on the processor for one call. */
  get cpu_time(): number {
    return this.count === 0 ? 0 : this.cpu_time_total / this.count;
  }
  /** Microseconds on the device for one call. */
  get device_time(): number {
    return this.count === 0 ? 0 : this.device_time_total / this.count;
  }
  /** Deprecated in PyTorch: {@link device_time}. */
  get cuda_time(): number {
    deprecated('`cuda_time` is deprecated, please use `device_time` instead.');
    return this.device_time;
  }
}
