/** The values of Python that headers of NumPy are written in (`ast.literal_eval`). */

/** A tuple, which Python tells from a list. */
export class TupleLiteral {
  constructor(readonly items: readonly Literal[]) {}
}

export type Literal =
  | string | number | boolean | null | TupleLiteral | readonly Literal[] | ReadonlyMap<string, Literal>;

const tokens = /\s*(?:('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(-?\d+)(L?)(?![\w.])|(True|False|None)\b|([{}()[\],:]))/y;
/** Deeper than any header of NumPy nests. */
const deepest = 50;

/** Reads one value of Python; undefined for what is none. `old` tells of numbers as Python 2 wrote them (`3L`). */
export function parseLiteral(text: string): { readonly value: Literal; readonly old: boolean } | undefined {
  const parser = new Parser(text);
  try {
    const value = parser.value(0);
    return parser.rest() === '' ? { value, old: parser.old } : undefined;
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

class NoLiteral extends Error {}

class Parser {
  readonly #text: string;
  #at = 0;
  old = false;

  constructor(text: string) {
    this.#text = text;
  }

  rest(): string {
    return this.#text.slice(this.#at).trim();
  }

  value(depth: number): Literal {
    if (depth > deepest) throw new NoLiteral();
    const [, quoted, number, long, word, mark] = this.#token();
    if (quoted !== undefined) return unquoted(quoted);
    if (number !== undefined) {
      this.old ||= long !== '';
      return Number(number);
    }
    if (word !== undefined) return word === 'None' ? null : word === 'True';
    if (mark === '[') return this.#items(']', depth).items;
    if (mark === '(') {
      const { items, comma } = this.#items(')', depth);
      return items.length === 1 && !comma ? items[0]! : new TupleLiteral(items);
    }
    if (mark === '{') return this.#dict(depth);
    throw new NoLiteral();
  }

  #token(): RegExpExecArray {
    tokens.lastIndex = this.#at;
    const found = tokens.exec(this.#text);
    if (found === null) throw new NoLiteral();
    this.#at = tokens.lastIndex;
    return found;
  }

  /** Whether the next token is this mark, which is taken then. */
  #takes(mark: string): boolean {
    const before = this.#at;
    if (this.#token()[5] === mark) return true;
    this.#at = before;
    return false;
  }

  #items(close: string, depth: number): { items: Literal[]; comma: boolean } {
    const items: Literal[] = [];
    let comma = true;
    while (!this.#takes(close)) {
      if (!comma) throw new NoLiteral();
      items.push(this.value(depth + 1));
      comma = this.#takes(',');
    }
    return { items, comma: comma && items.length > 0 };
  }

  #dict(depth: number): ReadonlyMap<string, Literal> {
    const made = new Map<string, Literal>();
    let comma = true;
    while (!this.#takes('}')) {
      if (!comma) throw new NoLiteral();
      const key = this.value(depth + 1);
      if (typeof key !== 'string' || !this.#takes(':')) throw new NoLiteral();
      made.set(key, this.value(depth + 1));
      comma = this.#takes(',');
    }
    return made;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
    (code.length > 1 ? String.fromCharCode(parseInt(code.slice(1), 16)) : escapes[code] ?? code));
}

/** As Python's `repr` shows it. */
export function literalRepr(value: Literal): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  if (typeof value === 'number') return String(value);
  if (value instanceof TupleLiteral) return tupleRepr(value.items.map(literalRepr));
  if (value instanceof Map) {
    return `{${[...(value as ReadonlyMap<string, Literal>)].map(([key, item]) => `${literalRepr(key)}: ${literalRepr(item)}`).join(', ')}}`;
  }
  return `[${(value as readonly Literal[]).map(literalRepr).join(', ')}]`;
}

export function tupleRepr(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}
