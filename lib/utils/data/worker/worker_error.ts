import * as ours from '../../../values/errors.js';
import { isError } from '../../../python/objects.js';
import type { WorkerError } from './protocol.js';

/** An error, or whatever was thrown in its place, as it travels. */
export function describeError(thrown: unknown): WorkerError {
  if (!(isError(thrown))) {
    const message = String(thrown);
    return { name: 'Error', message, stack: `Error: ${message} (no Error object was thrown)`, fields: {} };
  }
  const fields: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(thrown)) {
    if (key !== 'name' && (typeof value === 'string' || typeof value === 'number')) fields[key] = value;
  }
  return { name: thrown.name, message: thrown.message, stack: thrown.stack ?? String(thrown), fields };
}

const classes = new Map<string, new (message: string) => Error>(Object.entries({
  ...ours, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
}).filter(([, value]) => value.prototype instanceof Error || value as unknown === Error) as
  [string, new (message: string) => Error][]);

/**
 * The error of a worker in this thread: of the same class where it is one of JavaScript's or of this library, else an
 * Error of that name. Its message has the worker's stack.
 */
export function remadeError({ name, stack, fields }: WorkerError, worker_id: number): Error {
  const message = `Caught ${name} in DataLoader worker process ${worker_id}.\nOriginal ${stack}`;
  const ErrorClass = classes.get(name);
  const error = ErrorClass === undefined ? Object.assign(new Error(message), { name }) : new ErrorClass(message);
  return Object.assign(error, fields);
}
