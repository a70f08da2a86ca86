/** Numbers and text as Python's f-strings, `format`, `str.format` and `%` write them. */
import { isPlainObject } from './python/objects.js';
import { py_float_repr } from './python/format.js';
import { py_repr } from './python/repr.js';
import { Complex } from './values/complex.js';
import { ValueError } from './values/errors.js';
import { is_tensor } from './values/is_tensor.js';
import { pythonType } from './values/type_name.js';
import { piecesOf, Values, type Field } from './format/fields.js';
import { percentFormat } from './format/percent.js';
import { formatComplex, formatFloat, formatInt, formatText } from './format/spec.js';

/** What `str` says of a value in Python. */
function str(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value, '');
  return value === null || value === undefined || Array.isArray(value) || typeof value === 'boolean' ||
    isPlainObject(value) || value instanceof Map || value instanceof Set ? py_repr(value) : String(value);
}

/** What `ascii` says of it. */
const ascii = (value: unknown): string => py_repr(value).replace(/[^\u0000-\u007f]/gu, (char) => {
  const code = char.codePointAt(0)!;
  const digits = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8;
  return `\\${digits === 2 ? 'x' : digits === 4 ? 'u' : 'U'}${code.toString(16).padStart(digits, '0')}`;
});

/**
 * The value as the specification says (Python's `format`): `format(2.5, '.0f')` is what `f'{2.5:.0f}'` is, `2`. A
 * number without a fraction is an int, unless the type or a precision asks for a float; a tensor of no dimensions
 * counts as its element, a float where its dtype is one. Throws a ValueError for a specification that does not fit, and
 * a TypeError for a value that takes none.
 */
export function format(value: unknown, spec = ''): string {
  if (typeof value === 'string') return spec === '' ? value : formatText(value, spec);
  if (typeof value === 'number') return formatNumber(value, spec);
  if (typeof value === 'bigint') return formatInt(value, spec);
  if (typeof value === 'boolean') return spec === '' ? (value ? 'True' : 'False') : formatInt(BigInt(value), spec, 'bool');
  if (is_tensor(value) && value.dim() === 0 && value.device.type !== 'meta') return formatElement(value.item(), spec, value.dtype.is_floating_point);
  if (value instanceof Complex && spec !== '') return formatComplex(value, spec);
  if (spec === '') return str(value);
  throw new TypeError(`unsupported format string passed to ${pythonType(value)}.__format__`);
}

function formatElement(value: unknown, spec: string, isFloat: boolean): string {
  if (!isFloat) return format(value, spec);
  return spec === '' ? py_float_repr(value as number) : formatFloat(value as number, spec);
}

function formatNumber(value: number, spec: string): string {
  const isInt = Number.isInteger(value) && !Object.is(value, -0);
  if (isInt && !/\.[0-9]+[^a-zA-Z%]*$/.test(spec)) return formatInt(BigInt(value), spec);
  return spec === '' ? py_float_repr(value) : formatFloat(value, spec);
}

/** What `!r`, `!s` and `!a` make of a value. */
function converted(value: unknown, conversion: string): unknown {
  switch (conversion) {
    case '': return value;
    case 's': return str(value);
    case 'r': return typeof value === 'number' ? formatNumber(value, '') : py_repr(value);
    case 'a': return ascii(value);
    default: {
      const code = conversion.codePointAt(0)!;
      throw new ValueError(code > 32 && code < 127 ? `Unknown conversion specifier ${conversion}`
        : `Unknown conversion specifier \\x${code.toString(16)}`);
    }
  }
}

/** The template with values in place of its fields; the specifications of fields have fields of their own. */
function filled(template: string, values: Values, depth: number): string {
  if (depth < 0) throw new ValueError('Max string recursion exceeded');
  let made = '';
  for (const { text, field } of piecesOf(template)) {
    made += field === null ? text : text + fieldText(field, values, depth);
  }
  return made;
}

function fieldText({ name, conversion, spec }: Field, values: Values, depth: number): string {
  const value = converted(values.get(name), conversion);
  return format(value, spec.includes('{') ? filled(spec, values, depth - 1) : spec);
}

/**
 * Python's `str.format`: `str_format('{:>8.3f} {name!r}', loss, { name })`. Fields take values by position, by a
 * number, or by a name: where the last argument is a plain object, it holds those; `{0.shape[1]}` takes something from
 * a value,
 * `{:{width}}` has a field in its specification, and `{{` is a brace. Throws a ValueError for a template that is none,
 * an IndexError or KeyError for a value that is missing.
 */
export function str_format(template: string, ...values: readonly unknown[]): string {
  const last = values.at(-1);
  const [positional, named] = isPlainObject(last) ? [values.slice(0, -1), last] : [values, {}];
  return filled(template, new Values(positional, named), 1);
}

/**
 * Python's f-strings: f`epoch ${epoch}: loss {${loss}:.4f}, {${name}!r:>10}`. A value alone is what `str` says of it;
 * in braces a conversion and a specification may follow, which may have values too: `{${x}:{${width}}.2f}`. A
 * brace that is text is doubled. Throws a ValueError for a specification that does not fit its value.
 */
export function f(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  let template = strings[0]!;
  let open = isOpen(template);
  for (const [i, text] of strings.slice(1).entries()) {
    template += open ? `${i}${text}` : `{${i}}${text}`;
    open = isOpen(text);
  }
  return filled(template, new Values(values, {}), 1);
}

/** Whether a text ends in a brace that is not doubled. */
const isOpen = (text: string): boolean => /\{*$/.exec(text)![0].length % 2 === 1;

/**
 * Python's `template % values`: `percent('%5.2f of %s', [loss, name])`. One value may stand alone, and a plain object
 * gives those of `%(name)s`. Throws a ValueError for a conversion that there is not, a TypeError for too few or too
 * many values, and for one of another type.
 */
export function percent(template: string, values: unknown): string {
  return percentFormat(template, values, { str, repr: py_repr, ascii });
}
