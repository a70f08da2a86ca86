/** Numbers as Python prints and rounds them, so that a line of ours can be held against a line of the notebook. */

/** Python's `str` of a float: `3.0`, `1e-07`, `1e+16`, `nan`. */
export function float_text(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (Object.is(x, -0)) return '-0.0';
  const size = Math.abs(x);
  if (x === 0 || (size >= 1e-4 && size < 1e16)) {
    const text = String(x);
    return text.includes('.') ? text : `${text}.0`;
  }
  // Both languages print the fewest digits that read back as the same float; only the exponent is dressed differently.
  const [digits, exponent] = x.toExponential().split('e') as [string, string];
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** Python's `round(x, digits)`: to the nearest, and exact halves to the even neighbour. */
export function round(x: number, digits: number): number {
  if (!Number.isFinite(x)) return x;
  const text = x.toFixed(digits);
  const last = Number(text.at(-1));
  // toFixed takes exact halves away from zero; where that gives an odd digit, the even one is one less.
  const half = /^50*$/.test(x.toFixed(100).split('.')[1].slice(digits));
  return Number(half && last % 2 === 1 ? `${text.slice(0, -1)}${last - 1}` : text);
}

/** Python's `'%.6f' % x`, or as many digits as asked for. */
export function fixed(x: number, digits = 6): string {
  return Number.isFinite(x) ? round(x, digits).toFixed(digits) : float_text(x);
}

/** A list, nested as deep as you like, as Python prints it; whole numbers as ints, text in quotes. */
export function list_text(list: readonly unknown[]): string {
  const item = (x: unknown): string => {
    if (Array.isArray(x)) return list_text(x);
    if (typeof x === 'string') return text_repr(x);
    return typeof x === 'number' && !Number.isInteger(x) ? float_text(x) : String(x);
  };
  return `[${list.map(item).join(', ')}]`;
}

/** A text in quotes, as Python shows it: single ones, unless there is one inside and no double one. */
export function text_repr(text: string): string {
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}
