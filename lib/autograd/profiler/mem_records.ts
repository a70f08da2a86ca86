/** Memory that was allocated and freed while events ran. */
import { itemsOf } from '../../arguments/python_objects.js';
import { signature } from '../../arguments/signature.js';
import type { KinetoEvent } from './kineto_event.js';

/** An allocation, and whether an event of an operator covers it. */
export type MemRecord = [event: Pick<KinetoEvent, 'start_ns'>, covered: boolean];

const takes = {
  make: signature('MemRecordsAcc(mem_records: Sequence[MemRecord])'),
  in_interval: signature('MemRecordsAcc.in_interval(self, start_ns: float, end_ns: float)'),
};

/** Finds the records of an interval (`torch.autograd.profiler.MemRecordsAcc`). */
export class MemRecordsAcc<Record extends MemRecord = MemRecord> {
  readonly #records: readonly Record[];

  constructor(mem_records: readonly Record[]) {
    const given = takes.make.list([mem_records])[0] as readonly Record[];
    this.#records = itemsOf(given).sort(([a], [b]) => a.start_ns - b.start_ns);
  }

  /** All records between two moments, both included. */
  *in_interval(...args: typeof takes.in_interval.args): IterableIterator<Record> {
    const [start_ns, end_ns] = takes.in_interval.list(args);
    for (let i = this.#first(start_ns); i < this.#records.length; i++) {
      const record = this.#records[i]!;
      if (record[0].start_ns > end_ns) return;
      yield record;
    }
  }

  /** The first that does not begin before. */
  #first(start_ns: number): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#records[middle]![0].start_ns < start_ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
