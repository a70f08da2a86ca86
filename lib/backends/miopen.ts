import { switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { miopen as attributes } from './attributes.js';

/** What `torch.backends.miopen` lets be assigned. */
export interface MiopenFlags {
  /** Whether AMD's library chooses convolutions at once, without trying; false unless changed. */
  immediate: boolean;
}

/** Sets what is not null, and gives back what held before, in a list (`torch.backends.miopen.set_flags`). */
export const set_flags = signature('set_flags(_immediate: bool = None) -> list[bool]').define((_immediate) => {
  const before = switches.read_switch('miopen_immediate');
  if (_immediate !== null) attributes.immediate.set(_immediate);
  return [before];
});

/** A context with another setting (`torch.backends.miopen.flags`). */
export const flags = context(signature('flags(immediate: bool = False)'), (immediate) => {
  const [before] = set_flags(immediate);
  return () => void set_flags(before!);
});
