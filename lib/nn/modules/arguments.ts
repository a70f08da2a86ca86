import type { DeviceLike } from '../../values/device.js';
import type { dtype } from '../../values/dtype.js';
import type { SomeNamed } from '../../tensor/operator_types.js';
import { namedArguments } from '../../arguments/named.js';

/** Where a module puts its parameters, and of which dtype they are. */
export interface FactoryOptions {
  readonly device?: DeviceLike | null;
  readonly dtype?: dtype | null;
}

type Positional<Fields, Order extends readonly (keyof Fields)[]> = Order extends readonly [
  ...infer Head extends readonly (keyof Fields)[],
  infer Last extends keyof Fields,
]
  ? undefined extends Fields[Last]
    ? [...Values<Fields, Head>, Fields[Last]?] | Positional<Fields, Head>
    : Values<Fields, Order>
  : [];

type Values<Fields, Order extends readonly (keyof Fields)[]> = {
  [Index in keyof Order]: Exclude<Fields[Order[Index]], undefined>;
};

/** The arguments of a constructor: by position in this order, and one trailing object that names the rest. */
export type Arguments<Fields, Order extends readonly (keyof Fields)[]> =
  | Positional<Fields, Order>
  | SomeNamed<Fields, Order>;

/** Reads a constructor's {@link Arguments}; throws Python's TypeErrors. */
export function constructorArguments<Fields extends object>(
  name: string, order: readonly (keyof Fields & string)[], required: number, args: readonly unknown[],
): Fields {
  return namedArguments<Fields>(`${name}.__init__`, order, required, args) as Fields;
}
