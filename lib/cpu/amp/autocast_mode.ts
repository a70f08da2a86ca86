/** `torch.cpu.amp.autocast_mode`. */
import {
  AutocastBase, face, instanceOf, type autocast as Autocast, type DeviceAutocastClass,
} from '../../amp/autocast.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import { bfloat16 } from '../../values/dtype.js';

const takes = signature(`cpu.amp.autocast.__init__(self, enabled: bool = True, dtype: dtype = None,
  cache_enabled: bool = True)`);

/** See {@link autocast}. */
export type AutocastClass = DeviceAutocastClass<typeof takes.args>;

const prototype = Object.create(AutocastBase.prototype as object) as Autocast;

/**
 * See {@link torch.autocast}, for 'cpu' and bfloat16 unless another dtype is named; deprecated
 * (`torch.cpu.amp.autocast`).
 */
export const autocast: AutocastClass = face<AutocastClass>(prototype, (args) => {
  const [enabled, dtype, cache_enabled] = takes.list(args, 'autocast.__init__');
  warn('FutureWarning', '`torch.cpu.amp.autocast(args...)` is deprecated. Please use ' +
    "`torch.amp.autocast('cpu', args...)` instead.");
  return instanceOf(prototype, 'cpu', dtype ?? bfloat16, enabled, cache_enabled);
});
