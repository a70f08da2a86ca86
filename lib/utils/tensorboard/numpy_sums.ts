/** Sums in the order in which NumPy adds. */

/** The sum of floats, by halves and in eight rows at a time (`numpy.sum`). */
export function sum(values: Float64Array): number {
  return 0 + part(values, 0, values.length);
}

function part(values: Float64Array, start: number, count: number): number {
  if (count < 8) {
    let result = -0;
    for (let i = 0; i < count; i++) result += values[start + i]!;
    return result;
  }
  if (count > 128) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return part(values, start, half) + part(values, start + half, count - half);
  }
  const rows = values.slice(start, start + 8);
  let i = 8;
  for (; i < count - (count % 8); i += 8) for (let k = 0; k < 8; k++) rows[k]! += values[start + i + k]!;
  const [a, b, c, d, e, f, g, h] = rows as unknown as [number, number, number, number, number, number, number, number];
  let result = a + b + (c + d) + (e + f + (g + h));
  for (; i < count; i++) result += values[start + i]!;
  return result;
}

export const mean = (values: Float64Array): number => sum(values) / values.length;

/** The standard deviation of the values themselves (`numpy.std`). */
export function std(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - middle) * (value - middle))) / values.length);
}

/** The product of a vector with itself. BLAS adds in an order of its own for each processor, this one from the left. */
export function squares(values: Float64Array): number {
  let result = 0;
  for (const value of values) result += value * value;
  return result;
}
