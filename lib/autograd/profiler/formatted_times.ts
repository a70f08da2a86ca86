import { warn } from '../../python/warnings.js';
import { formatTime } from './formats.js';

/** What is deprecated in PyTorch, and what stands for it. */
export const deprecated = (message: string): void => warn('FutureWarning', message);

/** Times as text; who extends it has the times (`torch.autograd.profiler_util.FormattedTimesMixin`). */
export abstract class FormattedTimesMixin {
  abstract count: number;
  abstract readonly cpu_time_total: number;
  abstract readonly device_time_total: number;
  abstract readonly self_cpu_time_total: number;
  abstract readonly self_device_time_total: number;

  abstract toString(): string;

  get cpu_time_str(): string {
    return formatTime(this.cpu_time);
  }
  get device_time_str(): string {
    return formatTime(this.device_time);
  }
  get cpu_time_total_str(): string {
    return formatTime(this.cpu_time_total);
  }
  get device_time_total_str(): string {
    return formatTime(this.device_time_total);
  }
  get self_cpu_time_total_str(): string {
    return formatTime(this.self_cpu_time_total);
  }
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
