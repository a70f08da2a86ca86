import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the library lies: its own lines say nothing to whoever called it. */
const own = path.join(path.dirname(fileURLToPath(import.meta.url)), '..') + path.sep;

/** The lines of JavaScript that are running, as V8 writes them, the innermost first; the library's own left out. */
export function callStack(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack.split('\n').slice(1).filter((line) => {
    const text = line.replaceAll('file://', '');
    return !text.includes(own) && !/\(?node:|<anonymous>\)?$/.test(text);
  }).map((line) => line.trim());
}
