import { signature } from '../arguments/signature.js';
import { context, type Mode } from '../autograd/mode.js';

let skipping = false;

/** Whether bytes of storages are left out. */
export const skips_data = (): boolean => skipping;

const takes = signature('skip_data(materialize_fake_tensors: bool = False, body: Body = None)');

/**
 * Leaves out the bytes of storages (`torch.serialization.skip_data`): what is saved has room for them, zeros, to be
 * filled in later; what is loaded has storages of the right sizes that nothing was read into. There are no fake tensors
 * here that `materialize_fake_tensors` could be about. For `body`, or with `using` for the rest of the block.
 */
export function skip_data(materialize_fake_tensors?: boolean): Mode;
export function skip_data<T>(body: () => T): T;
export function skip_data<T>(materialize_fake_tensors: boolean, body: () => T): T;
export function skip_data(...args: unknown[]): unknown {
  const given = typeof args[0] === 'function' ? [false, ...args] : args;
  const [, body] = takes.list(given);
  return context('skip_data', () => {
    const before = skipping;
    skipping = true;
    return () => (skipping = before);
  }, body);
}
