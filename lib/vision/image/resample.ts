/**
 * Pillow's resizing of 8-bit pictures to the last bit: weights in 22 bits of fixed point, along the rows and along the
 * columns, rounded to 8 bits in between.
 */

export type FilterName = 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

interface Filter {
  readonly support: number;
  weight(x: number): number;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

const filters: Record<FilterName, Filter> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weight: (x) => {
      const distance = Math.abs(x);
      if (distance === 0) return 1;
      if (distance >= 1) return 0;
      const angle = distance * Math.PI;
      return (Math.sin(angle) / angle) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(angle));
    },
  },
  bicubic: {
    support: 2,
    weight: (signed) => {
      const a = -0.5;
      const x = Math.abs(signed);
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

const precision = 22;
const half = 1 << (precision - 1);

/** For each place of the result: the first of `taps` neighbouring places of the source, and their weights. */
interface Weights {
  readonly taps: number;
  readonly starts: Int32Array;
  readonly values: Int32Array;
  /** Whether none of them is negative. */
  readonly positive: boolean;
}

/** For each place of the result: its first neighbour in the source, and the weights from there. */
export function exactWeights(from: number, to: number, filter: FilterName): { first: number; weights: number[] }[] {
  const { support: reach, weight } = filters[filter];
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const support = reach * stretch;
  const inverse = 1 / stretch;
  const rows: { first: number; weights: number[] }[] = [];
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(from, Math.trunc(center + support + 0.5));
    const weights = Array.from({ length: end - first }, (_, x) => weight((x + first - center + 0.5) * inverse));
    const total = weights.reduce((sum, each) => sum + each, 0);
    rows.push({ first, weights: total === 0 ? weights : weights.map((each) => each / total) });
  }
  return rows;
}

function computeWeights(from: number, to: number, filter: FilterName): Weights {
  const rows = exactWeights(from, to, filter);
  // Every place gets the same number of neighbours, some of weight zero, so that the loops have a fixed length.
  const taps = Math.max(1, ...rows.map(({ weights }) => weights.length));
  const starts = new Int32Array(to);
  const values = new Int32Array(to * taps);
  for (const [i, { first, weights }] of rows.entries()) {
    const start = Math.min(first, from - taps);
    starts[i] = start;
    for (const [x, each] of weights.entries()) {
      const fixed = each * (1 << precision);
      values[i * taps + first - start + x] = Math.trunc(each < 0 ? fixed - 0.5 : fixed + 0.5);
    }
  }
  return { taps, starts, values, positive: values.every((value) => value >= 0) };
}

const cache = new Map<string, Weights>();
const cacheLimit = 64;

function weightsFor(from: number, to: number, filter: FilterName): Weights {
  const key = `${from} ${to} ${filter}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = computeWeights(from, to, filter);
    if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!);
    cache.set(key, found);
  }
  return found;
}

export interface Pixels {
  /** How many pictures of the same size lie one after the other. */
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** All the pictures in another size; the bytes are those that Pillow's `Image.resize` makes of each. */
export function resample(source: Pixels, width: number, height: number, filter: FilterName): Uint8Array {
  const { count, channels, width: from, height: fromHeight } = source;
  const rows = (data: Uint8Array, lines: number): Uint8Array =>
    width === from ? data : alongRows(data, count * lines, from, width, channels, weightsFor(from, width, filter));
  const columns = (data: Uint8Array, line: number): Uint8Array => (height === fromHeight ? data
    : alongColumns(data, count, fromHeight, height, line * channels, weightsFor(fromHeight, height, filter)));
  const result = columnsFirst(source, width, height) ? rows(columns(source.data, from), height)
    : columns(rows(source.data, fromHeight), width);
  return result === source.data ? result.slice() : result;
}

/**
 * The order of the two passes shows in the last bit. Pillow 13 shrinks the columns first where that saves enough; the
 * rule is found by experiment, and holds for thousands of sizes.
 */
export function columnsFirst(
  { width: from, height: fromHeight }: Pick<Pixels, 'width' | 'height'>, width: number, height: number,
): boolean {
  return height < fromHeight && fromHeight - height > 2 * (from - width);
}

// The results of negative weights leave 0..255: a clamped array cuts them as Pillow's table does.
function bytes(length: number): { clamped: Uint8ClampedArray; plain: Uint8Array } {
  const clamped = new Uint8ClampedArray(length);
  return { clamped, plain: new Uint8Array(clamped.buffer) };
}

function alongRows(
  input: Uint8Array, rows: number, from: number, to: number, channels: number,
  { taps, starts, values, positive }: Weights,
): Uint8Array {
  const { clamped, plain } = bytes(rows * to * channels);
  const [line, newLine] = [from * channels, to * channels];
  // A column of some rows at a time: its weights stay in registers, and the rows in the nearest cache.
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    for (let x = 0; x < to; x++) {
      for (let band = 0; band < channels; band++) {
        const at = first * line + starts[x]! * channels + band;
        const put = first * newLine + x * channels + band;
        if (taps === 2 && positive) {
          column2(input, plain, at, put, count, line, newLine, channels, values[2 * x]!, values[2 * x + 1]!);
        } else {
          column(input, clamped, at, put, count, line, newLine, channels, values, x * taps, taps);
        }
      }
    }
  }
  return plain;
}

const rowsAtOnce = 32;

// Without negative weights no sum leaves 0..255, so that nothing has to be cut.
function column2(
  input: Uint8Array, output: Uint8Array, start: number, target: number, count: number, line: number, newLine: number,
  channels: number, first: number, second: number,
): void {
  for (let row = 0, at = start, put = target; row < count; row++, at += line, put += newLine) {
    output[put] = (half + Math.imul(input[at]!, first) + Math.imul(input[at + channels]!, second)) >> precision;
  }
}

function column(
  input: Uint8Array, output: Uint8ClampedArray, start: number, target: number, count: number, line: number,
  newLine: number, channels: number, values: Int32Array, k: number, taps: number,
): void {
  for (let row = 0, begin = start, put = target; row < count; row++, begin += line, put += newLine) {
    let sum = half;
    for (let tap = 0, at = begin; tap < taps; tap++, at += channels) sum += Math.imul(input[at]!, values[k + tap]!);
    output[put] = sum >> precision;
  }
}

function alongColumns(
  input: Uint8Array, count: number, from: number, to: number, line: number, { taps, starts, values, positive }: Weights,
): Uint8Array {
  const { clamped, plain } = bytes(count * to * line);
  let put = 0;
  for (let picture = 0; picture < count; picture++) {
    for (let y = 0; y < to; y++, put += line) {
      const start = (picture * from + starts[y]!) * line;
      if (taps === 2 && positive) {
        row2(input, plain, start, put, line, values[2 * y]!, values[2 * y + 1]!);
      } else {
        row(input, clamped, start, put, line, values, y * taps, taps);
      }
    }
  }
  return plain;
}

function row2(
  input: Uint8Array, output: Uint8Array, start: number, put: number, line: number, first: number, second: number,
): void {
  for (let i = 0; i < line; i++) {
    const at = start + i;
    output[put + i] = (half + Math.imul(input[at]!, first) + Math.imul(input[at + line]!, second)) >> precision;
  }
}

function row(
  input: Uint8Array, output: Uint8ClampedArray, start: number, put: number, line: number, values: Int32Array, k: number,
  taps: number,
): void {
  for (let i = 0; i < line; i++) {
    let sum = half;
    for (let tap = 0, at = start + i; tap < taps; tap++, at += line) sum += Math.imul(input[at]!, values[k + tap]!);
    output[put + i] = sum >> precision;
  }
}
