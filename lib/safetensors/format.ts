/** The header of a safetensors file: eight bytes with its length, then JSON that says where each tensor lies. */
import * as types from '../dtype.js';
import type { dtype } from '../dtype.js';

/** A file is no safetensors file, or damaged (`safetensors.SafetensorError`). */
export class SafetensorError extends Error {
  override name = 'SafetensorError';
}

/** The names of the dtypes in the order of the format: tensors with the widest come first in a file. */
const table: readonly (readonly [name: string, bits: number, dtype: dtype | undefined])[] = [
  ['BOOL', 8, types.bool], ['F4', 4, types.float4_e2m1fn_x2], ['F6_E2M3', 6, undefined], ['F6_E3M2', 6, undefined],
  ['U8', 8, types.uint8], ['I8', 8, types.int8], ['F8_E5M2', 8, types.float8_e5m2], ['F8_E4M3', 8, types.float8_e4m3fn],
  ['F8_E8M0', 8, types.float8_e8m0fnu], ['F8_E4M3FNUZ', 8, types.float8_e4m3fnuz],
  ['F8_E5M2FNUZ', 8, types.float8_e5m2fnuz], ['I16', 16, types.int16], ['U16', 16, types.uint16],
  ['F16', 16, types.float16], ['BF16', 16, types.bfloat16], ['I32', 32, types.int32], ['U32', 32, types.uint32],
  ['F32', 32, types.float32], ['C64', 64, types.complex64], ['F64', 64, types.float64], ['I64', 64, types.int64],
  ['U64', 64, types.uint64],
];
const names = table.map(([name]) => name);

export function formatName(type: dtype): string | undefined {
  return table.find(([, , dtype]) => dtype === type)?.[0];
}

/** A tensor as the header describes it; `begin` and `end` count from the end of the header. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: Readonly<Record<string, string>> | null;
  /** In the order in which they lie in the file. */
  readonly tensors: readonly TensorInfo[];
  /** Where the bytes of the tensors begin in the file. */
  readonly start: number;
}

const longest = 100_000_000;
const lengthBytes = 8;

/** Reads and checks the header of a file of `size` bytes. Throws a SafetensorError for anything out of order. */
export function readHeader(size: number, read: (start: number, length: number) => Uint8Array): Header {
  if (size < lengthBytes) throw new SafetensorError('header too small');
  const length = Number(Buffer.from(read(0, lengthBytes)).readBigUInt64LE());
  if (length > longest) throw new SafetensorError('header too large');
  if (length > size - lengthBytes) throw new SafetensorError('invalid header length');
  const start = lengthBytes + length;
  const { metadata, tensors } = parse(read(lengthBytes, length));
  const sorted = tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let position = 0;
  for (const info of sorted) {
    if (info.begin !== position || info.end < info.begin) {
      throw new SafetensorError(`invalid offset for tensor \`${info.name}\``);
    }
    position = info.end;
    checkSize(info);
  }
  if (start + position !== size) throw new SafetensorError('incomplete metadata, file not fully covered');
  return { metadata, tensors: sorted, start };
}

function invalid(why: string): SafetensorError {
  return new SafetensorError(`invalid JSON in header: ${why}`);
}

function parse(bytes: Uint8Array): { metadata: Header['metadata']; tensors: TensorInfo[] } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SafetensorError('invalid UTF-8 in header');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (!isObject(json)) throw invalid('invalid type, expected a map of tensors');
  let metadata: Header['metadata'] = null;
  const tensors: TensorInfo[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') metadata = metadataOf(value);
    else tensors.push(infoOf(name, value));
  }
  return { metadata, tensors };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function metadataOf(value: unknown): Header['metadata'] {
  if (!isObject(value) || !Object.values(value).every((item) => typeof item === 'string')) {
    throw invalid('invalid type in `__metadata__`, expected a string');
  }
  return value as Record<string, string>;
}

function infoOf(name: string, value: unknown): TensorInfo {
  if (!isObject(value)) throw invalid(`invalid type of \`${name}\`, expected struct TensorInfo`);
  const { dtype, shape, data_offsets } = value;
  for (const field of ['dtype', 'shape', 'data_offsets']) {
    if (value[field] === undefined) throw invalid(`missing field \`${field}\` of \`${name}\``);
  }
  if (typeof dtype !== 'string' || !names.includes(dtype)) {
    throw invalid(`unknown variant \`${String(dtype)}\`, expected one of ${names.map((known) => `\`${known}\``).join(', ')}`);
  }
  const isCount = (item: unknown): boolean => typeof item === 'number' && Number.isInteger(item) && item >= 0;
  if (!Array.isArray(shape) || !shape.every(isCount)) throw invalid(`invalid value of \`${name}\`: expected usize in \`shape\``);
  if (!Array.isArray(data_offsets) || data_offsets.length !== 2 || !data_offsets.every(isCount)) {
    throw invalid(`invalid value of \`${name}\`: expected two usize in \`data_offsets\``);
  }
  const [begin, end] = data_offsets as [number, number];
  return { name, dtype, shape: shape as number[], begin, end };
}

function checkSize({ dtype, shape, begin, end }: TensorInfo): void {
  const bits = shape.reduce((product, length) => product * length, table[names.indexOf(dtype)]![1]);
  if (!Number.isSafeInteger(bits) || !shape.every(Number.isSafeInteger)) {
    throw new SafetensorError('overflow computing buffer size from shape and/or element type');
  }
  if (bits % 8 !== 0) {
    throw new SafetensorError('The slice is slicing for subbytes dtypes, and the slice does not end up at a byte ' +
      'boundary, this is invalid.');
  }
  if (bits / 8 !== end - begin) throw new SafetensorError('invalid shape, data type, or offset for tensor');
}

/** The dtype and the shape of the tensor: two numbers of four bits are one element of PyTorch's. */
export function torchShape({ name, dtype, shape }: TensorInfo): { dtype: dtype; shape: number[] } {
  const found = table[names.indexOf(dtype)]![2];
  if (found === undefined) throw new SafetensorError(`tensor \`${name}\`: PyTorch has no dtype for ${dtype}`);
  if (dtype !== 'F4') return { dtype: found, shape: [...shape] };
  const last = shape.at(-1) ?? 1;
  if (last % 2 !== 0) throw new SafetensorError(`tensor \`${name}\`: ${dtype} needs an even last dimension`);
  return { dtype: found, shape: [...shape.slice(0, -1), last / 2] };
}

export interface Entry<T> {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly nbytes: number;
  readonly value: T;
}

/** The header for these tensors, and their order in the file: the widest dtypes first, then by name. */
export function makeHeader<T>(
  entries: readonly Entry<T>[], metadata: Readonly<Record<string, string>> | null,
): { bytes: Buffer; order: readonly Entry<T>[] } {
  const byName = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const order = [...entries].sort(
    (a, b) => names.indexOf(b.dtype) - names.indexOf(a.dtype) || byName(a.name, b.name));
  let position = 0;
  const parts = metadata === null ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  for (const { name, dtype, shape, nbytes } of order) {
    const logical = dtype === 'F4' ? [...shape.slice(0, -1), (shape.at(-1) ?? 1) * 2] : shape;
    const info = { dtype, shape: logical, data_offsets: [position, position + nbytes] };
    parts.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
    position += nbytes;
  }
  const json = Buffer.from(`{${parts.join(',')}}`, 'utf8');
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(lengthBytes + padded, ' ');
  bytes.writeBigUInt64LE(BigInt(padded));
  json.copy(bytes, lengthBytes);
  return { bytes, order };
}
