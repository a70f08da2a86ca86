// Ways to damage a file, each made again from its random source alone.

import { crc32 } from 'node:zlib';

const interesting = [0, 1, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x51, 0x52, 0x62, 0x63, 0x65, 0x68, 0x71, 0x74, 0x75, 0x8f];
const words = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 0xfffffff0];

const flip = (bytes, rng) => {
  for (let i = rng.chance(0.5) ? 0 : rng.below(8); i >= 0; i--) bytes[rng.below(bytes.length)] ^= 1 << rng.below(8);
  return bytes;
};
const overwrite = (bytes, rng) => {
  for (let i = rng.below(4); i >= 0; i--) bytes[rng.below(bytes.length)] = rng.pick(interesting);
  return bytes;
};
const overwriteWord = (bytes, rng) => {
  if (bytes.length >= 4) bytes.writeUInt32LE(rng.pick(words), rng.below(bytes.length - 3));
  return bytes;
};
const truncate = (bytes, rng) => bytes.subarray(0, rng.below(bytes.length));
const remove = (bytes, rng) => {
  const [start, length] = part(bytes, rng);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
};
const repeat = (bytes, rng) => {
  const [start, length] = part(bytes, rng);
  return Buffer.concat([bytes.subarray(0, start + length), bytes.subarray(start)]);
};
const move = (bytes, rng) => {
  const [from, length] = part(bytes, rng);
  const copy = Buffer.from(bytes.subarray(from, from + length));
  copy.copy(bytes, rng.below(bytes.length));
  return bytes;
};

function part(bytes, rng) {
  const start = rng.below(bytes.length);
  return [start, 1 + rng.below(Math.min(64, bytes.length - start))];
}

/** Other numbers in a pickle, which stays one: sizes, strides, offsets, lengths of storages. */
const renumber = (bytes, rng) => {
  const places = [];
  for (let at = 0; at + 1 < bytes.length; at++) if (bytes[at] === 0x4b) places.push(at + 1);
  if (places.length > 0) bytes[rng.pick(places)] = rng.chance(0.5) ? rng.below(8) : rng.pick(interesting);
  return bytes;
};

const ways = [flip, overwrite, overwriteWord, truncate, remove, repeat, move];
const inPlace = [flip, overwrite, overwriteWord, move, renumber, renumber, renumber];

/** The bytes of a record of a zip archive, as a view into it, and with no checksum left to notice a change. */
function pickleOf(file) {
  const nameAt = file.indexOf('data.pkl');
  if (nameAt < 0) return undefined;
  for (let at = file.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = file.indexOf('PK\x01\x02', at + 1, 'latin1')) {
    if (at + 46 <= file.length) file.writeUInt32LE(0, at + 16);
  }
  const start = file.indexOf('\x80\x02', nameAt, 'latin1');
  const end = file.indexOf('PK\x07\x08', start, 'latin1');
  return start < 0 || end < 0 ? undefined : file.subarray(start, end);
}

/** Makes the checksums of a PNG file right again, so that what is damaged is read. */
function withChecksums(file) {
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    if (at + 12 + length > file.length) break;
    file.writeUInt32BE(crc32(file.subarray(at + 4, at + 8 + length)), at + 8 + length);
    at += 12 + length;
  }
  return file;
}

/** A damaged copy. In an archive the pickle is where it hurts, so it is hit more often than chance would have it. */
export function damaged(file, rng) {
  const copy = Buffer.from(file);
  const pickle = rng.chance(0.7) ? pickleOf(copy) : undefined;
  if (pickle === undefined) {
    const made = rng.pick(ways)(copy, rng);
    return copy.subarray(1, 4).toString('latin1') === 'PNG' && rng.chance(0.8) ? withChecksums(made) : made;
  }
  for (let i = rng.chance(0.5) ? 0 : rng.below(3); i >= 0; i--) rng.pick(inPlace)(pickle, rng);
  return copy;
}
