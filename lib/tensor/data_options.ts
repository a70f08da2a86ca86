import { isDeviceLike, type DeviceLike } from '../values/device.js';
import { dtype } from '../values/dtype.js';
import { optionsOf } from '../arguments/named.js';
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

/** The options of `fn`, those left out that are null. Throws PyTorch's TypeErrors for other names and other values. */
export function dataOptions<Name extends keyof DataOptions>(
  fn: string, options: DataOptions | null | undefined, names: readonly Name[],
): Pick<DataOptions, Name> {
  const given = optionsOf<DataOptions>(fn, options, names) as { [name: string]: unknown };
  for (const name of names) {
    const value = given[name];
    if (value === undefined) continue;
    const { type, fits, optional } = kinds[name];
    if (value === null && optional) given[name] = undefined;
    else if (!fits(value)) throw new TypeError(`${fn}(): argument '${name}' must be ${type}, not ${typeName(value)}`);
  }
  return given as Pick<DataOptions, Name>;
}
