import { switches } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import { signature } from '../arguments/signature.js';
import { context } from '../autograd/context.js';
import { checkedSwitch } from './module.js';

/** Whether NNPACK works on this machine (`torch.backends.nnpack.is_available`). */
export const is_available = signature('is_available() -> bool').define(() => op<boolean>('aten::_nnpack_available')());

/** Says whether NNPACK is used, and gives back what held before, in a list (`torch.backends.nnpack.set_flags`). */
export const set_flags = signature('set_flags(_enabled: bool) -> list[bool]').define((_enabled) => {
  const before = switches.read_switch('nnpack_enabled');
  switches.write_switch('nnpack_enabled', checkedSwitch('set_enabled_NNPACK', _enabled));
  return [before];
});

/** A context in which NNPACK is used, or not (`torch.backends.nnpack.flags`). */
export const flags = context(signature('flags(enabled: bool = False)'), (enabled) => {
  const [before] = set_flags(enabled);
  return () => void set_flags(before!);
});
