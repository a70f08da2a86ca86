/**
 * Reads what an exercise printed, as a sequence of labels and values, and holds it against a table.
 *
 * A printed number may differ from the table's by one unit of its last printed digit, and by two millionths of itself:
 * the last digits of a 32-bit float depend on the processor and on the libtorch version (measured: the same loss ends
 * in ...953 on one machine and ...952 on another). Whole numbers that PyTorch prints as whole, `30.`, have no last
 * digit to differ in. Where a difference of nearly equal floats is printed, the table gives a wider absolute tolerance,
 * and says why.
 */

export type Nested = number | Nested[];

export type Value =
  | { kind: 'tensor'; data: Nested; suffix?: string; tolerance?: number }
  /** Memory that was not set: the shape is known, the numbers are not. */
  | { kind: 'uninitialised'; shape: number[]; suffix?: string }
  | { kind: 'size'; shape: number[] }
  | { kind: 'number'; data: number; tolerance?: number }
  | { kind: 'text' };

export type Print = [label: string, value: Value];

export const tensor = (data: Nested, suffix?: string): Value => ({ kind: 'tensor', data, suffix });
export const roughly = (tolerance: number, data: Nested, suffix?: string): Value => ({
  kind: 'tensor',
  data,
  suffix,
  tolerance,
});
export const uninitialised = (shape: number[], suffix?: string): Value => ({ kind: 'uninitialised', shape, suffix });
export const size = (...shape: number[]): Value => ({ kind: 'size', shape });
export const number = (data: number): Value => ({ kind: 'number', data });
export const text: Value = { kind: 'text' };

/** The text of a value at the start of `rest`: a whole `tensor(...)`, `torch.Size([...])`, or one word. */
function valueAt(rest: string): string {
  if (!/^(tensor|torch\.Size)\(/.test(rest)) return /^\S+/.exec(rest)?.[0] ?? '';
  let depth = 0;
  for (let i = rest.indexOf('('); i < rest.length; i++) {
    if (rest[i] === '(') depth += 1;
    if (rest[i] === ')') depth -= 1;
    if (depth === 0) return rest.slice(0, i + 1);
  }
  return rest;
}

const numeral = /[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf|nan)/g;

function toNumber(token: string): number {
  if (token.endsWith('inf')) return token.startsWith('-') ? -Infinity : Infinity;
  return Number(token);
}

/** One unit of the last digit of a printed number; 0 where no digits follow the point. */
export function lastDigit(token: string): number {
  const [mantissa, exponent = '0'] = token.split('e') as [string, string?];
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return decimals === 0 ? 0 : 10 ** (Number(exponent) - decimals);
}

export function shapeOf(data: Nested): number[] {
  return Array.isArray(data) ? [data.length, ...(data.length > 0 ? shapeOf(data[0]) : [])] : [];
}

const flat = (data: Nested): number[] => (Array.isArray(data) ? data.flatMap(flat) : [data]);

function compareNumbers(tokens: string[], wanted: number[], tolerance = 0): void {
  if (tokens.length !== wanted.length) throw new Error(`${tokens.length} numbers, wanted ${wanted.length}`);
  for (const [i, token] of tokens.entries()) {
    const [got, want] = [toNumber(token), wanted[i]];
    const allowed = Math.max(tolerance, 1.01 * lastDigit(token) + 2e-6 * Math.abs(want));
    if (!(got === want || Math.abs(got - want) <= allowed)) throw new Error(`number ${i} is ${token}, wanted ${want}`);
  }
}

function compareValue(printed: string, wanted: Value): void {
  if (wanted.kind === 'number') {
    if (!printed.match(numeral) || printed.replace(numeral, '') !== '') throw new Error('this is not a plain number');
    return compareNumbers([printed], [wanted.data], wanted.tolerance);
  }
  if (wanted.kind === 'size') {
    const text = `torch.Size([${wanted.shape.join(', ')}])`;
    if (printed !== text) throw new Error(`wanted ${text}`);
    return;
  }
  if (wanted.kind === 'text') return;
  const match = /^tensor\((.*?)(?:, ([a-z_]+=.*))?\)$/s.exec(printed);
  if (!match) throw new Error('this is not a tensor');
  const [, body, suffix] = match as unknown as [string, string, string | undefined];
  if (suffix !== wanted.suffix) throw new Error(`wanted ${wanted.suffix ?? 'nothing'} after the numbers`);
  const shape = wanted.kind === 'uninitialised' ? wanted.shape : shapeOf(wanted.data);
  const nested = JSON.parse(body.replace(numeral, '0')) as Nested;
  if (shapeOf(nested).join() !== shape.join()) throw new Error(`its shape is ${shapeOf(nested)}, wanted ${shape}`);
  if (wanted.kind === 'tensor') compareNumbers(body.match(numeral) ?? [], flat(wanted.data), wanted.tolerance);
}

/** Throws at the first thing printed that is not as in the table, in its order, with nothing left over. */
export function comparePrints(stdout: string, prints: Print[]): void {
  let rest = stdout.trimStart();
  for (const [i, [label, wanted]] of prints.entries()) {
    const where = `print ${i} ('${label}')`;
    if (!rest.startsWith(label))
      throw new Error(`${where} should come next, and there is ${JSON.stringify(rest.slice(0, 60))}`);
    rest = rest.slice(label.length).trimStart();
    if (wanted.kind === 'text') continue;
    const printed = valueAt(rest);
    try {
      compareValue(printed, wanted);
    } catch (error) {
      throw new Error(`${where}: ${(error as Error).message}. Printed:\n${printed}`, { cause: error });
    }
    rest = rest.slice(printed.length).trimStart();
  }
  if (rest !== '') throw new Error(`more is printed than the table has: ${JSON.stringify(rest.slice(0, 200))}`);
}
