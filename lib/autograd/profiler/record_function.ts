import { watching } from '../../addon/recording.js';
import { op } from '../../addon/call/op.js';
import { signature } from '../../arguments/signature.js';
import { pythonType } from '../../values/type_name.js';
import { AssertionError } from '../../values/errors.js';
import { bodyOf, entered, within, type Block } from './blocks.js';

const takes = signature('record_function(name: str, args: str = None)');

type AnyFunction = (...args: never[]) => unknown;

/** Whether something looks at this thread's ranges, or at those of the process: where nobody does, none is made. */
export const looking = { count: 0 };

/** A range that a profile shows. */
export class RangeBase implements Block {
  declare name: string;
  declare args: string | null;
  /** libtorch's object, while the range is open. */
  declare record: object | null;

  /** Begins the range. What torch.compile records has none of the program's: a replay is an event of its own. */
  __enter__(): this {
    this.record = watching.by === null
      ? op<object>('profiler::_record_function_enter_new')(this.name, this.args) : null;
    return this;
  }

  /** Ends the range. */
  __exit__(): void {
    const { record } = this;
    if (record === null) {
      if (watching.by === null) throw new AssertionError('Expected record to be set');
      return;
    }
    this.record = null;
    op<unknown>('profiler::_record_function_exit._RecordFunction')(record);
  }

  /** `using` reads this where the block begins. */
  get [Symbol.dispose](): () => void {
    return entered(this);
  }
}

/** A range, which wraps functions too: each call is one. */
export interface record_function extends RangeBase {
  /** The function, in a range of this name each time. */
  <F extends AnyFunction>(func: F): F;
}

/** The class of ranges. */
export interface RecordFunctionClass {
  /** A range, for `using` or to wrap a function. */
  new (name: string, args?: string | null): record_function;
  /** A range, for `using` or to wrap a function. */
  (name: string, args?: string | null): record_function;
  /** Runs a function within a range and gives what it gives; the range of an async one ends with its promise. */
  <T>(name: string, body: () => T): T;
  /** Runs a function within a range and gives what it gives; the range of an async one ends with its promise. */
  <T>(name: string, args: string | null, body: () => T): T;
  readonly prototype: record_function;
}

function rangeOf(name: string, args: string | null): record_function {
  const range = function (func: AnyFunction): AnyFunction {
    if (typeof func !== 'function') throw new TypeError(`'${pythonType(func)}' object is not callable`);
    const wrapped = function (this: unknown, ...given: never[]): unknown {
      return within(rangeOf(name, args), () => func.apply(this, given));
    };
    return Object.defineProperty(wrapped, 'name', { value: func.name });
  } as unknown as record_function;
  Object.setPrototypeOf(range, RangeBase.prototype);
  Object.defineProperty(range, 'name', { value: name, writable: true });
  return Object.assign(range, { args, record: null });
}

/**
 * A range of the program that profiles show by its name (`torch.profiler.record_function`):
 * `record_function('step', () => ...)` runs a function in it, `using _ = record_function('step')` holds to the end of
 * the block, `record_function('step')(func)` is the function with a range around each call.
 */
export const record_function = function (...args: unknown[]): unknown {
  const [given, body] = bodyOf<() => unknown>(args);
  const [name, more] = takes.list(given);
  const range = rangeOf(name, more);
  return body === undefined ? range : within(range, body);
} as unknown as RecordFunctionClass;
Object.defineProperty(record_function, 'name', { value: 'record_function' });
Object.defineProperty(record_function, 'prototype', { value: RangeBase.prototype });

/** Runs a part of the library's in a range, if anybody looks. */
export function ranged<T>(name: () => string, body: () => T): T {
  return looking.count === 0 || watching.by !== null ? body() : within(rangeOf(name(), null), body);
}
