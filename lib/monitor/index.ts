/** `torch.monitor`: numbers of a running program, summed up for intervals, and events that handlers get. */
import { signature } from '../arguments/signature.js';
import { callable } from '../arguments/kinds.js';
import { CallableObject } from '../python/callable_object.js';
import { Enumerated } from '../python/enumeration.js';
import { ValueError } from '../values/errors.js';

/** What is made of the numbers of an interval (`torch.monitor.Aggregation`). */
export class Aggregation extends Enumerated {
  /** The last. */
  static readonly VALUE = new Aggregation('VALUE', 0);
  /** Their mean. */
  static readonly MEAN = new Aggregation('MEAN', 2);
  /** How many there were. */
  static readonly COUNT = new Aggregation('COUNT', 3);
  /** Their sum. */
  static readonly SUM = new Aggregation('SUM', 4);
  /** The largest. */
  static readonly MAX = new Aggregation('MAX', 5);
  /** The smallest. */
  static readonly MIN = new Aggregation('MIN', 6);
}
/** The members of {@link Aggregation}. */
export const {
  /** The last number of an interval. */
  VALUE,
  /** The mean of the numbers of an interval. */
  MEAN,
  /** How many numbers there were in an interval. */
  COUNT,
  /** The sum of the numbers of an interval. */
  SUM,
  /** The largest number of an interval. */
  MAX,
  /** The smallest number of an interval. */
  MIN,
} = Aggregation;

/** A value of an event (`torch.monitor.data_value_t`). */
export type data_value_t = string | number | boolean;
/** Gets events. */
export type EventHandler = (event: Event) => unknown;
/** Where scalars are written: `torch.utils.tensorboard.SummaryWriter`. */
export interface ScalarWriter {
  add_scalar(tag: string, value: number, options: { walltime: number }): unknown;
}

/** The name of the events that {@link Stat} logs. */
export const STAT_EVENT = 'torch.monitor.Stat';

const takes = {
  event: signature('Event(name: str, timestamp: Date, data: dict[str, data_value_t])'),
  stat: signature('Stat(name: str, aggregations: Sequence[Aggregation], window_size: float, max_samples: int = -1)'),
  add: signature('Stat.add(self, v: float)'),
  writer: signature('TensorboardEventHandler(writer: ScalarWriter)'),
};

/** Something that happened (`torch.monitor.Event`). */
export class Event {
  declare name: string;
  declare timestamp: Date;
  declare data: Readonly<Record<string, data_value_t>>;

  constructor(...args: typeof takes.event.args) {
    Object.assign(this, takes.event.read(args));
  }
}

/** What {@link unregister_event_handler} takes (`torch.monitor.EventHandlerHandle`). */
export class EventHandlerHandle {}

const handlers = new Map<EventHandlerHandle, EventHandler>();

/** Gives an event to all handlers (`torch.monitor.log_event`). What a handler throws comes out here. */
export const log_event = signature('log_event(event: Event) -> None').define((event) => {
  for (const handler of [...handlers.values()]) handler(event);
});

/** Lets a function get all events from now on (`torch.monitor.register_event_handler`). */
export const register_event_handler = signature(
  'register_event_handler(callback: EventHandler) -> EventHandlerHandle', { callback: callable }).define((callback) => {
  const handle = new EventHandlerHandle();
  handlers.set(handle, callback);
  return handle;
});

/**
 * A function gets no more events (`torch.monitor.unregister_event_handler`). Throws a ValueError for one that gets
 * none.
 */
export const unregister_event_handler = signature(
  'unregister_event_handler(handler: EventHandlerHandle) -> None').define((handler) => {
  if (!handlers.delete(handler)) throw new ValueError('unregister_event_handler(): the handler is not registered');
});

interface Values {
  count: number;
  value: number;
  sum: number;
  min: number;
  max: number;
}
const none = (): Values => ({ count: 0, value: 0, sum: 0, min: 0, max: 0 });

const read: readonly (readonly [Aggregation, (values: Values) => number])[] = [
  [VALUE, ({ value }) => value], [MEAN, ({ sum, count }) => (count === 0 ? 0 : sum / count)],
  [COUNT, ({ count }) => count], [SUM, ({ sum }) => sum], [MAX, ({ max }) => max], [MIN, ({ min }) => min],
];

/**
 * Sums up numbers for intervals of `window_size` seconds, and logs an event at the first number after one, or with the
 * `max_samples`th in one, after which it counts no more until the next (`torch.monitor.Stat`). `using` logs what is
 * left at the end of the block.
 */
export class Stat {
  readonly name: string;
  readonly #aggregations: ReadonlySet<Aggregation>;
  readonly #window: number;
  readonly #most: number;
  #now = none();
  #before = none();
  #windowId = 0;
  #loggedId = 0;

  constructor(...args: typeof takes.stat.args) {
    const [name, aggregations, window_size, max_samples] = takes.stat.list(args);
    if (!(window_size > 0)) throw new ValueError(`Stat(): window_size must be a number of seconds above 0, got ${window_size}`);
    this.name = name;
    this.#aggregations = new Set(aggregations);
    this.#window = window_size * 1000;
    this.#most = max_samples < 0 ? Infinity : max_samples;
  }

  /** Numbers of the interval that is not over. */
  get count(): number {
    return this.#now.count;
  }

  /** Adds a number. */
  add(...args: typeof takes.add.args): void {
    const [v] = takes.add.list(args);
    this.#maybeLog();
    if (this.#isLogged()) return;
    const now = this.#now;
    now.value = v;
    now.sum += v;
    if (now.count === 0 || now.max < v) now.max = v;
    if (now.count === 0 || now.min > v) now.min = v;
    now.count++;
    this.#maybeLog();
  }

  /** What was made of the last interval that is over. */
  get(): Map<Aggregation, number> {
    return new Map(read.filter(([each]) => this.#aggregations.has(each)).map(([each, of]) => [each, of(this.#before)]));
  }

  /** Logs what is left. */
  [Symbol.dispose](): void {
    this.#log();
  }

  #id(): number {
    return Math.floor(performance.now() / this.#window) + 1;
  }
  #isLogged(): boolean {
    return this.#loggedId === this.#id();
  }
  #maybeLog(): void {
    const id = this.#id();
    if ((this.#windowId === id && this.#now.count < this.#most) || this.#isLogged()) return;
    this.#log();
    this.#loggedId = this.#windowId;
    this.#windowId = id;
  }
  #log(): void {
    this.#before = this.#now;
    this.#now = none();
    if (this.#before.count === 0) return;
    const data = [...this.get()].map(([each, value]) => [`${this.name}.${each.name.toLowerCase()}`, value]);
    log_event(new Event(STAT_EVENT, new Date(), Object.fromEntries(data) as Record<string, number>));
  }
}

/**
 * A handler that writes what {@link Stat} logs as scalars for TensorBoard (`torch.monitor.TensorboardEventHandler`).
 */
export class TensorboardEventHandler extends CallableObject {
  declare readonly _writer: ScalarWriter;

  constructor(...args: typeof takes.writer.args) {
    super();
    Object.assign(this, { _writer: takes.writer.list(args)[0] });
  }

  protected override __call__(event: Event): void {
    if (event.name !== STAT_EVENT) return;
    for (const [tag, value] of Object.entries(event.data)) {
      this._writer.add_scalar(tag, value as number, { walltime: event.timestamp.getTime() / 1000 });
    }
  }
}
/** A handler is called with events. */
export interface TensorboardEventHandler {
  (event: Event): void;
}
