/** Texts with fields in braces, as `str.format` reads them. */
import { AttributeError, IndexError, KeyError, ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { pythonType } from '../values/type_name.js';

/** Text, and the field that follows it. */
export interface Piece {
  readonly text: string;
  readonly field: Field | null;
}

/** What stands in braces: where the value is, how it becomes text first, and its specification, which has fields. */
export interface Field {
  readonly name: string;
  readonly conversion: string;
  readonly spec: string;
}

/** Reads a template, character by character, as Python's own reader does: its errors come in that order. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }
  get over(): boolean {
    return this.#at >= this.#text.length;
  }
  #next(): string {
    return this.#text[this.#at++]!;
  }

  /** Text up to a field, or to a brace that was doubled; whether a field follows. */
  literal(): [text: string, field: boolean] {
    const start = this.#at;
    let char = '';
    while (!this.over && char !== '{' && char !== '}') char = this.#next();
    if (char !== '{' && char !== '}') return [this.#text.slice(start), false];
    const doubled = !this.over && this.#text[this.#at] === char;
    if (doubled) return [this.#text.slice(start, this.#at++), false];
    if (char === '}') throw new ValueError("Single '}' encountered in format string");
    if (this.over) throw new ValueError("Single '{' encountered in format string");
    return [this.#text.slice(start, this.#at - 1), true];
  }

  /** The name of a field, and what ended it. */
  #name(): [name: string, end: string] {
    const start = this.#at;
    let char = '';
    while (!this.over) {
      char = this.#next();
      if (char === '{') throw new ValueError("unexpected '{' in field name");
      // Brackets hide what is in them.
      if (char === '[') while (!this.over && this.#text[this.#at] !== ']') this.#at++;
      else if (char === '}' || char === ':' || char === '!') return [this.#text.slice(start, this.#at - 1), char];
    }
    throw new ValueError("expected '}' before end of string");
  }

  field(): Field {
    const [name, end] = this.#name();
    if (end === '}') return { name, conversion: '', spec: '' };
    let conversion = '';
    if (end === '!') {
      if (this.over) throw new ValueError('end of string while looking for conversion specifier');
      conversion = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
      this.#at += conversion.length;
      if (!this.over) {
        const char = this.#next();
        if (char === '}') return { name, conversion, spec: '' };
        if (char !== ':') throw new ValueError("expected ':' after conversion specifier");
      }
    }
    return { name, conversion, spec: this.#spec() };
  }

  #spec(): string {
    const start = this.#at;
    for (let depth = 1; !this.over;) {
      const char = this.#next();
      if (char === '{') depth++;
      else if (char === '}' && --depth === 0) return this.#text.slice(start, this.#at - 1);
    }
    throw new ValueError("unmatched '{' in format spec");
  }
}

/** The pieces of a template. Throws a ValueError where braces do not match. */
export function* piecesOf(template: string): Generator<Piece> {
  const reader = new Reader(template);
  while (!reader.over) {
    const [text, field] = reader.literal();
    yield { text, field: field ? reader.field() : null };
  }
}

/** The values that fields name: by position, counted or not, and by name. */
export class Values {
  readonly #positional: readonly unknown[];
  readonly #named: Readonly<Record<string, unknown>>;
  #next = 0;
  #manual: boolean | undefined;

  constructor(positional: readonly unknown[], named: Readonly<Record<string, unknown>>) {
    this.#positional = positional;
    this.#named = named;
  }

  /** The value of a field, with what is taken from it: `0.shape[1]`. */
  get(name: string): unknown {
    const [first] = /^[^.[]*/.exec(name)!;
    let value = this.#first(first);
    let rest = name.slice(first.length);
    while (rest !== '') {
      const [all, attribute, index] = /^(?:\.([^.[]*)|\[([^\]]*)\]?)/.exec(rest) ?? [];
      if (all === undefined) throw new ValueError("Only '.' or '[' may follow ']' in format field specifier");
      if ((attribute ?? index) === '') throw new ValueError('Empty attribute in format string');
      if (attribute === undefined && !all.endsWith(']')) throw new ValueError("Missing ']' in format string");
      value = attribute === undefined ? itemOf(value, index!) : attributeOf(value, attribute);
      rest = rest.slice(all.length);
    }
    return value;
  }

  #first(name: string): unknown {
    const counted = name === '';
    if (!counted && !/^[0-9]+$/.test(name)) {
      if (!Object.hasOwn(this.#named, name)) throw new KeyError(`'${name}'`);
      return this.#named[name];
    }
    if (this.#manual === counted) {
      throw new ValueError(counted ? 'cannot switch from manual field specification to automatic field numbering'
        : 'cannot switch from automatic field numbering to manual field specification');
    }
    this.#manual = !counted;
    const place = counted ? this.#next++ : Number(name);
    if (place < this.#positional.length) return this.#positional[place];
    throw new IndexError(`Replacement index ${place} out of range for positional args tuple`);
  }
}

function attributeOf(value: unknown, name: string): unknown {
  const found = (value as Record<string, unknown> | null | undefined)?.[name];
  if (found === undefined) throw new AttributeError(`'${pythonType(value)}' object has no attribute '${name}'`);
  return found;
}

function itemOf(value: unknown, index: string): unknown {
  const key: string | number = /^[0-9]+$/.test(index) ? Number(index) : index;
  if (value instanceof Map) {
    if (value.has(key)) return value.get(key);
    throw new KeyError(typeof key === 'number' ? String(key) : `'${key}'`);
  }
  const list = typeof value === 'string' ? [...value] : value;
  if (Array.isArray(list) || ArrayBuffer.isView(list)) {
    if (typeof key === 'string') throw new TypeError('list indices must be integers or slices, not str');
    const items = list as ArrayLike<unknown>;
    if (key < items.length) return items[key];
    throw new IndexError(`${typeof value === 'string' ? 'string' : 'list'} index out of range`);
  }
  if (is_tensor(value) && typeof key === 'number') return value.select(0, key);
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) return (value as Record<string, unknown>)[key];
  throw new KeyError(typeof key === 'number' ? String(key) : `'${key}'`);
}
