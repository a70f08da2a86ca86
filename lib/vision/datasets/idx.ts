/** The IDX format of MNIST and its relatives: a magic number, lengths, numbers with the highest byte first. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ValueError } from '../../values/errors.js';
import * as types from '../../values/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import { carrierOf } from '../../values/carriers.js';
import { fromTypedArray } from '../../tensor/from_data.js';

const typeOf: Readonly<Record<number, types.dtype>> = {
  8: types.uint8, 9: types.int8, 11: types.int16, 12: types.int32, 13: types.float32, 14: types.float64,
};

/** A file that is not what its name says; the message names it. */
class IdxError extends ValueError {
  constructor(path: string, what: string) {
    super(`${path} is corrupt: ${what}. Delete it and get it again, with { download: true } for instance`);
  }
}

/**
 * The numbers in an IDX file, or a gzipped one (`torchvision.datasets.mnist.read_sn3_pascalvincent_tensor`). Throws a
 * ValueError that names the file where it is damaged; nothing larger than the file is made.
 */
function read_sn3_pascalvincent_tensor(path: string): Tensor {
  const bytes = contentOf(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw new IdxError(path, `it has only ${bytes.length} bytes`);
  const magic = view.getUint32(0);
  const [type, dimensions] = [typeOf[magic >>> 8], magic & 0xff];
  if (type === undefined || dimensions < 1 || dimensions > 3) {
    throw new IdxError(path, `it starts with 0x${magic.toString(16).padStart(8, '0')}, which no IDX file does`);
  }
  const start = 4 * (dimensions + 1);
  if (bytes.length < start) throw new IdxError(path, `it has only ${bytes.length} bytes`);
  const sizes = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 * (i + 1)));
  const wanted = sizes.reduce((product, each) => product * each, type.itemsize);
  if (bytes.length - start !== wanted) {
    throw new IdxError(path, `it should have ${wanted} bytes of data, and has ${bytes.length - start}`);
  }
  if (type.itemsize === 1) {
    const Bytes = type === types.int8 ? Int8Array : Uint8Array;
    return fromTypedArray(new Bytes(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, wanted), sizes, undefined);
  }
  const Carrier = carrierOf(type)!;
  const swapped = new Uint8Array(bytes.subarray(start));
  swap[type.itemsize]!(Buffer.from(swapped.buffer));
  return fromTypedArray(new Carrier(swapped.buffer), sizes, undefined);
}

/** By the bytes of a number: turns their order, in place. */
const swap: Readonly<Record<number, (bytes: Buffer) => void>> = {
  2: (bytes) => bytes.swap16(), 4: (bytes) => bytes.swap32(), 8: (bytes) => bytes.swap64(),
};

function contentOf(path: string): Uint8Array {
  const bytes = readFileSync(path);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new IdxError(path, `it cannot be unpacked (${(error as Error).message})`);
  }
}

/** Labels, as whole numbers of 64 bits (`torchvision.datasets.mnist.read_label_file`). */
export function read_label_file(path: string): Tensor {
  return checked(path, 1).long();
}

/** Images, as bytes (N, H, W) (`torchvision.datasets.mnist.read_image_file`). */
export function read_image_file(path: string): Tensor {
  return checked(path, 3);
}

function checked(path: string, dimensions: number): Tensor {
  const read = read_sn3_pascalvincent_tensor(path);
  if (read.dtype !== types.uint8) throw new TypeError(`${path}: x should be of dtype torch.uint8 instead of ${read.dtype}`);
  if (read.dim() !== dimensions) {
    throw new ValueError(`${path}: x should have ${dimensions} dimension instead of ${read.dim()}`);
  }
  return read;
}
