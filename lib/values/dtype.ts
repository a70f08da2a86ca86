import { byCode, Constant } from './constant.js';
import { RuntimeError } from './errors.js';

type Kind = 'float' | 'complex' | 'signed' | 'unsigned' | 'bool' | 'bits' | 'quantized';

/** The type of a tensor's elements (`torch.dtype`): one constant each, so `t.dtype === torch.float32` compares. */
export class dtype extends Constant {
  declare private readonly brand: 'dtype';
  readonly #kind: Kind;
  /** Bytes of one element. */
  readonly itemsize: number;
  /** C++ name of the type, as in `FloatTensor` and in libtorch's messages. */
  readonly scalarType: string;

  constructor(code: number, name: string, scalarType: string, itemsize: number, kind: Kind) {
    super(name, code);
    this.#kind = kind;
    this.itemsize = itemsize;
    this.scalarType = scalarType;
  }

  get is_floating_point(): boolean {
    return this.#kind === 'float';
  }

  get is_complex(): boolean {
    return this.#kind === 'complex';
  }

  /** Whether negative values exist; throws a RuntimeError for bits and quantized types, which leave it open. */
  get is_signed(): boolean {
    if (this.#kind === 'bits') throw new RuntimeError('Bits types are undefined');
    if (this.#kind === 'quantized') throw new RuntimeError('isSignedType not supported for quantized types');
    return this.#kind !== 'unsigned' && this.#kind !== 'bool' && this !== float8_e8m0fnu;
  }

  /** Whether the elements are quantized integers: no arithmetic, a scale and a zero point beside them. */
  get isQuantized(): boolean {
    return this.#kind === 'quantized';
  }

  /** Whether the elements are integers that one computes with; neither bool nor bits are. */
  get isIntegral(): boolean {
    return this.#kind === 'signed' || this.#kind === 'unsigned';
  }

  /** The dtype of the real part; a real dtype answers itself (`torch.dtype.to_real`). */
  to_real(): dtype {
    return complexOfReal.find(([, complex]) => complex === this)?.[0] ?? this;
  }

  /** The complex dtype with such parts; throws a RuntimeError where there is none (`torch.dtype.to_complex`). */
  to_complex(): dtype {
    if (this.is_complex) return this;
    const found = complexOfReal.find(([real]) => real === this);
    if (found === undefined) throw new RuntimeError(`Unknown Complex ScalarType for ${this.scalarType}`);
    return found[1];
  }
}

// The order and the numbers are those of c10::ScalarType, which only ever grows at its end.
export const uint8 = new dtype(0, 'uint8', 'Byte', 1, 'unsigned');
export const int8 = new dtype(1, 'int8', 'Char', 1, 'signed');
export const int16 = new dtype(2, 'int16', 'Short', 2, 'signed');
export const int32 = new dtype(3, 'int32', 'Int', 4, 'signed');
export const int64 = new dtype(4, 'int64', 'Long', 8, 'signed');
export const float16 = new dtype(5, 'float16', 'Half', 2, 'float');
export const float32 = new dtype(6, 'float32', 'Float', 4, 'float');
export const float64 = new dtype(7, 'float64', 'Double', 8, 'float');
export const complex32 = new dtype(8, 'complex32', 'ComplexHalf', 4, 'complex');
export const complex64 = new dtype(9, 'complex64', 'ComplexFloat', 8, 'complex');
export const complex128 = new dtype(10, 'complex128', 'ComplexDouble', 16, 'complex');
export const bool = new dtype(11, 'bool', 'Bool', 1, 'bool');
export const qint8 = new dtype(12, 'qint8', 'QInt8', 1, 'quantized');
export const quint8 = new dtype(13, 'quint8', 'QUInt8', 1, 'quantized');
export const qint32 = new dtype(14, 'qint32', 'QInt32', 4, 'quantized');
export const bfloat16 = new dtype(15, 'bfloat16', 'BFloat16', 2, 'float');
export const quint4x2 = new dtype(16, 'quint4x2', 'QUInt4x2', 1, 'quantized');
export const quint2x4 = new dtype(17, 'quint2x4', 'QUInt2x4', 1, 'quantized');
export const bits1x8 = new dtype(18, 'bits1x8', 'Bits1x8', 1, 'bits');
export const bits2x4 = new dtype(19, 'bits2x4', 'Bits2x4', 1, 'bits');
export const bits4x2 = new dtype(20, 'bits4x2', 'Bits4x2', 1, 'bits');
export const bits8 = new dtype(21, 'bits8', 'Bits8', 1, 'bits');
export const bits16 = new dtype(22, 'bits16', 'Bits16', 2, 'bits');
export const float8_e5m2 = new dtype(23, 'float8_e5m2', 'Float8_e5m2', 1, 'float');
export const float8_e4m3fn = new dtype(24, 'float8_e4m3fn', 'Float8_e4m3fn', 1, 'float');
export const float8_e5m2fnuz = new dtype(25, 'float8_e5m2fnuz', 'Float8_e5m2fnuz', 1, 'float');
export const float8_e4m3fnuz = new dtype(26, 'float8_e4m3fnuz', 'Float8_e4m3fnuz', 1, 'float');
export const uint16 = new dtype(27, 'uint16', 'UInt16', 2, 'unsigned');
export const uint32 = new dtype(28, 'uint32', 'UInt32', 4, 'unsigned');
export const uint64 = new dtype(29, 'uint64', 'UInt64', 8, 'unsigned');
export const uint1 = new dtype(30, 'uint1', 'UInt1', 1, 'unsigned');
export const uint2 = new dtype(31, 'uint2', 'UInt2', 1, 'unsigned');
export const uint3 = new dtype(32, 'uint3', 'UInt3', 1, 'unsigned');
export const uint4 = new dtype(33, 'uint4', 'UInt4', 1, 'unsigned');
export const uint5 = new dtype(34, 'uint5', 'UInt5', 1, 'unsigned');
export const uint6 = new dtype(35, 'uint6', 'UInt6', 1, 'unsigned');
export const uint7 = new dtype(36, 'uint7', 'UInt7', 1, 'unsigned');
export const int1 = new dtype(37, 'int1', 'Int1', 1, 'signed');
export const int2 = new dtype(38, 'int2', 'Int2', 1, 'signed');
export const int3 = new dtype(39, 'int3', 'Int3', 1, 'signed');
export const int4 = new dtype(40, 'int4', 'Int4', 1, 'signed');
export const int5 = new dtype(41, 'int5', 'Int5', 1, 'signed');
export const int6 = new dtype(42, 'int6', 'Int6', 1, 'signed');
export const int7 = new dtype(43, 'int7', 'Int7', 1, 'signed');
export const float8_e8m0fnu = new dtype(44, 'float8_e8m0fnu', 'Float8_e8m0fnu', 1, 'float');
export const float4_e2m1fn_x2 = new dtype(45, 'float4_e2m1fn_x2', 'Float4_e2m1fn_x2', 1, 'float');
export const bcomplex32 = new dtype(46, 'bcomplex32', 'BComplex32', 4, 'complex');

/** Every dtype, in the order of libtorch's numbers. */
export const dtypes: readonly dtype[] = [
  uint8, int8, int16, int32, int64, float16, float32, float64, complex32, complex64, complex128, bool,
  qint8, quint8, qint32, bfloat16, quint4x2, quint2x4, bits1x8, bits2x4, bits4x2, bits8, bits16,
  float8_e5m2, float8_e4m3fn, float8_e5m2fnuz, float8_e4m3fnuz, uint16, uint32, uint64,
  uint1, uint2, uint3, uint4, uint5, uint6, uint7, int1, int2, int3, int4, int5, int6, int7,
  float8_e8m0fnu, float4_e2m1fn_x2, bcomplex32,
];

const complexOfReal: readonly (readonly [dtype, dtype])[] = [
  [float16, complex32], [float32, complex64], [float64, complex128], [bfloat16, bcomplex32],
];

/** The dtype with libtorch's number for it (c10::ScalarType). */
export const dtypeOf = byCode('dtype', dtypes);

// PyTorch's second names.
export const float = float32;
export const double = float64;
export const half = float16;
export const short = int16;
export const int = int32;
export const long = int64;
export const bit = uint1;
export const chalf = complex32;
export const cfloat = complex64;
export const cdouble = complex128;
