/** The thread that decodes pictures: the thread that asks for them sleeps meanwhile, so that opening is synchronous. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { optionalPackages } from '../../../optional_packages.js';
import type { Mode } from '../modes.js';

/** What was read of one file, or why it was not. */
export type Answer =
  | { readonly data: Uint8Array; readonly mode: Mode; readonly width: number; readonly height: number }
  | { readonly pixels: readonly [width: number, height: number] }
  | { readonly error: string; readonly missing: boolean };

export interface Request {
  readonly paths: readonly string[];
  /** A file of more pixels is not decoded; null for no limit. */
  readonly mostPixels: number | null;
  /** Becomes 1 when the answer is in the port. */
  readonly done: Int32Array;
}

/** The part of sharp that is used, written down here: the package is optional, also where this is compiled. */
interface Picture {
  metadata(): Promise<{ format: string; space: string; channels: number; width: number; height: number }>;
  pipelineColourspace(name: string): this;
  toColourspace(name: string): this;
  raw(): { toBuffer(options: { resolveWithObject: true }): Promise<{ data: Buffer; info: Info }> };
}
interface Sharp {
  (path: string, options: { ignoreIcc: boolean; limitInputPixels: boolean; failOn: 'error' }): Picture;
  cache(kept: false): void;
}
interface Info {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** The modes of what the decoder is asked for, and the colour space that leaves their numbers as they are. */
const modes: Readonly<Record<string, readonly [mode: Mode, space: string, channels: number]>> = {
  'jpeg 1': ['L', 'b-w', 1], 'jpeg 3': ['RGB', 'srgb', 3], 'jpeg 4': ['CMYK', 'cmyk', 4],
  'webp 3': ['RGB', 'srgb', 3], 'webp 4': ['RGBA', 'srgb', 4],
};

const { port } = workerData as { port: MessagePort };

parentPort!.on('message', ({ paths, mostPixels, done }: Request) => {
  void Promise.all(paths.map((path) => decode(path, mostPixels))).then((answers) => {
    port.postMessage(answers, answers.flatMap((each) => ('data' in each ? [each.data.buffer as ArrayBuffer] : [])));
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
});

async function decode(path: string, mostPixels: number | null): Promise<Answer> {
  let sharp: Sharp;
  try {
    [{ default: sharp }] = await optionalPackages<[{ default: Sharp }]>(`open('${path}')`, ['sharp']);
    // What it keeps it finds by the path alone, also when the file has become another.
    sharp.cache(false);
  } catch (error) {
    return { error: (error as Error).message, missing: true };
  }
  try {
    // The numbers in the file, as Pillow gives them: no colour profile applied, no turning by EXIF.
    // Nor a refusal of what a decoder warns of, such as bytes between the parts of a JPEG file.
    const image = sharp(path, { ignoreIcc: true, limitInputPixels: false, failOn: 'error' });
    const { format, channels, space, width, height } = await image.metadata();
    if (mostPixels !== null && width * height > mostPixels) return { pixels: [width, height] };
    const found = modes[`${format} ${channels}`];
    if (found === undefined) return { error: `${format} of ${channels} channels in ${space} is not supported`, missing: false };
    const [mode, wanted, bands] = found;
    // Without this CMYK would go through RGB, and grey would come in three equal channels.
    if (mode === 'CMYK') image.pipelineColourspace('cmyk');
    if (mode !== 'RGB' && mode !== 'RGBA') image.toColourspace(wanted);
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== bands) return { error: `${info.channels} channels for mode ${mode}`, missing: false };
    // A copy: from Node 22 on, memory of an addon does not move to another thread.
    return { data: Uint8Array.from(data), mode, width: info.width, height: info.height };
  } catch (error) {
    return { error: (error as Error).message, missing: false };
  }
}
