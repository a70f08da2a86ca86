/** The header of a safetensors file: eight bytes with its length, then JSON that says where each tensor lies. */
import * as types from '../../values/dtype.js';
import type { dtype } from '../../values/dtype.js';
import { define } from '../../python/objects.js';
import { JsonObject, parseJson, type Json } from './json.js';

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
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (!(json instanceof JsonObject)) throw invalid('invalid type, expected a map of tensors');
  let metadata: Header['metadata'] | undefined;
  // Of two tensors of one name the later one counts.
  const tensors = new Map<string, TensorInfo>();
  for (const [name, value] of json.pairs) {
    if (name !== '__metadata__') tensors.set(name, infoOf(name, value));
    else if (metadata !== undefined) throw invalid('duplicate field `__metadata__`');
    else metadata = metadataOf(value);
  }
  return { metadata: metadata ?? null, tensors: [...tensors.values()] };
}

function metadataOf(value: Json): Header['metadata'] {
  if (value === null) return null;
  if (!(value instanceof JsonObject)) throw invalid('invalid type of `__metadata__`, expected a map');
  const metadata: Record<string, string> = {};
  for (const [key, text] of value.pairs) {
    if (typeof text !== 'string') throw invalid('invalid type in `__metadata__`, expected a string');
    define(metadata, key, text);
  }
  return metadata;
}

const fields = ['dtype', 'shape', 'data_offsets'] as const;

/** The fields of a tensor, by name or, as that format's reader takes them too, as a list in this order. */
function fieldsOf(name: string, value: Json): readonly Json[] {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    if (list.length !== fields.length) throw invalid(`invalid length ${list.length} of \`${name}\`, expected 3`);
    return list;
  }
  if (!(value instanceof JsonObject)) throw invalid(`invalid type of \`${name}\`, expected struct TensorInfo`);
  return fields.map((field) => {
    const found = value.pairs.filter(([key]) => key === field);
    if (found.length > 1) throw invalid(`duplicate field \`${field}\` of \`${name}\``);
    if (found.length === 0) throw invalid(`missing field \`${field}\` of \`${name}\``);
    return found[0]![1];
  });
}

const largest = 2n ** 64n;

/** Sizes and offsets: those beyond 2^53 lose digits, but no file has so many bytes. */
function counts(name: string, value: Json | undefined, what: string): number[] {
  const isCount = (item: Json): item is bigint => typeof item === 'bigint' && item >= 0n && item < largest;
  const list = Array.isArray(value) ? (value as readonly Json[]) : undefined;
  if (list === undefined || !list.every(isCount)) throw invalid(`invalid value of \`${name}\`: expected usize in \`${what}\``);
  return list.map(Number);
}

function infoOf(name: string, value: Json): TensorInfo {
  const [type, shapes, offsets] = fieldsOf(name, value);
  // A dtype may be written as {"F32":null} too.
  const [only, ...others] = type instanceof JsonObject ? type.pairs : [];
  const dtype = only !== undefined && only[1] === null && others.length === 0 ? only[0] : type;
  if (typeof dtype !== 'string') throw invalid(`invalid type of \`dtype\` of \`${name}\`, expected string or map`);
  if (!names.includes(dtype)) {
    throw invalid(`unknown variant \`${dtype}\`, expected one of ${names.map((known) => `\`${known}\``).join(', ')}`);
  }
  const shape = counts(name, shapes, 'shape');
  const [begin, end, ...more] = counts(name, offsets, 'data_offsets');
  if (end === undefined || more.length > 0) throw invalid(`invalid length of \`data_offsets\` of \`${name}\`, expected 2`);
  return { name, dtype, shape, begin: begin!, end };
}

function fitting(product: bigint): bigint {
  if (product < largest) return product;
  throw new SafetensorError('overflow computing buffer size from shape and/or element type');
}

function checkSize({ dtype, shape, begin, end }: TensorInfo): void {
  let count = 1n;
  for (const length of shape) count = fitting(count * BigInt(length));
  const bits = Number(fitting(count * BigInt(table[names.indexOf(dtype)]![1])));
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
