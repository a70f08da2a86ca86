/** The names of before 0.4, without the underscore: each warns and does the same. */
import { warn } from '../../python/warnings.js';
import { constant_, dirac_, eye_ } from './constant.js';
import { kaiming_normal_, kaiming_uniform_, xavier_normal_, xavier_uniform_ } from './fan.js';
import { normal_, orthogonal_, sparse_, uniform_ } from './random.js';

function deprecated<F extends (...args: never[]) => unknown>(fn: F): F {
  const newName = fn.name;
  const oldName = newName.slice(0, -1);
  const made = (...args: never[]): unknown => {
    warn('FutureWarning', `\`nn.init.${oldName}\` is now deprecated in favor of \`nn.init.${newName}\`.`);
    return fn(...args);
  };
  return Object.defineProperty(made, 'name', { value: oldName }) as F;
}

/** Deprecated: {@link uniform_} (`torch.nn.init.uniform`). */
export const uniform = deprecated(uniform_);
/** Deprecated: {@link normal_} (`torch.nn.init.normal`). */
export const normal = deprecated(normal_);
/** Deprecated: {@link constant_} (`torch.nn.init.constant`). */
export const constant = deprecated(constant_);
/** Deprecated: {@link eye_} (`torch.nn.init.eye`). */
export const eye = deprecated(eye_);
/** Deprecated: {@link dirac_} (`torch.nn.init.dirac`). */
export const dirac = deprecated(dirac_);
/** Deprecated: {@link xavier_uniform_} (`torch.nn.init.xavier_uniform`). */
export const xavier_uniform = deprecated(xavier_uniform_);
/** Deprecated: {@link xavier_normal_} (`torch.nn.init.xavier_normal`). */
export const xavier_normal = deprecated(xavier_normal_);
/** Deprecated: {@link kaiming_uniform_} (`torch.nn.init.kaiming_uniform`). */
export const kaiming_uniform = deprecated(kaiming_uniform_);
/** Deprecated: {@link kaiming_normal_} (`torch.nn.init.kaiming_normal`). */
export const kaiming_normal = deprecated(kaiming_normal_);
/** Deprecated: {@link orthogonal_} (`torch.nn.init.orthogonal`). */
export const orthogonal = deprecated(orthogonal_);
/** Deprecated: {@link sparse_} (`torch.nn.init.sparse`). */
export const sparse = deprecated(sparse_);
