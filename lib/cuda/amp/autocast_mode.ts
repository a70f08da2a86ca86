/** `torch.cuda.amp.autocast_mode`. */
import {
  AutocastBase, face, instanceOf, type AnyFunction, type autocast as Autocast, type DeviceAutocastClass,
} from '../../amp/autocast.js';
import * as custom from '../../amp/custom.js';
import type { Wrapper } from '../../amp/custom.js';
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import { float16, type dtype } from '../../values/dtype.js';

const takes = signature(`cuda.amp.autocast.__init__(self, enabled: bool = True, dtype: dtype = None,
  cache_enabled: bool = True)`);

/** See {@link autocast}. */
export type AutocastClass = DeviceAutocastClass<typeof takes.args>;

const prototype = Object.create(AutocastBase.prototype as object) as Autocast;

/**
 * See {@link torch.autocast}, for 'cuda' and float16 unless another dtype is named; deprecated
 * (`torch.cuda.amp.autocast`).
 */
export const autocast: AutocastClass = face<AutocastClass>(prototype, (args) => {
  const [enabled, dtype, cache_enabled] = takes.list(args, 'autocast.__init__');
  warn('FutureWarning', '`torch.cuda.amp.autocast(args...)` is deprecated. Please use ' +
    "`torch.amp.autocast('cuda', args...)` instead.");
  return instanceOf(prototype, 'cuda', dtype ?? float16, enabled, cache_enabled);
});

const wrappers = {
  custom_fwd: signature('cuda.amp.custom_fwd(fwd: AnyFunction = None, *, cast_inputs: dtype = None)'),
  custom_bwd: signature('cuda.amp.custom_bwd(bwd: AnyFunction)'),
};

function deprecated(name: string): void {
  warn('FutureWarning', `\`torch.cuda.amp.${name}(args...)\` is deprecated. Please use ` +
    `\`torch.amp.${name}(args..., device_type='cuda')\` instead.`);
}

/** See {@link torch.amp.custom_fwd}, for 'cuda'; deprecated (`torch.cuda.amp.custom_fwd`). */
export function custom_fwd<F extends AnyFunction>(fwd: F, options?: { readonly cast_inputs?: dtype | null }): F;
export function custom_fwd(options?: { readonly cast_inputs?: dtype | null }): Wrapper;
export function custom_fwd(...args: unknown[]): unknown {
  const [fwd, cast_inputs] = wrappers.custom_fwd.list(args, 'custom_fwd');
  deprecated('custom_fwd');
  const options = { device_type: 'cuda', cast_inputs };
  return fwd === null ? custom.custom_fwd(options) : custom.custom_fwd(fwd, options);
}

/** See {@link torch.amp.custom_bwd}, for 'cuda'; deprecated (`torch.cuda.amp.custom_bwd`). */
export function custom_bwd<F extends AnyFunction>(bwd: F): F {
  const [fn] = wrappers.custom_bwd.list([bwd], 'custom_bwd');
  deprecated('custom_bwd');
  return custom.custom_bwd(fn as F, { device_type: 'cuda' });
}
