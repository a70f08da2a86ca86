/** How tables of the profiler write times and memory. */
import { formatFixed } from '../../python/format.js';
import { AssertionError } from '../../values/errors.js';

const microsecondsIn = { s: 1e6, ms: 1e3, us: 1 } as const;

/** A unit of time. */
export type TimeUnit = keyof typeof microsecondsIn;

/** A time in microseconds, in the largest unit that it fills, or in that which is given. */
export function formatTime(time_us: number, unit?: string | null): string {
  const chosen = unit !== undefined && unit !== null && Object.hasOwn(microsecondsIn, unit) ? (unit as TimeUnit)
    : time_us >= microsecondsIn.s ? 's' : time_us >= microsecondsIn.ms ? 'ms' : 'us';
  return `${formatFixed(time_us / microsecondsIn[chosen], 3)}${chosen}`;
}

/** The part of a time in the whole. */
export function formatTimeShare(time_us: number, total_time_us: number): string {
  if (total_time_us !== 0) return `${formatFixed((time_us * 100) / total_time_us, 2)}%`;
  if (time_us !== 0) throw new AssertionError(`Expected time_us == 0 but got ${time_us}`);
  return 'NaN';
}

const units = [['GB', 2 ** 30], ['MB', 2 ** 20], ['KB', 2 ** 10]] as const;

/** A number of bytes, which may be negative. */
export function formatMemory(nbytes: number): string {
  for (const [name, size] of units) {
    if (Math.abs(nbytes) >= size) return `${formatFixed(nbytes / size, 2)} ${name}`;
  }
  return `${nbytes} B`;
}
