import { accelerator } from '../../addon/doors.js';
import { scope } from '../../addon/scope.js';
import { signature } from '../../arguments/signature.js';
import { Enumerated } from '../../python/enumeration.js';
import { tensor } from '../../tensor/factories.js';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { Measurement } from './measurement.js';
import { textOf, timed, type Timed } from './statement.js';
import { TaskSpec } from './task_spec.js';
import { set_torch_threads } from './units.js';

/** What a timer's statement is written in (`torch.utils.benchmark.Language`); `PYTHON` is the program's own. */
export class Language extends Enumerated {
  static readonly PYTHON = new Language('PYTHON', 0);
  static readonly CPP = new Language('CPP', 1);
}

/** Tells the time in seconds, as {@link timer} does. */
export type TimerFunction = () => number;
/** Gets the number of calls and the seconds of each run. */
export type RunCallback = (number: number, time: number) => unknown;

/** Seconds, once the accelerator, if there is one, has done what is queued (`torch.utils.benchmark.timer`). */
export const timer = signature('timer() -> float').define(() => {
  if (accelerator.accelerator_type() !== null && accelerator.accelerator_device_count() > 0) {
    accelerator.accelerator_synchronize(accelerator.accelerator_device_index());
  }
  return performance.now() / 1000;
});

const takes = {
  make: signature(`Timer(stmt: Statement = "pass", setup: Statement = "pass", global_setup: str = "",
    timer: TimerFunction | None = None, globals: dict[str, Any] = None, label: str = None, sub_label: str = None,
    description: str = None, env: str = None, num_threads: int = 1, language: Language | str = "python")`),
  timeit: signature('Timer.timeit(self, number: int = 1000000)'),
  blocked: signature('Timer.blocked_autorange(self, callback: RunCallback = None, min_run_time: float = 0.2)'),
  adaptive: signature(`Timer.adaptive_autorange(self, threshold: float = 0.1, *, min_run_time: float = 0.01,
    max_run_time: float = 10.0, callback: RunCallback = None)`),
};

const isPython = (language: unknown): boolean => [Language.PYTHON, 'py', 'python'].includes(language as string);
const isCpp = (language: unknown): boolean => [Language.CPP, 'cpp', 'c++'].includes(language as string);

/** No more calls in a run than this. */
const mostCalls = 2147483647;

/**
 * Measures how long a statement takes (`torch.utils.benchmark.Timer`): a function, or text that knows `globals` and
 * what `setup`, run before each run, declares. One thread of libtorch's unless `num_threads` says more. Functions are
 * called again and again without waiting, so an async one is a TypeError. Throws a NotImplementedError for C++.
 */
export class Timer {
  readonly #run: Timed;
  readonly #clock: TimerFunction;
  readonly #task: TaskSpec;

  constructor(...args: typeof takes.make.args) {
    const { stmt, setup, global_setup, globals, language, timer: clock, ...labels } = takes.make.read(args);
    for (const given of [stmt, setup] as unknown[]) {
      if (typeof given !== 'string' && typeof given !== 'function') {
        throw new ValueError('Currently only a function or a `str` stmt is supported.');
      }
    }
    if (isCpp(language)) {
      throw new NotImplementedError('Timer(): statements of C++ are compiled as extensions of Python');
    }
    if (!isPython(language)) throw new ValueError(`Invalid language \`${String(language)}\`.`);
    if (global_setup !== '') {
      throw new ValueError(
        `global_setup is C++ only, got \`${global_setup}\`. Most likely this code can simply be moved to \`setup\`.`);
    }
    this.#run = timed(stmt, setup, { ...globals });
    this.#clock = clock ?? timer;
    this.#task = new TaskSpec({ stmt: textOf(stmt), setup: textOf(setup), ...labels });
  }

  /** Seconds of a run; never 0. */
  #timeit(number: number): number {
    return Math.max(this.#run(number, this.#clock), 1e-9);
  }
  #within<T>(body: () => T): T {
    return set_torch_threads(this.#task.num_threads, body);
  }
  #measurement(number_per_run: number, raw_times: number[]): Measurement {
    return new Measurement({ number_per_run, raw_times, task_spec: this.#task });
  }

  /** Measures one run of `number` calls, after a hundredth of them. */
  timeit(...args: typeof takes.timeit.args): Measurement {
    const [number] = takes.timeit.list(args);
    return this.#within(() => {
      this.#timeit(Math.max(Math.floor(number / 100), 2));
      return this.#measurement(number, [this.#timeit(number)]);
    });
  }

  /** Not of this timer: {@link blocked_autorange}. */
  repeat(): never {
    throw new NotImplementedError('See `Timer.blocked_autorange.`');
  }
  /** Not of this timer: {@link blocked_autorange}. */
  autorange(): never {
    throw new NotImplementedError('See `Timer.blocked_autorange.`');
  }

  /** So many calls that looking at the clock costs nothing beside them. */
  #blockSize(min_run_time: number): number {
    return this.#within(() => {
      const empty = Array.from({ length: 5 }, () => this.#timeit(0));
      const overhead = scope(() => tensor(empty).median().item() as number);
      for (let number = 1; ; number *= 10) {
        const time = this.#timeit(number);
        if (overhead / time <= 1e-4 && time >= min_run_time / 1000) return number;
        if (time > min_run_time || number * 10 > mostCalls) return number;
      }
    });
  }

  #measured(
    number: number, least: number, most: number | null, callback: RunCallback | null,
    isEnough: (times: number[]) => boolean,
  ): Measurement {
    const times: number[] = [];
    this.#within(() => {
      let total = 0;
      let enough = false;
      while (total < least || !enough) {
        const time = this.#timeit(number);
        times.push(time);
        total += time;
        callback?.(number, time);
        enough = isEnough(times);
        if (most !== null && total > most) break;
      }
    });
    return this.#measurement(number, times);
  }

  /** Measures runs of a suitable length for `min_run_time` seconds in all; the median of them is to be believed. */
  blocked_autorange(...args: typeof takes.blocked.args): Measurement {
    const [callback, min_run_time] = takes.blocked.list(args);
    return this.#measured(this.#blockSize(min_run_time), min_run_time, null, callback, () => true);
  }

  /** Measures until times are near each other, by `threshold`, or `max_run_time` seconds are over. */
  adaptive_autorange(...args: typeof takes.adaptive.args): Measurement {
    const [threshold, min_run_time, max_run_time, callback] = takes.adaptive.list(args);
    const number = this.#blockSize(0.05);
    return this.#measured(number, min_run_time, max_run_time || null, callback, (times) =>
      times.length > 3 && this.#measurement(number, [...times]).meets_confidence(threshold));
  }
}
