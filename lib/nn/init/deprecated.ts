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

export const uniform = deprecated(uniform_);
export const normal = deprecated(normal_);
export const constant = deprecated(constant_);
export const eye = deprecated(eye_);
export const dirac = deprecated(dirac_);
export const xavier_uniform = deprecated(xavier_uniform_);
export const xavier_normal = deprecated(xavier_normal_);
export const kaiming_uniform = deprecated(kaiming_uniform_);
export const kaiming_normal = deprecated(kaiming_normal_);
export const orthogonal = deprecated(orthogonal_);
export const sparse = deprecated(sparse_);
