/** The parameters of a function or method of JavaScript, which only its text tells. */
import { inputs } from '../nn/module/inputs.js';
import type { Parameter as SignatureParameter } from '../arguments/text.js';
import type { AnyFunction } from '../arguments/overrides.js';
import { parametersOf as parametersOfSignature } from '../arguments/signature.js';

/** One that a call may give. */
export interface Parameter {
  /** With a star where it takes all further arguments. */
  readonly name: string;
  /** Undefined where there is no default, or one that is more than a literal. */
  readonly fallback: unknown;
}

const ofSignature = (parameters: readonly SignatureParameter[]): Parameter[] =>
  parameters.map(({ name, variadic, required, value }) =>
    ({ name: variadic ? `*${name}` : name, fallback: required || variadic ? undefined : value }));

/** The place behind the bracket, quote or comment that begins at `from`. */
function skip(text: string, from: number): number {
  const char = text[from]!;
  if (text.startsWith('//', from)) return (text.indexOf('\n', from) + 1) || text.length;
  if (text.startsWith('/*', from)) return text.indexOf('*/', from) + 2;
  if ('"\'`'.includes(char)) {
    let at = from + 1;
    while (at < text.length && text[at] !== char) at += text[at] === '\\' ? 2 : 1;
    return at + 1;
  }
  if (!'([{'.includes(char)) return from + 1;
  let at = from + 1;
  while (at < text.length && !')]}'.includes(text[at]!)) at = skip(text, at);
  return at + 1;
}

/** The texts between the outermost commas, without comments. */
function parts(text: string): string[] {
  const found: string[] = [];
  let current = '';
  for (let at = 0; at < text.length;) {
    const next = skip(text, at);
    const piece = text.slice(at, next);
    if (piece === ',') {
      found.push(current.trim());
      current = '';
    } else if (!piece.startsWith('//') && !piece.startsWith('/*')) {
      current += piece;
    }
    at = next;
  }
  found.push(current.trim());
  return found.filter((part) => part !== '');
}

/** The value of a literal; undefined for anything else. */
function literal(text: string): unknown {
  const quoted = /^(["'])((?:(?!\1|\\).)*)\1$/.exec(text);
  if (quoted !== null) return quoted[2];
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, '!0': true, '!1': false };
  if (Object.hasOwn(words, text)) return words[text];
  const list = /^\[(.*)\]$/s.exec(text);
  if (list === null) return undefined;
  const items = parts(list[1]!).map(literal);
  return items.includes(undefined) ? undefined : items;
}

function parsed(part: string, at: number): Parameter {
  const rest = /^\.\.\.\s*([\w$]+)$/.exec(part);
  if (rest !== null) return { name: `*${rest[1]}`, fallback: undefined };
  const named = /^([\w$]+)\s*(?:=\s*(.*))?$/s.exec(part);
  // What is taken apart has no name.
  if (named === null) return { name: `arg${at}`, fallback: undefined };
  return { name: named[1]!, fallback: named[2] === undefined ? undefined : literal(named[2].trim()) };
}

/** One of PyTorch's, which says what its calls give. */
interface Layer {
  readonly [inputs]?: { readonly parameters: readonly SignatureParameter[] };
}

/** Those of a function, by its signature if the library made it, else by its text. */
export function parametersOf(fn: AnyFunction, module: object | null): Parameter[] {
  const taken = (module as Layer | null)?.[inputs];
  const known = parametersOfSignature(fn);
  if (known !== undefined) return ofSignature(known);
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    return Array.from({ length: fn.length }, (_, i) => ({ name: `arg${i}`, fallback: undefined }));
  }
  const bare = /^(?:async\s+)?([\w$]+)\s*=>/.exec(text);
  const begin = text.indexOf('(', text.startsWith('[') ? skip(text, 0) : 0);
  const list = bare !== null ? [bare[1]!] : parts(text.slice(begin + 1, skip(text, begin) - 1));
  const own = list.map(parsed);
  if (taken === undefined) return own;
  // A layer's forward: the names are those that PyTorch has.
  const fits = taken.parameters.length === own.length || own.some(({ name }) => name.startsWith('*'));
  return fits ? ofSignature(taken.parameters) : own;
}
