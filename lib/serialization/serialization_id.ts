/**
 * The record `.data/serialization_id`, as libtorch on Linux computes it (caffe2/serialize/inline_container.cc): forty
 * digits, of which the first half is a hash of the names of the records, and the second one of their checksums. The
 * names come in the order of a `std::unordered_set`, so both that order and `std::hash` are those of GNU's C++ library.
 */
import { zip } from './zip_format.js';

const mask = (1n << 64n) - 1n;

/** c10's `hash_combine`. */
const combined = (seed: bigint, value: bigint): bigint =>
  (seed ^ (value + 0x9e3779b9n + (seed << 6n) + (seed >> 2n))) & mask;

/** Sizes to which a set of GNU's C++ library grows: each is a prime at least twice as large as the one before. */
const sizes = [
  13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697, 1447153, 2938679,
  5967347, 12117689,
].map(BigInt);

const multiplier = 0xc6a4a7935bd1e995n;
const mixed = (value: bigint): bigint => value ^ (value >> 47n);

/** `std::hash` of a text: MurmurHash64A by Austin Appleby, with the seed that GNU's C++ library has. */
function hashOf(text: Uint8Array): bigint {
  const bytes = Buffer.from(text);
  let hash = 0xc70f6907n ^ ((BigInt(bytes.length) * multiplier) & mask);
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at < whole; at += 8) {
    const word = (bytes.readBigUInt64LE(at) * multiplier) & mask;
    hash = ((hash ^ ((mixed(word) * multiplier) & mask)) * multiplier) & mask;
  }
  if (whole < bytes.length) {
    const rest = Buffer.alloc(8);
    bytes.copy(rest, 0, whole);
    hash = ((hash ^ rest.readBigUInt64LE()) * multiplier) & mask;
  }
  return mixed((mixed(hash) * multiplier) & mask);
}

/**
 * Hashes in the order of a set: by buckets, of which the one that was begun last comes first, and what came last comes
 * first in each.
 */
function ordered(hashes: readonly bigint[], size: bigint): bigint[] {
  const buckets = new Map<bigint, bigint[]>();
  for (const hash of hashes) {
    const place = hash % size;
    const bucket = buckets.get(place);
    if (bucket === undefined) buckets.set(place, [hash]);
    else bucket.push(hash);
  }
  return [...buckets.values()].reverse().flatMap((bucket) => bucket.reverse());
}

/** Hashes of names, in the order in which a set gives them that grew as they were put in. */
function inSet(hashes: readonly bigint[]): bigint[] {
  let known: bigint[] = [];
  let taken = 0;
  // A set that grows puts in again what it has, in the order in which it gives it.
  for (const size of sizes) {
    const room = Math.min(Number(size), hashes.length);
    known = grown(known, hashes.slice(taken, room), size);
    taken = room;
    if (taken === hashes.length) return known;
  }
  throw new RangeError(`an archive of ${hashes.length} records`);
}

const grown = (known: readonly bigint[], more: readonly bigint[], size: bigint): bigint[] =>
  ordered([...known, ...more], size);

/** What tells archives of different contents apart, from one record to the next. */
export class SerializationId {
  readonly #names: bigint[] = [];
  #checksums = 0n;

  /**
   * A record by its name, without the folder of the archive, with the checksum that stands behind its bytes; `start` is
   * the first of those. An empty record has no such place, and bytes that look like one count as one.
   */
  add(name: string, checksum: number, size: number, start: Uint8Array): void {
    this.#names.push(hashOf(Buffer.from(name, 'utf8')));
    if (size === 0) return;
    const head = Buffer.from(start.buffer, start.byteOffset, start.length);
    if (head.length >= 8 && head.readUInt32LE() === zip.dataDescriptor) this.#checksum(head.readUInt32LE(4));
    this.#checksum(checksum);
  }

  #checksum(value: number): void {
    this.#checksums = combined(this.#checksums, BigInt(value));
  }

  toString(): string {
    const names = inSet(this.#names).reduce(combined, 0n);
    return [names, this.#checksums].map((hash) => hash.toString().padStart(20, '0')).join('');
  }
}
