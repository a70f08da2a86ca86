/** Python's older way to put values into text: `'%5.2f' % x`. */
import { KeyError, OverflowError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { isMap, isPlainObject } from '../python/objects.js';
import { pythonType } from '../values/type_name.js';
import { formatFloat, formatInt } from './spec.js';
import { padText } from './pad.js';

/** What turns values into texts. */
export interface Texts {
  str(value: unknown): string;
  repr(value: unknown): string;
  ascii(value: unknown): string;
}

const conversion = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|[0-9]+)?(?:\.(\*|[0-9]*))?[hlL]?([^]?)/gu;

interface Given {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

const unwrapped = (value: unknown): unknown => (is_tensor(value) && value.numel() === 1 ? value.item() : value);

function whole(value: unknown, type: string): bigint {
  const number = unwrapped(value);
  if (typeof number === 'bigint' || typeof number === 'boolean') return BigInt(number);
  if (typeof number === 'number' && ((Number.isInteger(number) && !Object.is(number, -0)) || /[di]/.test(type) || type === 'u')) {
    if (Number.isNaN(number)) throw new ValueError('cannot convert float NaN to integer');
    if (!Number.isFinite(number)) throw new OverflowError('cannot convert float infinity to integer');
    return BigInt(Math.trunc(number));
  }
  const wanted = /[diu]/.test(type) ? 'a real number is' : 'an integer is';
  throw new TypeError(`%${type} format: ${wanted} required, not ${pythonType(number)}`);
}

function float(value: unknown): number {
  const number = unwrapped(value);
  if (typeof number === 'number' || typeof number === 'bigint' || typeof number === 'boolean') return Number(number);
  throw new TypeError(`must be real number, not ${pythonType(number)}`);
}

/** The sign, and an alignment, as specifications have them. */
const signs = ({ flags }: Given): string => (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '');

/** A number with its padding: zeros behind the sign, unless it stands to the left. */
function padded(text: string, { flags, width }: Given): string {
  const left = flags.includes('-');
  if (left || !flags.includes('0') || !/[0-9]/.test(text)) return filled(text, width, left);
  const [, head, digits] = /^([-+ ]?(?:0[xXo])?)([^]*)$/u.exec(text)!;
  return head! + digits!.padStart(width - head!.length, '0');
}

const filled = (text: string, width: number, left: boolean): string =>
  padText(text, { fill: ' ', width, align: '', sign: '', noNegativeZero: false, alternate: false, grouping: '', every: 3,
    precision: undefined, type: '' }, left ? '<' : '>');

function integerText(value: bigint, given: Given): string {
  const base = /[diu]/.test(given.type) ? 'd' : given.type;
  const digits = formatInt(value < 0n ? -value : value, base).padStart(given.precision ?? 0, '0');
  const prefix = given.flags.includes('#') && base !== 'd' ? `0${base}` : '';
  const sign = value < 0n ? '-' : signs(given);
  return sign + prefix + digits;
}

function character(value: unknown): string {
  const given = unwrapped(value);
  if (typeof given === 'string') {
    if ([...given].length === 1) return given;
    throw new TypeError('%c requires int or char');
  }
  if (typeof given !== 'bigint' && typeof given !== 'boolean' && !Number.isInteger(given)) throw new TypeError('%c requires int or char');
  const code = Number(given);
  if (code < 0 || code > 0x10ffff) throw new OverflowError('%c arg not in range(0x110000)');
  return String.fromCodePoint(code);
}

function textOf(value: unknown, given: Given, texts: Texts, at: number): string {
  const { type, flags, precision } = given;
  if (/^[diuoxX]$/.test(type)) return padded(integerText(whole(value, type), given), given);
  if (/^[eEfFgG]$/.test(type)) {
    const spec = `${signs(given)}${flags.includes('#') ? '#' : ''}.${precision ?? 6}${type}`;
    return padded(formatFloat(float(value), spec), given);
  }
  if (type === 'c') return filled(character(value), given.width, flags.includes('-'));
  if (!/^[sra]$/.test(type)) {
    const shown = type.codePointAt(0)! > 31 && type.codePointAt(0)! < 127 ? type : '?';
    throw new ValueError(`unsupported format character '${shown}' (0x${type.codePointAt(0)!.toString(16)}) at index ${at}`);
  }
  const text = type === 's' ? texts.str(value) : type === 'r' ? texts.repr(value) : texts.ascii(value);
  return filled([...text].slice(0, precision ?? text.length).join(''), given.width, flags.includes('-'));
}

/** The template with the values in place of its conversions. */
export function percentFormat(template: string, values: unknown, texts: Texts): string {
  const isTuple = Array.isArray(values);
  const list = isTuple ? (values as readonly unknown[]) : [values];
  const isMapping = isPlainObject(values) || isMap(values);
  let used = 0;
  let byName = false;
  const next = (): unknown => {
    if (used >= list.length) throw new TypeError('not enough arguments for format string');
    return list[used++];
  };
  const named = (name: string): unknown => {
    if (!isMapping) throw new TypeError('format requires a mapping');
    byName = true;
    const held = isMap(values) ? values.has(name) : Object.hasOwn(values as object, name);
    if (!held) throw new KeyError(`'${name}'`);
    return isMap(values) ? values.get(name) : (values as Record<string, unknown>)[name];
  };
  const size = (text: string | undefined): number | undefined => {
    if (text !== '*') return text === undefined ? undefined : Number(text);
    const given = next();
    const isInt = (Number.isInteger(given) && !Object.is(given, -0)) || typeof given === 'bigint' || typeof given === 'boolean';
    if (!isInt) throw new TypeError('* wants int');
    return Number(given);
  };
  const made = template.replace(conversion, (all: string, name: string | undefined, flags: string,
    width: string | undefined, precision: string | undefined, type: string, at: number) => {
    if (all === '%%') return '%';
    const wide = size(width) ?? 0;
    const cut = size(precision);
    if (type === '') throw new ValueError('incomplete format');
    const given = { flags: wide < 0 ? `${flags}-` : flags, width: Math.abs(wide), precision: cut && Math.max(0, cut), type };
    const value = name === undefined ? next() : named(name);
    return textOf(value, given, texts, at + all.length - type.length);
  });
  if (used < list.length && !byName && !(isMapping && used === 0)) {
    throw new TypeError('not all arguments converted during string formatting');
  }
  return made;
}
