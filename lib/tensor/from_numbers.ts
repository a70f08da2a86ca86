import { copy_in } from '../addon/storage.js';
import { defaults } from '../values/defaults.js';
import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import type { Tensor } from './tensor.js';

/**
 * A tensor from an array of numbers, or of rows of numbers, which is what nearly all data is: written straight into
 * its memory, without asking each element what it is. Undefined for everything else, and for all that is wrong: the
 * general way knows how to say so.
 */
export function fromNumbers(data: readonly unknown[], type: dtype = defaults().dtype()): Tensor | undefined {
  const write = writers.get(type);
  if (write === undefined || data.length === 0) return undefined;
  const [first] = data;
  if (typeof first === 'number') {
    const memory = write.room(data.length);
    return write.row(data, memory, 0) ? copy_in(memory, [data.length], type) : undefined;
  }
  if (!Array.isArray(first) || typeof first[0] !== 'number') return undefined;
  const width = first.length;
  const memory = write.room(data.length * width);
  for (let i = 0; i < data.length; i++) {
    const row = data[i];
    if (!Array.isArray(row) || row.length !== width || !write.row(row, memory, i * width)) return undefined;
  }
  return copy_in(memory, [data.length, width], type);
}

type Room = Float32Array | Float64Array | BigInt64Array;

interface Writer<Memory extends Room = Room> {
  room(length: number): Memory;
  /** Writes a row of numbers from `at` on; false if one is no number, or not one that the type can hold as it is. */
  row(row: readonly unknown[], memory: Memory, at: number): boolean;
}

function writer<Memory extends Room>(own: Writer<Memory>): Writer {
  return own as unknown as Writer;
}

function floats(row: readonly unknown[], memory: Float32Array | Float64Array, at: number): boolean {
  for (let i = 0; i < row.length; i++) {
    const x = row[i];
    if (typeof x !== 'number') return false;
    memory[at + i] = x;
  }
  return true;
}

/** An element of int64 is two words here, the lower one first: all platforms of libtorch are little-endian. */
function wide(row: readonly unknown[], memory: BigInt64Array, at: number): boolean {
  const words = new Int32Array(memory.buffer, 8 * at, 2 * row.length);
  for (let i = 0; i < row.length; i++) {
    const x = row[i];
    if (typeof x !== 'number' || x !== (x | 0)) return false;
    words[2 * i] = x;
    words[2 * i + 1] = x >> 31;
  }
  return true;
}

const writers: ReadonlyMap<dtype, Writer> = new Map([
  [types.float32, writer({ room: (length) => new Float32Array(length), row: floats })],
  [types.float64, writer({ room: (length) => new Float64Array(length), row: floats })],
  [types.int64, writer({ room: (length) => new BigInt64Array(length), row: wide })],
]);
