/** JPEG and WebP files, which the optional package `sharp` decodes on a thread of its own. */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { OSError, UnidentifiedImageError } from '../errors.js';
import { checkPixels, limits } from '../limits.js';
import type { Answer, Request } from './foreign_worker.js';
import type { Decoded } from './reader.js';

// What decoding one picture may take: a thread that fails must not leave this one asleep.
const mostMs = 60_000;

let helper: { readonly worker: Worker; readonly port: MessagePort } | undefined;

/** The pictures in files, which are decoded side by side. */
export function readForeign(paths: readonly string[]): Decoded[] {
  return asked(paths).map((answer, i) => pictureFrom(paths[i]!, answer));
}

function pictureFrom(path: string, answer: Answer): Decoded {
  if ('pixels' in answer) checkPixels(...answer.pixels);
  if ('data' in answer) {
    checkPixels(answer.width, answer.height);
    return answer;
  }
  if ('missing' in answer && answer.missing) throw new OSError(answer.error);
  throw new UnidentifiedImageError(
    `cannot identify image file '${path}': ${'error' in answer ? answer.error : 'too large'}`);
}

/** Asks the decoding thread, and sleeps until it has answered. */
function asked(paths: readonly string[]): readonly Answer[] {
  helper ??= startHelper();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const most = limits.MAX_IMAGE_PIXELS;
  const request: Request = { paths, mostPixels: most === null ? null : 2 * most, done };
  helper.worker.postMessage(request);
  if (Atomics.wait(done, 0, 0, mostMs * paths.length) === 'timed-out') {
    void helper.worker.terminate();
    helper = undefined;
    throw new OSError(`'${paths[0]}': the decoding thread gave no answer`);
  }
  return receiveMessageOnPort(helper.port)!.message as readonly Answer[];
}

function startHelper(): { worker: Worker; port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./foreign_worker.js', import.meta.url), {
    workerData: { port: port2 }, transferList: [port2], execArgv: [],
  });
  // Waiting for pictures must not keep the process alive.
  worker.unref();
  port1.unref();
  return { worker, port: port1 };
}
