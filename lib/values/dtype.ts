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

  /** Whether the elements are real floating-point numbers (`torch.dtype.is_floating_point`). */
  get is_floating_point(): boolean {
    return this.#kind === 'float';
  }

  /** Whether the elements are complex (`torch.dtype.is_complex`). */
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
/** Bytes: integers from 0 to 255 (`torch.uint8`). */
export const uint8 = new dtype(0, 'uint8', 'Byte', 1, 'unsigned');
/** Integers from -128 to 127 (`torch.int8`). */
export const int8 = new dtype(1, 'int8', 'Char', 1, 'signed');
/** Integers of 16 bits (`torch.int16`). */
export const int16 = new dtype(2, 'int16', 'Short', 2, 'signed');
/** Integers of 32 bits (`torch.int32`). */
export const int32 = new dtype(3, 'int32', 'Int', 4, 'signed');
/** Integers of 64 bits, the dtype of indices and targets (`torch.int64`). */
export const int64 = new dtype(4, 'int64', 'Long', 8, 'signed');
/** Floats of 16 bits with 11 of precision, up to 65504 (`torch.float16`). */
export const float16 = new dtype(5, 'float16', 'Half', 2, 'float');
/** Floats of 32 bits, the default dtype (`torch.float32`). */
export const float32 = new dtype(6, 'float32', 'Float', 4, 'float');
/** Floats of 64 bits, as numbers of JavaScript are (`torch.float64`). */
export const float64 = new dtype(7, 'float64', 'Double', 8, 'float');
/** Complex numbers of two float16 (`torch.complex32`). */
export const complex32 = new dtype(8, 'complex32', 'ComplexHalf', 4, 'complex');
/** Complex numbers of two float32 (`torch.complex64`). */
export const complex64 = new dtype(9, 'complex64', 'ComplexFloat', 8, 'complex');
/** Complex numbers of two float64 (`torch.complex128`). */
export const complex128 = new dtype(10, 'complex128', 'ComplexDouble', 16, 'complex');
/** True and false, one byte each (`torch.bool`). */
export const bool = new dtype(11, 'bool', 'Bool', 1, 'bool');
/** Quantized integers of 8 bits with a sign (`torch.qint8`). */
export const qint8 = new dtype(12, 'qint8', 'QInt8', 1, 'quantized');
/** Quantized integers of 8 bits without a sign (`torch.quint8`). */
export const quint8 = new dtype(13, 'quint8', 'QUInt8', 1, 'quantized');
/** Quantized integers of 32 bits (`torch.qint32`). */
export const qint32 = new dtype(14, 'qint32', 'QInt32', 4, 'quantized');
/** Floats of 16 bits with the range of float32 and 8 bits of precision (`torch.bfloat16`). */
export const bfloat16 = new dtype(15, 'bfloat16', 'BFloat16', 2, 'float');
/** Quantized integers of 4 bits, two in a byte (`torch.quint4x2`). */
export const quint4x2 = new dtype(16, 'quint4x2', 'QUInt4x2', 1, 'quantized');
/** Quantized integers of 2 bits, four in a byte (`torch.quint2x4`). */
export const quint2x4 = new dtype(17, 'quint2x4', 'QUInt2x4', 1, 'quantized');
/** Bits without a meaning, eight in a byte (`torch.bits1x8`). */
export const bits1x8 = new dtype(18, 'bits1x8', 'Bits1x8', 1, 'bits');
/** Pairs of bits without a meaning, four in a byte (`torch.bits2x4`). */
export const bits2x4 = new dtype(19, 'bits2x4', 'Bits2x4', 1, 'bits');
/** Four bits without a meaning, two in a byte (`torch.bits4x2`). */
export const bits4x2 = new dtype(20, 'bits4x2', 'Bits4x2', 1, 'bits');
/** Bytes without a meaning (`torch.bits8`). */
export const bits8 = new dtype(21, 'bits8', 'Bits8', 1, 'bits');
/** Two bytes without a meaning (`torch.bits16`). */
export const bits16 = new dtype(22, 'bits16', 'Bits16', 2, 'bits');
/** Floats of 8 bits: 5 of exponent, 2 of mantissa (`torch.float8_e5m2`). */
export const float8_e5m2 = new dtype(23, 'float8_e5m2', 'Float8_e5m2', 1, 'float');
/** Floats of 8 bits: 4 of exponent, 3 of mantissa, no infinity (`torch.float8_e4m3fn`). */
export const float8_e4m3fn = new dtype(24, 'float8_e4m3fn', 'Float8_e4m3fn', 1, 'float');
/** Floats of 8 bits: 5 of exponent, 2 of mantissa, no infinity, no negative zero (`torch.float8_e5m2fnuz`). */
export const float8_e5m2fnuz = new dtype(25, 'float8_e5m2fnuz', 'Float8_e5m2fnuz', 1, 'float');
/** Floats of 8 bits: 4 of exponent, 3 of mantissa, no infinity, no negative zero (`torch.float8_e4m3fnuz`). */
export const float8_e4m3fnuz = new dtype(26, 'float8_e4m3fnuz', 'Float8_e4m3fnuz', 1, 'float');
/** Integers of 16 bits without a sign (`torch.uint16`). */
export const uint16 = new dtype(27, 'uint16', 'UInt16', 2, 'unsigned');
/** Integers of 32 bits without a sign (`torch.uint32`). */
export const uint32 = new dtype(28, 'uint32', 'UInt32', 4, 'unsigned');
/** Integers of 64 bits without a sign (`torch.uint64`). */
export const uint64 = new dtype(29, 'uint64', 'UInt64', 8, 'unsigned');
/** Integers of 1 bit without a sign, one in a byte; few operators take them (`torch.uint1`). */
export const uint1 = new dtype(30, 'uint1', 'UInt1', 1, 'unsigned');
/** Integers of 2 bits without a sign, one in a byte; few operators take them (`torch.uint2`). */
export const uint2 = new dtype(31, 'uint2', 'UInt2', 1, 'unsigned');
/** Integers of 3 bits without a sign, one in a byte; few operators take them (`torch.uint3`). */
export const uint3 = new dtype(32, 'uint3', 'UInt3', 1, 'unsigned');
/** Integers of 4 bits without a sign, one in a byte; few operators take them (`torch.uint4`). */
export const uint4 = new dtype(33, 'uint4', 'UInt4', 1, 'unsigned');
/** Integers of 5 bits without a sign, one in a byte; few operators take them (`torch.uint5`). */
export const uint5 = new dtype(34, 'uint5', 'UInt5', 1, 'unsigned');
/** Integers of 6 bits without a sign, one in a byte; few operators take them (`torch.uint6`). */
export const uint6 = new dtype(35, 'uint6', 'UInt6', 1, 'unsigned');
/** Integers of 7 bits without a sign, one in a byte; few operators take them (`torch.uint7`). */
export const uint7 = new dtype(36, 'uint7', 'UInt7', 1, 'unsigned');
/** Integers of 1 bit with a sign, one in a byte; few operators take them (`torch.int1`). */
export const int1 = new dtype(37, 'int1', 'Int1', 1, 'signed');
/** Integers of 2 bits with a sign, one in a byte; few operators take them (`torch.int2`). */
export const int2 = new dtype(38, 'int2', 'Int2', 1, 'signed');
/** Integers of 3 bits with a sign, one in a byte; few operators take them (`torch.int3`). */
export const int3 = new dtype(39, 'int3', 'Int3', 1, 'signed');
/** Integers of 4 bits with a sign, one in a byte; few operators take them (`torch.int4`). */
export const int4 = new dtype(40, 'int4', 'Int4', 1, 'signed');
/** Integers of 5 bits with a sign, one in a byte; few operators take them (`torch.int5`). */
export const int5 = new dtype(41, 'int5', 'Int5', 1, 'signed');
/** Integers of 6 bits with a sign, one in a byte; few operators take them (`torch.int6`). */
export const int6 = new dtype(42, 'int6', 'Int6', 1, 'signed');
/** Integers of 7 bits with a sign, one in a byte; few operators take them (`torch.int7`). */
export const int7 = new dtype(43, 'int7', 'Int7', 1, 'signed');
/** Powers of two, the scales of other floats of 8 bits (`torch.float8_e8m0fnu`). */
export const float8_e8m0fnu = new dtype(44, 'float8_e8m0fnu', 'Float8_e8m0fnu', 1, 'float');
/** Floats of 4 bits, two in a byte (`torch.float4_e2m1fn_x2`). */
export const float4_e2m1fn_x2 = new dtype(45, 'float4_e2m1fn_x2', 'Float4_e2m1fn_x2', 1, 'float');
/** Complex numbers of two bfloat16 (`torch.bcomplex32`). */
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
/** Another name of {@link float32} (`torch.float`). */
export const float = float32;
/** Another name of {@link float64} (`torch.double`). */
export const double = float64;
/** Another name of {@link float16} (`torch.half`). */
export const half = float16;
/** Another name of {@link int16} (`torch.short`). */
export const short = int16;
/** Another name of {@link int32} (`torch.int`). */
export const int = int32;
/** Another name of {@link int64} (`torch.long`). */
export const long = int64;
/** Another name of {@link uint1} (`torch.bit`). */
export const bit = uint1;
/** Another name of {@link complex32} (`torch.chalf`). */
export const chalf = complex32;
/** Another name of {@link complex64} (`torch.cfloat`). */
export const cfloat = complex64;
/** Another name of {@link complex128} (`torch.cdouble`). */
export const cdouble = complex128;
