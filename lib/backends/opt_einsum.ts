/**
 * `torch.backends.opt_einsum`: a package of Python's that is never there, so `torch.einsum` goes from left to right.
 */
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { py_repr } from '../python/repr.js';
import { ValueError } from '../values/errors.js';

/** Whether the package is there: false (`torch.backends.opt_einsum.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => false);

/** The package: null (`torch.backends.opt_einsum.get_opt_einsum`). */
export const get_opt_einsum = signature('get_opt_einsum() -> None').define(() => null as never);

/** In which order products are made. */
export type Strategy = 'auto' | 'greedy' | 'optimal';

/** What `torch.backends.opt_einsum` lets be assigned: kept, and without effect. */
export interface OptEinsumFlags {
  enabled: boolean;
  strategy: Strategy | null;
}

let wanted = false;

/**
 * Gives back what holds, and throws a ValueError for what needs the package (`torch.backends.opt_einsum.set_flags`).
 */
export const set_flags = signature(
  'set_flags(_enabled: bool = None, _strategy: Strategy = None) -> tuple[bool, Strategy | None]',
).define((_enabled, _strategy) => {
  const before: [boolean, Strategy | null] = [wanted, null];
  if (_enabled) {
    const shown = typeof _enabled === 'string' ? _enabled : py_repr(_enabled);
    throw new ValueError(`opt_einsum is not available, so setting \`enabled\` to ${shown} will not reap the benefits of ` +
      'calculating an optimal path for einsum. torch.einsum will fall back to contracting from left to right. To enable ' +
      'this optimal path calculation, please install opt-einsum.');
  }
  if (_enabled !== null) wanted = _enabled;
  if (_strategy !== null) {
    throw new ValueError(`opt_einsum is not available, so setting \`strategy\` to ${_strategy} will not be meaningful. ` +
      'torch.einsum will bypass path calculation and simply contract from left to right. Please install opt_einsum or ' +
      'unset `strategy`.');
  }
  return before;
});

/** A context with other settings (`torch.backends.opt_einsum.flags`). */
export const flags = context(signature('flags(enabled: bool = None, strategy: Strategy = None)'), (enabled, strategy) => {
  const before = set_flags(enabled, strategy);
  return () => void set_flags(...before);
});
