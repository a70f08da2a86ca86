import { isBuiltin, isBytes, isMap, isPlainObject, isSet } from './objects.js';
import { shortest } from './format.js';

/**
 * Python's `repr` of a value that has a counterpart there: `[1, 'a', None, {'lr': 0.1}]`. Frozen arrays are tuples, a
 * number without a fraction is an int; what has a text of its own (`toString`), tensors among them, is that text.
 */
export function py_repr(value: unknown): string {
  return reprOf(value, new Set());
}

function reprOf(value: unknown, open: Set<object>): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return stringRepr(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : shortest(value);
  if (typeof value !== 'object') return String(value);
  // Python marks a container that contains itself.
  if (open.has(value)) return Array.isArray(value) ? '[...]' : '{...}';
  open.add(value);
  const text = objectRepr(value, open);
  open.delete(value);
  return text;
}

function objectRepr(value: object, open: Set<object>): string {
  const inner = (item: unknown): string => reprOf(item, open);
  const pair = ([key, item]: readonly [unknown, unknown]): string => `${inner(key)}: ${inner(item)}`;
  if (isBytes(value)) return bytesRepr(value);
  if (hasOwnText(value)) return String(value);
  if (Array.isArray(value)) {
    const items = Array.from(value, inner).join(', ');
    if (!Object.isFrozen(value)) return `[${items}]`;
    return value.length === 1 ? `(${items},)` : `(${items})`;
  }
  if (isSet(value)) return value.size === 0 ? 'set()' : `{${[...value].map(inner).join(', ')}}`;
  const entries = isMap(value) ? [...value] : Object.entries(value);
  return `{${entries.map(pair).join(', ')}}`;
}

function hasOwnText(value: object): boolean {
  const { toString } = value;
  if (typeof toString !== 'function' || toString === Object.prototype.toString) return false;
  if (Object.hasOwn(value, 'toString')) return true;
  // Builtin classes of another realm have a toString that is not ours.
  return !(isPlainObject(value) || ((Array.isArray(value) || isMap(value) || isSet(value)) && isBuiltin(value)));
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let inside = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === quote) inside += `\\${char}`;
    else if (escapes[char] !== undefined) inside += escapes[char];
    else if (code < 0x20 || code === 0x7f) inside += `\\x${code.toString(16).padStart(2, '0')}`;
    else inside += char;
  }
  return `${quote}${inside}${quote}`;
}

function bytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  let inside = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (char === quote) inside += `\\${quote}`;
    else if (escapes[char] !== undefined) inside += escapes[char];
    else inside += byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : char;
  }
  return `b${quote}${inside}${quote}`;
}
