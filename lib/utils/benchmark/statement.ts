/** What a timer runs: a function, or the text of statements. */
import { notAsync } from '../../arguments/asynchronous.js';

/** A function, or statements as text. */
export type Statement = string | (() => unknown);

/** Runs so many times, and says how many seconds that took. */
export type Timed = (number: number, timer: () => number) => number;

/** Without the spaces that all lines begin with, and a first line that is empty. */
export function dedented(text: string): string {
  const lines = text.split('\n').map((line) => (line.trim() === '' ? '' : line));
  const margins = lines.filter((line) => line !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const margin = margins.length === 0 ? 0 : Math.min(...margins);
  return lines.map((line) => line.slice(margin)).join('\n').replace(/^\n/, '').trimEnd();
}

/** What texts show of a statement: of a function that only computes an expression that, else all of it. */
export function textOf(statement: Statement): string {
  if (typeof statement === 'string') return dedented(statement);
  const source = Function.prototype.toString.call(statement);
  const expression = /^\(\)\s*=>\s*(?!\{)([\s\S]*)$/.exec(source)?.[1];
  return dedented(expression ?? source);
}

const complaint = (): string =>
  'Timer(): the statement is async, and only the time to its first await would be measured. Make it synchronous';

/** A loop over the statement. `globals` are what texts know by name. */
export function timed(statement: Statement, setup: Statement, globals: Readonly<Record<string, unknown>>): Timed {
  if (typeof statement === 'function') {
    const prepare = typeof setup === 'function' ? setup : compiled('', setup, globals);
    return (number, timer) => {
      prepare();
      const begin = timer();
      // The last result alone is looked at, so that the loop does nothing else.
      let result: unknown;
      for (let i = 0; i < number; i++) result = statement();
      const seconds = timer() - begin;
      notAsync(result, complaint);
      return seconds;
    };
  }
  if (typeof setup === 'function') {
    const loop = compiled(statement, '', globals);
    return (number, timer) => {
      setup();
      return loop(number, timer) as number;
    };
  }
  return compiled(statement, setup, globals) as Timed;
}

/** One function of both texts: what the set-up declares, the statement knows. */
function compiled(
  statement: string, setup: string, globals: Readonly<Record<string, unknown>>,
): (number?: number, timer?: () => number) => unknown {
  const pass = (text: string): string => (text === 'pass' ? '' : text);
  // Statements as text are programs: that they run is what they are for.
  const make = new Function(...Object.keys(globals), `return function (__number, __timer) {
${pass(setup)}
;if (__timer === undefined) return undefined;
const __begin = __timer();
for (let __i = 0; __i < __number; __i++) {
${pass(statement)}
}
return __timer() - __begin;
}`) as (...values: unknown[]) => (number?: number, timer?: () => number) => unknown;
  return make(...Object.values(globals));
}
