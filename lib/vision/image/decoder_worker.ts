/** The thread that decodes pictures: the thread that asks for them sleeps meanwhile, so that opening is synchronous. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';

/** What was read of one file, or why it was not. */
export type Decoded =
  | { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly channels: number }
  | { readonly error: string; readonly missing: boolean };

interface Request {
  readonly paths: readonly string[];
  /** Becomes 1 when the answer is in the port. */
  readonly done: Int32Array;
}

/** The part of sharp that is used, written down here: the package is optional, also where this is compiled. */
type Sharp = (path: string, options: { ignoreIcc: boolean }) => {
  metadata(): Promise<{ channels: number }>;
  toColourspace(name: string): unknown;
  raw(): { toBuffer(options: { resolveWithObject: true }): Promise<{ data: Buffer; info: Info }> };
};
interface Info {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}
const decoder: string = 'sharp';

const { port } = workerData as { port: MessagePort };

parentPort!.on('message', ({ paths, done }: Request) => {
  void Promise.all(paths.map(decode)).then((answers) => {
    port.postMessage(answers, answers.flatMap((each) => ('data' in each ? [each.data.buffer as ArrayBuffer] : [])));
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
});

async function decode(path: string): Promise<Decoded> {
  let sharp: Sharp;
  try {
    ({ default: sharp } = (await import(decoder)) as { default: Sharp });
  } catch (error) {
    return { error: String(error), missing: true };
  }
  try {
    // The numbers in the file, as Pillow gives them: no colour profile applied, no turning by EXIF.
    const image = sharp(path, { ignoreIcc: true });
    // Grey pictures would come in three equal channels.
    if ((await image.metadata()).channels <= 2) image.toColourspace('b-w');
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    // A copy: from Node 22 on, memory of an addon does not move to another thread.
    return { data: Uint8Array.from(data), width: info.width, height: info.height, channels: info.channels };
  } catch (error) {
    return { error: (error as Error).message, missing: false };
  }
}
