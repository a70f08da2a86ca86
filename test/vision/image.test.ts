// Pictures against Pillow's, byte for byte (scripts/golden/images.py).
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as Image from 'nodetorch/vision/image';
import * as F from 'nodetorch/vision/transforms/functional';
import { describe, expect, test } from 'vitest';
import { flatPicture, madePicture, toldPicture } from './pictures.js';

const golden = JSON.parse(readFileSync(new URL('../golden/images.json', import.meta.url), 'utf8')) as
  Record<string, Record<string, string>>;

const matrices = [[1.2, 0.1, -2, -0.3, 0.9, 1], [0.5, 0, 1, 0, 0.7, -1], [40, 0.5, -8000, 1, 40, 33000]];

/** The operation that a golden's name says. */
function run(image: Image.Image, name: string): Image.Image {
  const [what, ...words] = name.split(' ');
  const [a = 0, b = 0, c = 0, d = 0] = words.map(Number);
  const fillcolor = image.mode === 'L' ? 9 : [9, 99, 199, 50].slice(0, image.getbands().length);
  const filter = (words[0] === 'center' ? 2 : b) as Image.Resampling;
  const flat = words[0] === 'flat' ? flatPicture(image.mode, image.size) : image;
  switch (what) {
    case 'convert': return image.convert(words[0]!);
    case 'resize': return image.resize([a, b], c as Image.Resampling);
    case 'transpose': return image.transpose(a as Image.Transpose);
    case 'rotate':
      if (words[0] === 'center') return image.rotate(20, filter, { center: [1, 2], translate: [2, -1] });
      return image.rotate(a, filter, { expand: c === 1, fillcolor });
    case 'affine': return image.transform(image.size, Image.Transform.AFFINE, matrices[a]!, filter, { fillcolor });
    case 'perspective':
      return image.transform(
        image.size, Image.Transform.PERSPECTIVE, [1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02], a as Image.Resampling);
    case 'crop': return image.crop([a, b, c, d]);
    case 'point': return image.point((value) => 255 - Math.floor(value / 2));
    case 'Brightness': return F.adjust_brightness(image, a);
    case 'Contrast': return F.adjust_contrast(image, a);
    case 'Color': return F.adjust_saturation(image, a);
    case 'Sharpness': return F.adjust_sharpness(image, a);
    case 'hue': return F.adjust_hue(image, a);
    case 'invert': return F.invert(image);
    case 'autocontrast': return F.autocontrast(flat);
    case 'equalize': return F.equalize(flat);
    case 'posterize': return F.posterize(image, a);
    case 'solarize': return F.solarize(image, a);
    case 'expand': return F.pad(image, [1, -2, 3, 4], fillcolor);
    default: throw new Error(`no operation ${name}`);
  }
}

describe.each(Object.keys(golden))('a picture %s', (which) => {
  const [mode, width, height] = which.split(' ') as [string, string, string];
  const image = madePicture(mode, [Number(width), Number(height)]);
  const cases = golden[which]!;
  const families = [...new Set(Object.keys(cases).map((name) => name.split(' ')[0]!))];

  test.each(families)('%s is as in Pillow', (family) => {
    const names = Object.keys(cases).filter((name) => name.split(' ')[0] === family);
    const ours = Object.fromEntries(names.map((name) => [name, toldPicture(run(image, name))]));
    expect(ours).toEqual(Object.fromEntries(names.map((name) => [name, cases[name]])));
  });
});

test('a picture has no other reader of its bytes than its own copy', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]);
  const image = Image.frombytes('L', [2, 2], bytes);
  bytes[0] = 9;
  image.tobytes()[1] = 9;
  image.resize([2, 2]).data[2] = 9;
  expect([...image.data]).toEqual([1, 2, 3, 4]);
});

test('pixels are read, set and pasted', () => {
  const image = Image.new('RGB', [3, 2], [1, 2, 3]);
  image.putpixel([2, 1], [7, 8, 9]);
  expect(image.getpixel([2, 1])).toEqual([7, 8, 9]);
  expect(image.getpixel([0, 0])).toEqual([1, 2, 3]);
  image.paste(Image.new('L', [2, 2], 50), [-1, 1]);
  expect(image.getpixel([0, 1])).toEqual([50, 50, 50]);
  expect(image.getpixel([1, 1])).toEqual([1, 2, 3]);
  expect(() => image.getpixel([3, 0])).toThrow('image index out of range');
});

test('bands are split, merged and counted', () => {
  const image = madePicture('RGB', [7, 5]);
  const bands = image.split();
  expect(bands.map((band) => band.mode)).toEqual(['L', 'L', 'L']);
  expect(Image.merge('RGB', bands).tobytes()).toEqual(image.tobytes());
  expect(image.histogram().reduce((sum, count) => sum + count, 0)).toBe(7 * 5 * 3);
  expect(image.histogram()[256 + bands[1]!.data[0]!]).toBeGreaterThan(0);
  expect(() => Image.merge('RGB', bands.slice(1))).toThrow('wrong number of bands');
});

test('two pictures are blended, and beyond both ends cut', () => {
  const [black, white] = [Image.new('L', [1, 1], 10), Image.new('L', [1, 1], 200)];
  expect([0, 0.25, 1, 2, -1].map((alpha) => Image.blend(black, white, alpha).getpixel([0, 0])))
    .toEqual([10, 57, 200, 255, 0]);
  expect(() => Image.blend(black, Image.new('L', [2, 1]), 0.5)).toThrow('images do not match');
});

test('what cannot be is refused in words', () => {
  const image = Image.new('L', [4, 4]);
  expect(() => image.convert('CMYQ')).toThrow("image has wrong mode: 'CMYQ'");
  expect(() => Image.new('RGB', [1, 1]).convert('P')).toThrow('conversion from RGB to P not supported');
  expect(() => image.resize([0, 3])).toThrow('height and width must be > 0');
  expect(() => image.resize([2, 3], 9 as Image.Resampling)).toThrow('Unknown resampling filter (9).');
  expect(() => image.rotate(5, Image.Resampling.LANCZOS)).toThrow('Image.Resampling.LANCZOS (1) cannot be used.');
  expect(() => image.crop([3, 0, 1, 2])).toThrow("Coordinate 'right' is less than 'left'");
  expect(() => Image.frombytes('RGB', [2, 2], new Uint8Array(11))).toThrow('not enough image data');
  expect(() => Image.frombytes('L', [2, 2], new Uint8Array(5))).toThrow('too much image data');
  expect(() => image.rotate(5, { angles: 3 } as object)).toThrow("rotate() got an unexpected keyword argument 'angles'");
});

test('prints its mode and size', () => {
  expect(inspect(Image.new('RGB', [28, 20]))).toBe('<Image mode=RGB size=28x20>');
});
