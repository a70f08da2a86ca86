import { inBlock, Mode, runInMode } from '../autograd/mode.js';
import { typeName } from '../values/type_name.js';

/** What begins a mode, and gives back what ends it. */
export type Enter = () => () => void;

/**
 * What `using` gets of an object that stands for Python's `with object:`. The mode begins when the block does, as often
 * as there is a block.
 */
export function beginBlock(name: string, enter: Enter): () => void {
  const mode = inBlock(new Mode(name, enter()));
  const dispose = mode[Symbol.dispose];
  return () => dispose.call(mode);
}

/** Runs a function in the mode, which ends whatever happens. Throws a TypeError for an async one. */
export function runBlock<T>(name: string, enter: Enter, body: () => T): T {
  if (typeof body !== 'function') {
    throw new TypeError(`${name}(): expected a function to run in the mode, not ${typeName(body)}`);
  }
  return runInMode(name, new Mode(name, enter()), body);
}
