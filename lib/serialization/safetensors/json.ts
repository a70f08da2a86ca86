/**
 * JSON as the readers of safetensors take it, which is stricter than JSON.parse: it tells whole numbers from others (4
 * is a size, 4.0 is none), keeps all digits, keeps a key that comes twice, and refuses text that is no Unicode.
 */
export type Json = string | bigint | boolean | null | Fraction | readonly Json[] | JsonObject;

/** The pairs of an object as they come. */
export class JsonObject {
  readonly pairs: (readonly [key: string, value: Json])[] = [];
}

/** A number with a fraction, an exponent or a sign before zero. */
export class Fraction {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** How deep lists and objects may lie in each other. */
const deepest = 127;

/** Throws a SyntaxError that says where. */
export function parseJson(text: string): Json {
  return canonical(text) ?? parseSlowly(text);
}

/**
 * The same by JSON.parse, which is faster, of text that is what it would write again: then no key comes twice, no digit
 * is lost, and nothing is written in a way of its own. Undefined for any other.
 */
function canonical(text: string): Json | undefined {
  if (text.includes('\\')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text.trimEnd() ? converted(value, 0) : undefined;
  } catch {
    // What is wrong, and where, the other one says.
    return undefined;
  }
}

function converted(value: unknown, depth: number): Json {
  if (depth > deepest) throw new SyntaxError('recursion limit exceeded');
  if (typeof value === 'number') {
    const text = String(value);
    return /^-?\d+$/.test(text) ? BigInt(text) : new Fraction(text);
  }
  if (typeof value !== 'object' || value === null) return value as string | boolean | null;
  if (Array.isArray(value)) return (value as unknown[]).map((item) => converted(item, depth + 1));
  const object = new JsonObject();
  for (const [key, item] of Object.entries(value)) object.pairs.push([key, converted(item, depth + 1)]);
  return object;
}

function parseSlowly(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const blanks = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const plain = /[^"\\\x00-\x1f]*/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    if (this.#next() !== '') throw this.#error('trailing characters');
  }

  value(depth: number): Json {
    const first = this.#next();
    switch (first) {
      case '"':
        return this.#string();
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #error(what: string): SyntaxError {
    return new SyntaxError(`${what} at character ${this.#at}`);
  }

  /** The text that a pattern takes from here on. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  /** The next character that is not blank, which is left there; '' at the end. */
  #next(): string {
    this.#take(blanks);
    return this.#text.charAt(this.#at);
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#error('expected a value');
    this.#at += word.length;
    return value;
  }

  #number(): bigint | Fraction {
    const text = this.#take(number);
    if (text === '') throw this.#error(this.#at === this.#text.length ? 'the text ends too early' : 'expected a value');
    return /^(0|-?[1-9][0-9]*)$/.test(text) ? BigInt(text) : new Fraction(text);
  }

  #string(): string {
    const start = this.#at++;
    for (;;) {
      this.#take(plain);
      const end = this.#text.charAt(this.#at++);
      if (end === '"') break;
      if (end !== '\\') throw this.#error('a text does not end, or has a control character in it');
      this.#at++;
    }
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      throw this.#error('an escape that is none');
    }
    if (/\p{Surrogate}/u.test(value)) throw this.#error('half a surrogate pair');
    return value;
  }

  /** What is between brackets, each item by `item`. */
  #items(depth: number, close: string, item: () => void): void {
    if (depth > deepest) throw this.#error('recursion limit exceeded');
    this.#at++;
    if (this.#next() !== close) {
      for (;;) {
        item();
        if (this.#next() !== ',') break;
        this.#at++;
      }
      if (this.#next() !== close) throw this.#error(`expected , or ${close}`);
    }
    this.#at++;
  }

  #list(depth: number): Json[] {
    const list: Json[] = [];
    this.#items(depth, ']', () => void list.push(this.value(depth + 1)));
    return list;
  }

  #object(depth: number): JsonObject {
    const object = new JsonObject();
    this.#items(depth, '}', () => {
      if (this.#next() !== '"') throw this.#error('key must be a string');
      const key = this.#string();
      if (this.#next() !== ':') throw this.#error('expected :');
      this.#at++;
      object.pairs.push([key, this.value(depth + 1)]);
    });
    return object;
  }
}
