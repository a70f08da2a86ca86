import { isDeviceLike, type DeviceLike } from '../values/device.js';
import { dtype } from '../values/dtype.js';
import { typeName } from '../values/type_name.js';

/** What the functions that make a tensor from data take by name, each of them some. */
export interface DataOptions {
  readonly dtype?: dtype;
  readonly device?: DeviceLike | number;
  readonly requires_grad?: boolean;
  readonly pin_memory?: boolean;
  readonly copy?: boolean;
  readonly count?: number;
  readonly offset?: number;
}

interface Kind {
  readonly type: string;
  readonly fits: (value: unknown) => boolean;
  /** Whether null says the same as nothing, as Python's None does. */
  readonly optional: boolean;
}

const flag: Kind = { type: 'bool', fits: (value) => typeof value === 'boolean', optional: false };
const int: Kind = { type: 'int', fits: Number.isInteger, optional: false };
const kinds: { readonly [Name in keyof DataOptions]-?: Kind } = {
  dtype: { type: 'torch.dtype', fits: (value) => value instanceof dtype, optional: true },
  device: { type: 'torch.device', fits: isDeviceLike, optional: true },
  requires_grad: flag,
  pin_memory: flag,
  copy: { ...flag, optional: true },
  count: int,
  offset: int,
};

type Checked<T> = { [Name in keyof T]: NonNullable<T[Name]> | undefined };

/**
 * What a signature read, with undefined in the place of null for what is inferred. Throws PyTorch's TypeErrors for
 * other kinds of values.
 */
export function checkedData<T extends object>(fn: string, given: T): Checked<T> {
  const fields = given as { [name: string]: unknown };
  for (const [name, { type, fits, optional }] of Object.entries(kinds)) {
    const value = fields[name];
    if (value === undefined) continue;
    if (value === null && optional) fields[name] = undefined;
    else if (!fits(value)) throw new TypeError(`${fn}(): argument '${name}' must be ${type}, not ${typeName(value)}`);
  }
  return given as Checked<T>;
}
