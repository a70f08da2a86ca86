import { inspect } from 'node:util';
import { scope } from '../../addon/scope.js';
import { signature } from '../../arguments/signature.js';
import { formatFixed } from '../../python/format.js';
import { tensor } from '../../tensor/factories.js';
import { float64 } from '../../values/dtype.js';
import { keyOf, type TaskSpec } from './task_spec.js';
import { log10, select_unit } from './units.js';

const takes = {
  make: signature(`Measurement(number_per_run: int, raw_times: list[float], task_spec: TaskSpec,
    metadata: dict[Any, Any] = None)`),
  meets: signature('Measurement.meets_confidence(self, threshold: float = 0.1)'),
  merge: signature('Measurement.merge(measurements: Iterable[Measurement])'),
};

const mostDigits = 4;
/** Seconds: what is less apart cannot be told apart. */
const leastInterval = 25e-9;
const warns = 0.1;
const warnsGrossly = 0.25;

interface Statistics {
  readonly sorted: readonly number[];
  readonly median: number;
  readonly mean: number;
  readonly p25: number;
  readonly p75: number;
}

/** Times of a task, in seconds, and what follows of them (`torch.utils.benchmark.Measurement`). */
export class Measurement {
  readonly number_per_run: number;
  readonly raw_times: readonly number[];
  readonly task_spec: TaskSpec;
  metadata: Readonly<Record<string, unknown>> | null;
  #statistics: Statistics | undefined;

  constructor(...args: typeof takes.make.args) {
    const { number_per_run, raw_times, task_spec, metadata } = takes.make.read(args);
    [this.number_per_run, this.raw_times] = [number_per_run, raw_times];
    [this.task_spec, this.metadata] = [task_spec, metadata];
  }

  get stmt(): string {
    return this.task_spec.stmt;
  }
  get setup(): string {
    return this.task_spec.setup;
  }
  get global_setup(): string {
    return this.task_spec.global_setup;
  }
  get label(): string | null {
    return this.task_spec.label;
  }
  get sub_label(): string | null {
    return this.task_spec.sub_label;
  }
  get description(): string | null {
    return this.task_spec.description;
  }
  get env(): string | null {
    return this.task_spec.env;
  }
  get num_threads(): number {
    return this.task_spec.num_threads;
  }
  /** What is measured, as the heading of a report. */
  get title(): string {
    return this.task_spec.title;
  }
  /** What its row of a table is called. */
  get as_row_name(): string {
    return this.sub_label || this.stmt || '[Unknown]';
  }

  /** Seconds of one call, for each run. */
  get times(): number[] {
    return this.raw_times.map((time) => time / this.number_per_run);
  }
  /** The median of {@link times}, in seconds; -1 without any. */
  get median(): number {
    return this.#read().median;
  }
  get mean(): number {
    return this.#read().mean;
  }
  /** From the first quartile to the third. */
  get iqr(): number {
    const { p25, p75 } = this.#read();
    return p75 - p25;
  }

  #read(): Statistics {
    if (this.#statistics !== undefined) return this.#statistics;
    const sorted = this.times.sort((a, b) => a - b);
    if (sorted.length === 0) return { sorted, median: -1, mean: -1, p25: -1, p75: -1 };
    return (this.#statistics = scope(() => {
      const values = tensor(sorted, { dtype: float64 });
      const quantile = (q: number): number => values.quantile(q).item() as number;
      const mean = values.mean().item() as number;
      return { sorted, median: quantile(0.5), mean, p25: quantile(0.25), p75: quantile(0.75) };
    }));
  }

  /** How many digits can be believed: an estimate, by the times between the quartiles. */
  get significant_figures(): number {
    const { sorted, median } = this.#read();
    const n = sorted.length;
    const middle = sorted.slice(Math.floor(n / 4), Math.ceil((3 * n) / 4));
    const [deviation, root] = scope(() => [
      tensor(middle).std({ unbiased: false } as never).item() as number, tensor(middle.length).sqrt().item() as number,
    ]) as [number, number];
    const interval = Math.max((1.645 * deviation) / root, leastInterval);
    return Math.min(Math.max(Math.floor(log10(median / interval)), 1), mostDigits);
  }

  /** Whether the times are too far apart to be believed. */
  get has_warnings(): boolean {
    return this.#warning() !== '';
  }
  #warning(): string {
    if (this.raw_times.length === 0 || this.meets_confidence(warns)) return '';
    const part = formatFixed((this.iqr / this.median) * 100, 1);
    const why = this.meets_confidence(warnsGrossly) ? 'This could indicate system fluctuation.'
      : 'This suggests significant environmental influence.';
    return `  WARNING: Interquartile range is ${part}% of the median measurement.\n           ${why}`;
  }
  /** Whether the times are near each other: {@link iqr} by {@link median} is less than `threshold`. */
  meets_confidence(...args: typeof takes.meets.args): boolean {
    const [threshold] = takes.meets.list(args);
    return this.iqr / this.median < threshold;
  }

  toString(): string {
    const { sorted, median, p25, p75 } = this.#read();
    const n = sorted.length;
    const [unit, scale] = select_unit(median);
    const show = (time: number): string => formatFixed(time / scale, 2);
    const s = (count: number): string => (count > 1 ? 's' : '');
    const lines = [
      '<torch.utils.benchmark.utils.common.Measurement object>',
      this.task_spec.summarize(),
      `  ${n > 1 ? 'Median: ' : ''}${show(median)} ${unit}`,
      ...(n >= 4 ? [`  IQR:    ${show(this.iqr)} ${unit} (${show(p25)} to ${show(p75)})`] : []),
      `  ${n} measurement${s(n)}, ${this.number_per_run} runs ${n > 1 ? 'per measurement,' : ','} ` +
        `${this.num_threads} thread${s(this.num_threads)}`,
      this.#warning(),
    ];
    return lines.join('\n').trimEnd();
  }
  [inspect.custom](): string {
    return this.toString();
  }

  /** One measurement for each task, of all that there are of it; they are as if each run had been one call. */
  static merge(...args: typeof takes.merge.args): Measurement[] {
    const groups = new Map<string, Measurement[]>();
    for (const each of takes.merge.list(args)[0]) {
      const key = keyOf(each.task_spec);
      groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    return [...groups.values()].map((group) =>
      new Measurement(1, group.flatMap(({ times }) => times), group[0]!.task_spec));
  }
}
