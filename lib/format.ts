/** Numbers and text as Python's f-strings and `format` write them. */
import { formatFloat, formatInt, formatText } from './format/spec.js';
import { py_float_repr } from './python/format.js';
import { py_repr } from './python/repr.js';
import { Complex } from './values/complex.js';
import { is_tensor } from './values/is_tensor.js';
import { typeName } from './values/type_name.js';

/**
 * The value as the specification says (Python's `format`): `format(2.5, '.0f')` is what `f'{2.5:.0f}'` is, `2`. A
 * number without a fraction is an int, unless the type or a precision asks for a float; a tensor of no dimensions
 * counts as its element. Throws a ValueError for a specification that does not fit, and a TypeError for a value that
 * takes none.
 */
export function format(value: unknown, spec = ''): string {
  if (typeof value === 'string') return spec === '' ? value : formatText(value, spec);
  if (typeof value === 'number') return formatNumber(value, spec);
  if (typeof value === 'bigint') return formatInt(value, spec);
  if (typeof value === 'boolean') return spec === '' ? (value ? 'True' : 'False') : formatInt(BigInt(value), spec, 'bool');
  if (is_tensor(value) && value.dim() === 0) return format(value.item(), spec);
  if (value instanceof Complex && spec !== '') return formatComplex(value, spec);
  if (spec === '') return value === null || value === undefined || Array.isArray(value) ? py_repr(value) : String(value);
  const kind = value === null || value === undefined ? 'NoneType' : typeName(value);
  throw new TypeError(`unsupported format string passed to ${kind}.__format__`);
}

function formatNumber(value: number, spec: string): string {
  const isInt = Number.isInteger(value) && !Object.is(value, -0);
  if (isInt && !/\.[0-9]+[^a-zA-Z%]*$/.test(spec)) return formatInt(BigInt(value), spec);
  return spec === '' ? py_float_repr(value) : formatFloat(value, spec);
}

/** Both parts by the specification, the second with its sign, as one text of the width. */
function formatComplex({ real, imag }: Complex, spec: string): string {
  const [, align = '', sign = '', width = '', rest = ''] =
    /^((?:[^]?[<>^])?)([-+ ]?)([0-9]*)([^]*)$/u.exec(spec) as unknown as string[];
  if (!/^[,_]?(?:\.[0-9]+)?[eEfFgG]$/.test(rest) || (width.startsWith('0') && width !== '')) {
    throw new TypeError(`format(): '${spec}' for a complex number must be [[fill]align][sign][width][,][.precision] and one of e, f, g`);
  }
  const text = `${formatFloat(real, sign + rest)}${formatFloat(imag, `+${rest}`)}j`;
  return formatText(text, `${align || '>'}${width}`);
}
