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
