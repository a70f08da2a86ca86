/**
 * Reads a signature in PyTorch's notation, that of its stubs: `Linear(in_features: int, out_features: int, bias: bool =
 * True, device: DeviceLike = None)`. The run time takes names, order and defaults from it; the generator, which reads
 * the same text, the types.
 */
import { literal } from './literals.js';
import { outside, split } from './split.js';

export interface Parameter {
  readonly name: string;
  /** The annotation, as it is written; empty where there is none. */
  readonly type: string;
  readonly required: boolean;
  readonly keywordOnly: boolean;
  /** Before `/`: has no name that a call may use. */
  readonly positionalOnly: boolean;
  /** `*tensors`: takes all positions that are left. */
  readonly variadic: boolean;
  /** Takes a plain object itself, a dict by its type: what comes last may be this, and name no arguments. */
  readonly takesObject: boolean;
  /** The text of the default, and its value. */
  readonly fallback: string | undefined;
  readonly value: unknown;
}

/** Types that a plain object may have: Python's dicts and anything, files and datasets that have the right methods. */
const objects = /(^|\| )(\w*[dD]ict|Mapping|Any|object|SaveTarget|LoadSource|ByteWriter|DatasetLike|MapDataset|Sized)\b/;

export interface ParsedSignature {
  /** As it is written: a function, `Class` for its constructor, or `Class.method`. */
  readonly name: string;
  /** As Python's messages name the function. */
  readonly shownName: string;
  /** 1 where Python counts the object of a method too. */
  readonly self: 0 | 1;
  /** What is in the brackets of `Class[T](...)`, a name or `T: Bound`. */
  readonly generics: readonly string[];
  readonly parameters: readonly Parameter[];
  /** What follows `->`, as it is written. */
  readonly result: string;
}

/** Throws a SyntaxError for a text that is no signature. */
export function parseSignature(text: string): ParsedSignature {
  const [, name, generic = '', rest] = /^\s*([\w.]+)(?:\[((?:[^[\]]|\[[^\]]*\])*)\])?\((.*)$/s.exec(text) ?? fail(text);
  const end = closing(rest!, text);
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  let self: 0 | 1 = 0;
  for (const part of split(rest!.slice(0, end), ',')) {
    if (part === 'self') self = 1;
    else if (part === '*') keywordOnly = true;
    else if (part === '/') parameters.forEach((each, i) => (parameters[i] = { ...each, positionalOnly: true }));
    else {
      const parameter = parseParameter(part, keywordOnly, text);
      keywordOnly ||= parameter.variadic;
      parameters.push(parameter);
    }
  }
  const isClass = /^_?[A-Z]\w*$/.test(name!);
  const [, result = ''] = /^\s*->\s*(.*?)\s*$/s.exec(rest!.slice(end + 1)) ?? [];
  return {
    name: name!, shownName: isClass ? `${name}.__init__` : name!, self: isClass ? 1 : self,
    generics: generic === '' ? [] : split(generic, ','), parameters, result,
  };
}

function parseParameter(part: string, keywordOnly: boolean, text: string): Parameter {
  const [, star, name, annotation = '', fallback] =
    /^(\*?)(\w+)(?:\s*:\s*(.*?))?(?:\s*=\s*([^=]*))?$/s.exec(part) ?? fail(text);
  return {
    name: name!, type: annotation.replaceAll(/\s+/g, ' '), required: fallback === undefined && star === '', keywordOnly,
    positionalOnly: false, variadic: star !== '', takesObject: objects.test(annotation), fallback,
    value: fallback === undefined ? undefined : literal(fallback, text),
  };
}

function closing(rest: string, text: string): number {
  for (const at of outside(rest)) if (rest[at] === ')') return at;
  return fail(text);
}

function fail(text: string): never {
  throw new SyntaxError(`no signature: ${text}`);
}
