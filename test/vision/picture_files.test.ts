// Picture files of every format, kind of pixels and damage against what Pillow and torchvision read from them
// (scripts/golden/picture_files.py).
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { ImageFolder } from 'nodetorch/vision/datasets';
import * as Image from 'nodetorch/vision/image';
import * as F from 'nodetorch/vision/transforms/functional';
import { afterAll, describe, expect, test } from 'vitest';
import { digest } from './pictures.js';

interface Failure {
  readonly error: string;
  readonly text: string;
}
interface Read {
  readonly mode: string;
  readonly size: [number, number];
  readonly bands: string[];
  readonly raw: string;
  readonly RGB: string | Failure;
  readonly L: string | Failure;
  readonly RGBA: string | Failure;
  readonly ToTensor: string | Failure;
  readonly PILToTensor: string | Failure;
  readonly palette?: string;
  readonly transparency?: number | number[];
}

const rows = JSON.parse(readFileSync(new URL('../golden/picture_files.json', import.meta.url), 'utf8')) as
  [name: string, base64: string, read: Read | Failure][];
const folder = mkdtempSync(join(tmpdir(), 'nodetorch-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(base64: string): string {
  const path = join(folder, 'picture');
  writeFileSync(path, Buffer.from(base64, 'base64'));
  return path;
}

/** What it gives, or the class of its error. */
function tried<T>(make: () => T): T | { error: string } {
  try {
    return make();
  } catch (error) {
    return { error: (error as Error).name };
  }
}
const expected = (told: string | Failure): string | { error: string } =>
  (typeof told === 'string' ? told : { error: told.error });

function toldTensor(tensor: torch.Tensor): string {
  const whole = tensor.contiguous();
  const bytes = whole.view(torch.uint8).numpy() as Uint8Array;
  return `${whole.dtype.name} [${whole.shape.join(', ')}] ${digest(bytes)}`;
}

function told(image: Image.Image): object {
  const { transparency } = image.info;
  return {
    mode: image.mode, size: image.size, bands: image.getbands(), raw: digest(image.tobytes()),
    RGB: tried(() => digest(image.convert('RGB').tobytes())),
    L: tried(() => digest(image.convert('L').tobytes())),
    RGBA: tried(() => digest(image.convert('RGBA').tobytes())),
    ToTensor: tried(() => toldTensor(F.to_tensor(image))),
    PILToTensor: tried(() => toldTensor(F.pil_to_tensor(image))),
    palette: image.palette && digest(image.palette),
    transparency: transparency instanceof Uint8Array ? [...transparency] : transparency,
  };
}

/** What Pillow reads and this does not: the picture is refused, in words that say what it is. */
const refused: Record<string, RegExp> = {
  'tiff ycbcr 8 not subsampled lzw': /TIFF of compressed YCbCr is not supported/,
  'tiff ycbcr 8 subsampled lzw': /TIFF of compressed YCbCr is not supported/,
};
/** Pillow converts this mode through a colour management library. */
const noColors = new Set(['LAB']);

test('a file that has become another is read anew', () => {
  for (const name of ['webp lossy', 'webp lossless', 'jpeg ycbcr 4:2:0 50', 'jpeg ycbcr progressive']) {
    const [, base64, read] = rows.find(([each]) => each === name)!;
    expect(digest(Image.open(fileOf(base64)).tobytes()), name).toBe((read as Read).raw);
  }
});

test('formats that are not read are named', () => {
  const path = join(folder, 'other');
  const heads = {
    AVIF: '\0\0\0\x20ftypavif', 'JPEG 2000': '\0\0\0\x0cjP  \r\n\x87\n', ICO: '\0\0\x01\0\x01\0', SVG: '<svg xmlns="">',
  };
  for (const [name, head] of Object.entries(heads)) {
    writeFileSync(path, Buffer.from(head, 'latin1'));
    expect(() => Image.open(path), name).toThrow(`the format ${name} is not supported`);
  }
});

test('a folder of pictures of all kinds is read in RGB', () => {
  const names = ['png grey 16', 'png palette 8 trns-many', 'tiff cmyk 8', 'tiff black-is-zero 32 float', 'jpeg flat cmyk',
    'bmp 8 rle', 'png rgba 16'];
  const chosen = names.map((name) => rows.find(([each]) => each === name)!);
  mkdirSync(join(folder, 'root', 'all'), { recursive: true });
  for (const [i, [name, base64]] of chosen.entries()) {
    const path = join(folder, 'root', 'all', `${i}.${name.split(' ')[0]}`);
    writeFileSync(path, Buffer.from(base64, 'base64'));
  }
  const dataset = new ImageFolder(join(folder, 'root'));
  const batch = [...dataset.__getitems__(names.map((_, i) => i))];
  const wanted = chosen.map(([, , read]) => (read as Read).RGB);
  expect(batch.map(([image]) => digest(image.tobytes()))).toEqual(wanted);
  expect(names.map((_, i) => digest(dataset.index(i)[0].tobytes()))).toEqual(wanted);
});

test('a picture of too many pixels is refused before it is decoded', () => {
  const header = (side: number): Buffer => Buffer.from(`P5\n${side} ${side}\n255\n`);
  const path = join(folder, 'large.pgm');
  const { MAX_IMAGE_PIXELS } = Image.limits;
  try {
    writeFileSync(path, header(20_000));
    expect(() => Image.open(path)).toThrow(Image.DecompressionBombError);
    expect(() => Image.open(path)).toThrow('Image size (400000000 pixels) exceeds limit of 178956970 pixels');
    Image.limits.MAX_IMAGE_PIXELS = 100;
    for (const name of ['png rgb 8', 'jpeg ycbcr 4:4:4 95', 'webp lossless', 'gif 256 colours', 'tiff rgb 8 tiled']) {
      const open = (): Image.Image => Image.open(fileOf(rows.find(([each]) => each === name)![1]));
      if (name === 'png rgb 8') expect(open().size).toEqual([9, 7]);
      else expect(open, name).toThrow(Image.DecompressionBombError);
    }
    Image.limits.MAX_IMAGE_PIXELS = null;
    // Without the limit the file still has to hold what its header says.
    expect(() => Image.open(path)).toThrow('image file is truncated');
  } finally {
    Image.limits.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS;
  }
});

describe.each([...new Set(rows.map(([name]) => name.split(' ')[0]!))])('%s files', (format) => {
  const own = rows.filter(([name]) => name.split(' ')[0] === format);

  test.each(own.filter(([name, , read]) => 'mode' in read && !(name in refused)))('%s', (_, base64, read) => {
    const { RGB, L, RGBA, ToTensor, PILToTensor, palette, transparency, mode, size, bands, raw } = read as Read;
    const colors = (given: string | Failure): unknown => (noColors.has(mode) ? { error: 'ValueError' } : expected(given));
    expect(told(Image.open(fileOf(base64)))).toEqual({
      mode, size, bands, raw, palette, transparency, RGB: colors(RGB), L: colors(L), RGBA: colors(RGBA),
      ToTensor: expected(ToTensor), PILToTensor: expected(PILToTensor),
    });
  });

  test.each(own.filter(([name, , read]) => 'error' in read || name in refused))('%s is refused', (name, base64) => {
    const before = process.memoryUsage().rss;
    expect(() => Image.open(fileOf(base64))).toThrow(refused[name] ?? Error);
    // A file of some hundred bytes takes no memory to speak of, whatever its header says.
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
  });
});
