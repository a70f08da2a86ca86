import { openSync, closeSync, readFileSync, readSync, statSync } from 'node:fs';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { readBitmap } from './bitmap.js';
import type { Decoded } from './decoder_worker.js';
import { OSError, UnidentifiedImageError } from './errors.js';
import { Image } from './image.js';
import { readNetpbm } from './netpbm.js';
import type { Raster } from './raster.js';

/** The small formats that the decoder has not, by the first bytes of their files. */
const ownFormats: readonly { readonly magic: RegExp; read(bytes: Uint8Array): Raster }[] = [
  { magic: /^P[2356]\s/, read: readNetpbm },
  { magic: /^BM/, read: readBitmap },
];

/**
 * The picture in a file (`PIL.Image.open`): JPEG, PNG, WebP, TIFF, GIF and more through the optional package `sharp`,
 * BMP, PPM and PGM without it. Palettes are resolved. Throws an OSError where there is no file, an
 * UnidentifiedImageError where it is no picture or a damaged one.
 */
export function open(path: string): Image {
  return openAll([path])[0]!;
}

/** {@link open} for several files, which are decoded side by side. */
export function openAll(paths: readonly string[]): Image[] {
  const images = paths.map(readOwn);
  const foreign = paths.filter((_, i) => images[i] === undefined);
  const decoded = foreign.length > 0 ? decodeAll(foreign) : [];
  let next = 0;
  return images.map((image, i) => image ?? imageFrom(paths[i]!, decoded[next++]!));
}

function readOwn(path: string): Image | undefined {
  const format = ownFormats.find(({ magic }) => magic.test(firstBytes(path)));
  if (format === undefined) return undefined;
  try {
    const { mode, width, height, data } = format.read(readFileSync(path));
    return new Image(mode, [width, height], data);
  } catch (error) {
    throw new UnidentifiedImageError(`cannot identify image file '${path}': ${(error as Error).message}`);
  }
}

function firstBytes(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new OSError(`No such file: '${path}'`);
  const bytes = Buffer.alloc(3);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  return bytes.toString('latin1');
}

const modes = ['L', 'LA', 'RGB', 'RGBA'] as const;

function imageFrom(path: string, decoded: Decoded): Image {
  if ('data' in decoded) return new Image(modes[decoded.channels - 1]!, [decoded.width, decoded.height], decoded.data);
  if (decoded.missing) {
    throw new OSError(`'${path}' needs the package sharp to be read: npm install sharp (${decoded.error})`);
  }
  throw new UnidentifiedImageError(`cannot identify image file '${path}': ${decoded.error}`);
}

// What decoding one picture may take: a thread that fails must not leave this one asleep.
const mostMs = 60_000;

let helper: { readonly worker: Worker; readonly port: MessagePort } | undefined;

/** Asks the decoding thread, and sleeps until it has answered. */
function decodeAll(paths: readonly string[]): readonly Decoded[] {
  helper ??= startHelper();
  const done = new Int32Array(new SharedArrayBuffer(4));
  helper.worker.postMessage({ paths, done });
  if (Atomics.wait(done, 0, 0, mostMs * paths.length) === 'timed-out') {
    void helper.worker.terminate();
    helper = undefined;
    throw new OSError(`'${paths[0]}': the decoding thread gave no answer`);
  }
  return receiveMessageOnPort(helper.port)!.message as readonly Decoded[];
}

function startHelper(): { worker: Worker; port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./decoder_worker.js', import.meta.url), {
    workerData: { port: port2 }, transferList: [port2], execArgv: [],
  });
  // Waiting for pictures must not keep the process alive.
  worker.unref();
  port1.unref();
  return { worker, port: port1 };
}
