import { native } from './binding.js';
import { signature } from '../arguments/signature.js';
import { bindDefaults } from '../values/defaults.js';
import { dtype, dtypeOf } from '../values/dtype.js';

/** The dtype of tensors made of plain numbers (`torch.get_default_dtype`): float32, unless set otherwise. */
export function get_default_dtype(): dtype {
  return dtypeOf(native.get_default_dtype());
}

/** Sets it, for the whole process (`torch.set_default_dtype`). Throws a TypeError for a dtype that is no float. */
export const set_default_dtype = signature('set_default_dtype(d: dtype) -> None').define((d) => {
  if (!(d instanceof dtype)) {
    throw new TypeError('invalid dtype object: only floating-point types are supported as the default type');
  }
  native.set_default_dtype(d.code);
});

bindDefaults({
  dtype: get_default_dtype,
  deviceType: () => 'cpu',
  cudaDevice: () => (native.cuda_device_count() === 0 ? 0 : native.cuda_current_device()),
});
