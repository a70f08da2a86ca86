import { callable } from '../python/callable.js';
import { defaults } from '../values/defaults.js';
import {
  bfloat16, bool, dtype, float16, float32, float64, float8_e4m3fn, float8_e4m3fnuz, float8_e5m2, float8_e5m2fnuz,
  float8_e8m0fnu, int16, int32, int64, int8, qint32, qint8, quint2x4, quint4x2, quint8, uint16, uint32, uint64, uint8,
} from '../values/dtype.js';
import { NotImplementedError } from '../values/errors.js';
import { signature } from '../arguments/signature.js';
import { formatGeneral } from '../python/format.js';
import { typeName } from '../values/type_name.js';

interface Limits {
  /** Distance from 1 to the next number. */
  eps: number;
  max: number;
  /** Smallest positive number that keeps all its digits. */
  tiny: number;
  /** 10 to the minus number of decimal digits that survive. */
  resolution: number;
  /** Where it is not -max. */
  min?: number;
}

const limits = new Map<dtype, Limits>([
  [float64, { eps: 2 ** -52, max: Number.MAX_VALUE, tiny: 2 ** -1022, resolution: 1e-15 }],
  [float32, { eps: 2 ** -23, max: (2 - 2 ** -23) * 2 ** 127, tiny: 2 ** -126, resolution: 1e-6 }],
  [float16, { eps: 2 ** -10, max: 65504, tiny: 2 ** -14, resolution: 1e-3 }],
  [bfloat16, { eps: 2 ** -7, max: (2 - 2 ** -7) * 2 ** 127, tiny: 2 ** -126, resolution: 1e-2 }],
  [float8_e5m2, { eps: 2 ** -2, max: 57344, tiny: 2 ** -14, resolution: 1 }],
  [float8_e4m3fn, { eps: 2 ** -3, max: 448, tiny: 2 ** -6, resolution: 1 }],
  [float8_e5m2fnuz, { eps: 2 ** -2, max: 57344, tiny: 2 ** -15, resolution: 1 }],
  [float8_e4m3fnuz, { eps: 2 ** -3, max: 240, tiny: 2 ** -7, resolution: 1 }],
  [float8_e8m0fnu, { eps: 1, max: 2 ** 127, tiny: 2 ** -127, resolution: 1, min: 2 ** -127 }],
]);

class FloatInfo {
  readonly #dtype: dtype;
  readonly #limits: Limits;

  constructor(type: dtype = defaults().dtype()) {
    checkDtype('finfo', type);
    if (!type.is_floating_point && !type.is_complex) {
      throw new TypeError(`torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'`);
    }
    const real = type.to_real();
    const found = limits.get(real);
    if (found === undefined) throw new NotImplementedError(`"epsilon" not implemented for '${real.scalarType}'`);
    this.#dtype = real;
    this.#limits = found;
  }

  get bits(): number {
    return this.#dtype.itemsize * 8;
  }

  /** Distance from 1 to the next number. */
  get eps(): number {
    return this.#limits.eps;
  }

  get max(): number {
    return this.#limits.max;
  }

  get min(): number {
    return this.#limits.min ?? -this.#limits.max;
  }

  /** Smallest positive number that keeps all its digits. */
  get smallest_normal(): number {
    return this.#limits.tiny;
  }

  /** The same as `smallest_normal`. */
  get tiny(): number {
    return this.#limits.tiny;
  }

  /** 10 to the minus number of decimal digits that survive. */
  get resolution(): number {
    return this.#limits.resolution;
  }

  /** The name of the dtype; of a complex one, that of its parts. */
  get dtype(): string {
    return this.#dtype.name;
  }

  toString(): string {
    const { resolution, min, max, eps, smallest_normal, tiny } = this;
    const numbers = Object.entries({ resolution, min, max, eps, smallest_normal, tiny });
    return `finfo(${numbers.map(([name, x]) => `${name}=${formatGeneral(x)}`).join(', ')}, dtype=${this.dtype})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** Each integer dtype with the range of its elements; the packed quantized ones have that of the byte around them. */
const ranges = new Map<dtype, readonly [signed: boolean, bits: number]>([
  [uint8, [false, 8]], [uint16, [false, 16]], [uint32, [false, 32]], [uint64, [false, 64]],
  [int8, [true, 8]], [int16, [true, 16]], [int32, [true, 32]], [int64, [true, 64]],
  [qint8, [true, 8]], [qint32, [true, 32]], [quint8, [false, 8]], [quint4x2, [false, 8]], [quint2x4, [false, 8]],
]);

class IntInfo {
  readonly #dtype: dtype;
  readonly #signed: boolean;
  readonly bits: number;

  constructor(type: dtype) {
    checkDtype('iinfo', type);
    if (type === bool) throw new TypeError('torch.bool is not supported by torch.iinfo');
    const range = ranges.get(type);
    if (range === undefined) {
      throw new TypeError(`torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'`);
    }
    this.#dtype = type;
    [this.#signed, this.bits] = range;
  }

  /** The largest value; a bigint where a number could not hold it (64 bits). */
  get max(): number | bigint {
    return this.#exact((1n << BigInt(this.#signed ? this.bits - 1 : this.bits)) - 1n);
  }

  /** The smallest value; a bigint where a number could not hold it (64 bits). */
  get min(): number | bigint {
    return this.#exact(this.#signed ? -(1n << BigInt(this.bits - 1)) : 0n);
  }

  /** The name of the dtype. */
  get dtype(): string {
    return this.#dtype.name;
  }

  toString(): string {
    const [min, max] = [Number(this.min), Number(this.max)].map((x) => formatGeneral(x));
    return `iinfo(min=${min}, max=${max}, dtype=${this.dtype})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  #exact(value: bigint): number | bigint {
    return this.bits === 64 ? value : Number(value);
  }
}

function checkDtype(name: string, type: unknown): void {
  if (type === undefined) throw new TypeError(`${name}() missing 1 required positional arguments: "type"`);
  if (type instanceof dtype) return;
  throw new TypeError(`${name}(): argument 'type' (position 1) must be torch.dtype, not ${typeName(type)}`);
}

const takes = { finfo: signature('finfo(type: dtype = None)'), iinfo: signature('iinfo(type: dtype = None)') };

/** The limits of a floating-point dtype, or of a complex one's parts; throws a TypeError for others (`torch.finfo`). */
export const finfo = callable('finfo', FloatInfo.prototype, (...args: typeof takes.finfo.args) =>
  new FloatInfo(takes.finfo.list(args)[0] ?? undefined));
export type finfo = FloatInfo;

/** The limits of an integer dtype; throws a TypeError for others (`torch.iinfo`). */
export const iinfo = callable('iinfo', IntInfo.prototype, (...args: typeof takes.iinfo.args) =>
  new IntInfo((takes.iinfo.list(args)[0] ?? undefined)!));
export type iinfo = IntInfo;
