/** `torch._dynamo.explain`: what compiling a function comes to. */
import type { AnyModule } from '../nn/module.js';
import { Module } from '../nn/module.js';
import { watching } from '../addon/recording.js';
import { RuntimeError } from '../values/errors.js';
import { CompiledFunction, type AnyFunction, type GraphBreak } from './compiled_function.js';
import { checkOptions } from './options.js';
import { watched } from './watchers.js';

/** What {@link explain} found (`torch._dynamo.backends.debugging.ExplainOutput`); its text is for people. */
export class ExplainOutput {
  /** How many recordings the call consists of. */
  readonly graph_count: number;
  /** How many functions and modules could not be recorded as a whole. */
  readonly graph_break_count: number;
  /** Operators in all recordings. */
  readonly op_count: number;

  constructor(
    /** Why, and where in the program, the innermost frame first. */
    readonly break_reasons: readonly GraphBreak[],
    /** The operators of each recording in the order of replay, forward and backward. */
    readonly ops_per_graph: readonly (readonly string[])[],
  ) {
    this.graph_count = ops_per_graph.length;
    this.graph_break_count = break_reasons.length;
    this.op_count = ops_per_graph.reduce((sum, ops) => sum + ops.length, 0);
  }

  toString(): string {
    const lines = [
      `Graph Count: ${this.graph_count}`, `Graph Break Count: ${this.graph_break_count}`, `Op Count: ${this.op_count}`,
      'Break Reasons:',
      ...this.break_reasons.flatMap(({ reason, user_stack }, i) => [
        `  Break Reason ${i + 1}:`, `    Reason: ${reason}`, '    User Stack:',
        ...user_stack.map((each) => `      ${each}`),
      ]),
      'Ops per Graph:',
      ...this.ops_per_graph.flatMap((ops, i) => [`  Ops ${i + 1}:`, ...ops.map((each) => `    ${each}`)]),
    ];
    return `${lines.join('\n')}\n`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/**
 * Calls a function as `torch.compile` would and says what became of it: `explain(f)(x)` (`torch._dynamo.explain`). It
 * runs the function once, and where it cannot be recorded as a whole a second time, for the modules that it calls.
 */
export function explain<Inputs extends unknown[]>(f: (...args: Inputs) => unknown): (...args: Inputs) => ExplainOutput {
  if (typeof f !== 'function') throw new TypeError('explain() expects a function or a module');
  if (watching.by?.records === true) throw new RuntimeError('explain() was called while a function is recorded');
  const isModule = (f as unknown) instanceof Module;
  return (...args) => {
    const made = new CompiledFunction(f as AnyFunction, checkOptions({ dynamic: false, verify: 0 }),
      isModule ? (f as unknown as AnyModule).constructor.name : undefined);
    const call = (): unknown => made.call(undefined, args);
    watched(null, call);
    if (made.breaks.length > 0) watched(null, call);
    const all = everything(made);
    return new ExplainOutput(all.flatMap(({ breaks }) => breaks), all.flatMap(({ entries }) => entries.map(
      ({ recording }) => recording.text().split('\n').filter((line) => line !== '' && line !== 'backward:'))));
  };
}

function everything(made: CompiledFunction): CompiledFunction[] {
  return [made, ...made.inner.flatMap(everything)];
}
