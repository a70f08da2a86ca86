// Picture files of every format, kind of pixels and damage against what Pillow and torchvision read from them
// (scripts/golden/picture_files.py).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
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
    expect(() => Image.open(fileOf(base64))).toThrow(refused[name] ?? Error);
  });
});
