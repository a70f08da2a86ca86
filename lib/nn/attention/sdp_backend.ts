import { callable } from '../../python/callable.js';
import { Enumerated } from '../../python/enumeration.js';
import { pythonType } from '../../values/type_name.js';

class SDPBackendImpl extends Enumerated {
  /** To the compiler another enum's member is none. */
  protected declare readonly isSDPBackend: true;
}

/** A way to compute attention (`torch.nn.attention.SDPBackend`). */
export interface SDPBackend extends SDPBackendImpl {}

const make = (value: number): SDPBackend => {
  if (!Number.isInteger(value)) {
    throw new TypeError('__init__(): incompatible constructor arguments. The following argument types are supported:\n' +
      '    1. torch._C._SDPBackend(value: typing.SupportsInt | typing.SupportsIndex)\n\n' +
      `Invoked with: ${pythonType(value)}`);
  }
  return all.find((each) => each.value === value) ?? new SDPBackendImpl('???', value);
};

/** The members have libtorch's numbers (at::SDPBackend). */
const members = {
  /** None of the others can compute it. */
  ERROR: new SDPBackendImpl('ERROR', -1),
  /** By the formula, with the operators that it consists of. */
  MATH: new SDPBackendImpl('MATH', 0),
  FLASH_ATTENTION: new SDPBackendImpl('FLASH_ATTENTION', 1),
  EFFICIENT_ATTENTION: new SDPBackendImpl('EFFICIENT_ATTENTION', 2),
  CUDNN_ATTENTION: new SDPBackendImpl('CUDNN_ATTENTION', 3),
  /** What a device of somebody else's brings. */
  OVERRIDEABLE: new SDPBackendImpl('OVERRIDEABLE', 4),
} as const;

const all: readonly SDPBackend[] = Object.values(members);

/** The ways to compute attention, by name or by libtorch's number (`torch.nn.attention.SDPBackend`). */
export const SDPBackend = Object.assign(
  callable('SDPBackend', SDPBackendImpl.prototype as SDPBackend, make), members);
