/** NumPy's dtypes as a header describes them, and PyTorch's. */
import * as types from '../../values/dtype.js';
import type { dtype } from '../../values/dtype.js';
import { ValueError } from '../../values/errors.js';
import { literalRepr, TupleLiteral, type Literal } from './literal.js';

/** Letter and size of each dtype that both have, in the order in which PyTorch names them. */
const shared: readonly (readonly [code: string, dtype: dtype])[] = [
  ['f8', types.float64], ['f4', types.float32], ['f2', types.float16], ['c8', types.complex64], ['c16', types.complex128],
  ['i8', types.int64], ['i4', types.int32], ['i2', types.int16], ['i1', types.int8], ['u8', types.uint64],
  ['u4', types.uint32], ['u2', types.uint16], ['u1', types.uint8], ['b1', types.bool],
];

/** Other spellings that NumPy reads. */
const spelled: Readonly<Record<string, string>> = {
  '?': 'b1', bool: 'b1', e: 'f2', half: 'f2', f: 'f4', single: 'f4', d: 'f8', double: 'f8', float: 'f8', F: 'c8', D: 'c16',
  complex: 'c16', b: 'i1', B: 'u1', h: 'i2', H: 'u2', i: 'i4', I: 'u4', l: 'i8', L: 'u8', q: 'i8', Q: 'u8', int: 'i8',
  ...Object.fromEntries(shared.slice(0, -1).map(([code, { name }]) => [name, code])),
};

/** What PyTorch has no dtype for, by the letter, with NumPy's name and the number of bytes that tells them apart. */
const strangers: readonly (readonly [code: RegExp, name: string])[] = [
  [/^[fg](12|16)?$/, 'longdouble'], [/^[cG](24|32)?$/, 'clongdouble'], [/^[US]\d*$/, ''], [/^V\d*$/, 'void'],
  [/^M8?(\[.*\])?$/, 'datetime64'], [/^m8?(\[.*\])?$/, 'timedelta64'], [/^a\d*$/, 'bytes_'],
];

export interface ArrayType {
  readonly dtype: dtype;
  /** Whether the first byte of a number is its greatest. */
  readonly bigEndian: boolean;
}

/** The dtype of a description, which is text for all but structures. */
export function dtypeOf(descr: Literal): ArrayType {
  if (typeof descr !== 'string') {
    if (Array.isArray(descr) || descr instanceof TupleLiteral) throw unsupported('void', descr);
    throw invalid(descr);
  }
  const [, order, name] = /^([<>|=]?)(.*)$/s.exec(descr)!;
  const code = Object.hasOwn(spelled, name!) ? spelled[name!]! : name!;
  const found = shared.find(([each]) => each === code);
  if (found !== undefined) return { dtype: found[1], bigEndian: order === '>' };
  if (/^O(8)?$/.test(code)) throw new ValueError('Object arrays cannot be loaded when allow_pickle=False');
  const stranger = strangers.find(([pattern]) => pattern.test(code));
  if (stranger === undefined) throw invalid(descr);
  throw unsupported(stranger[1] || (code.startsWith('U') ? 'str_' : 'bytes_'), descr);
}

const invalid = (descr: Literal): ValueError =>
  new ValueError(`descr is not a valid dtype descriptor: ${literalRepr(descr)}`);

/** PyTorch's own words; then what the file holds. */
function unsupported(name: string, descr: Literal): TypeError {
  const known = shared.map(([, { name: each }]) => each);
  const list = `${known.slice(0, -1).join(', ')}, and ${known.at(-1)}`;
  const shown = literalRepr(descr);
  const about = name !== 'void' ? '' : typeof descr === 'string'
    ? ' (bytes without a meaning: NumPy saves numbers so that it does not know, as bfloat16 of ml_dtypes; view them there ' +
      'as whole numbers before saving, and here with Tensor.view)'
    : ' (a structure: save its fields as arrays of their own)';
  return new TypeError(`can't convert np.ndarray of type numpy.${name}. The only supported types are: ${list}. ` +
    `The array has the dtype ${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}${about}`);
}

/** How NumPy describes the dtype; undefined where it has none for it. */
export function descrOf(type: dtype): string | undefined {
  const code = shared.find(([, each]) => each === type)?.[0];
  return code === undefined ? undefined : `${type.itemsize === 1 ? '|' : '<'}${code}`;
}
