import { cuda, switches } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { tensor } from '../tensor/factories.js';
import { bfloat16 } from '../values/dtype.js';
import { get_device_properties } from './device.js';
import { is_available } from './init.js';

/** The processors that this libtorch has kernels for: `'sm_90'` (`torch.cuda.get_arch_list`). */
export const get_arch_list = signature('get_arch_list() -> list[str]').define(() => {
  const found = (cuda.cuda_config() ?? '').matchAll(/arch=compute_\w+,code=(\w+)/g);
  return [...new Set(Array.from(found, ([, code]) => code!))];
});

/** What NVIDIA's compiler was told so that it makes these kernels (`torch.cuda.get_gencode_flags`). */
export const get_gencode_flags = signature('get_gencode_flags() -> str').define(() =>
  get_arch_list().map((arch) => {
    const [kind, number] = arch.split('_') as [string, string];
    return `-gencode compute=compute_${number},code=${kind}_${number}`;
  }).join(' '));

/** Whether libtorch has kernels for half precision (`torch.cuda.has_half`). */
export const has_half = true;

/** Whether libtorch has MAGMA, a library for linear algebra (`torch.cuda.has_magma`). */
export const has_magma = switches.read_switch('has_magma');

/** Whether the current device computes bfloat16, slowly counted in (`torch.cuda.is_bf16_supported`). */
export const is_bf16_supported = signature('is_bf16_supported(including_emulation: bool = True) -> bool').define(
  (including_emulation) => {
    if (!is_available()) return false;
    if (get_device_properties().major >= 8) return true;
    if (!including_emulation) return false;
    try {
      tensor([1], { dtype: bfloat16, device: 'cuda' }).dispose();
      return true;
    } catch {
      return false;
    }
  });

/** Whether the current device computes TF32, float32 of fewer digits (`torch.cuda.is_tf32_supported`). */
export const is_tf32_supported = signature('is_tf32_supported() -> bool').define(() => is_bf16_supported(false));
