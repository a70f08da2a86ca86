/** Who counts what the executor of TorchScript does (torch._C; native/jit/loggers.cpp). */
import { jit as native, type LoggerHandle } from '../addon/doors.js';
import { kind, str } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { Enumerated } from '../python/enumeration.js';

const kinds = { str, AggregationType: kind((value) => value instanceof AggregationType) };

const takes = {
  aggregation: signature('LockingLogger.set_aggregation_type(self, name: str, type: AggregationType)', kinds),
  value: signature('LockingLogger.get_counter_val(self, name: str) -> int', kinds),
};

/** What becomes of the numbers that come for one name (`torch.AggregationType`). */
export class AggregationType extends Enumerated {
  /** Their sum. */
  static readonly SUM = new AggregationType('SUM', 0);
  /** Their average. */
  static readonly AVG = new AggregationType('AVG', 1);
}
/** `torch.AggregationType.SUM` (`torch.SUM`). */
export const { SUM } = AggregationType;
/** `torch.AggregationType.AVG` (`torch.AVG`). */
export const { AVG } = AggregationType;

/** The base of loggers (`torch.LoggerBase`); its constructor throws a TypeError. */
export class LoggerBase {
  constructor() {
    if (new.target === LoggerBase) throw new TypeError('torch._C.LoggerBase: No constructor defined!');
  }
}
/** Counts nothing (`torch.NoopLogger`). */
export class NoopLogger extends LoggerBase {}
/** Counts, from any thread (`torch.LockingLogger`): what an executor of TorchScript reports. */
export class LockingLogger extends LoggerBase {
  readonly #logger: LoggerHandle = native.locking_logger();

  /** Says what becomes of the numbers for a name. */
  set_aggregation_type(...args: typeof takes.aggregation.args): void {
    const [name, type] = takes.aggregation.list(args);
    native.locking_logger_aggregate(this.#logger, name, type.value);
  }
  /** What has come for a name, 0 for one that nobody reported. */
  get_counter_val(...args: typeof takes.value.args): number {
    return Number(native.locking_logger_value(this.#logger, takes.value.list(args)[0]));
  }
}
