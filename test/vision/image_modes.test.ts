// Pictures of every mode against Pillow and torchvision, byte for byte (scripts/golden/image_modes.py).
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import * as Image from 'nodetorch/vision/image';
import { CenterCrop, Grayscale, Resize } from 'nodetorch/vision/transforms';
import * as F from 'nodetorch/vision/transforms/functional';
import { describe, expect, test } from 'vitest';
import { digest } from './pictures.js';

type Told = string | number | null | Told[] | { error: string; text: string };
const golden = JSON.parse(readFileSync(new URL('../golden/image_modes.json', import.meta.url), 'utf8')) as
  Record<string, Record<string, Told>>;
const size: [number, number] = [11, 7];

function noise(count: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function made(mode: string, info: Image.ImageInfo = {}): Image.Image {
  const count = size[0] * size[1] * Image.new(mode, [1, 1]).getbands().length;
  const raw = noise(2 * count, 17);
  const pairs = Array.from({ length: count }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!] as const);
  let data: Uint8Array;
  if (mode === 'I') data = bytesOf(Int32Array.from(pairs, ([a, b]) => a * 300 + b - 9000));
  else if (mode === 'F') data = bytesOf(Float32Array.from(pairs, ([a, b]) => a * 1.5 + b / 64 - 40));
  else if (mode === '1') data = raw.subarray(0, Math.ceil(size[0] / 8) * size[1]);
  else data = raw.subarray(0, mode.startsWith('I;16') ? 2 * count : count);
  const image = Image.frombytes(mode, size, data);
  const palette = mode === 'P' || mode === 'PA' ? noise(768, 99) : undefined;
  return new Image.Image(mode, size, image.data, { palette, info });
}

function bytesOf(array: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer);
}

function told(result: unknown): Told {
  if (result instanceof Image.Image) return `${result.mode} ${result.width} ${result.height} ${digest(result.tobytes())}`;
  if (torch.is_tensor(result)) {
    const whole = result.contiguous();
    return `${whole.dtype.name} [${whole.shape.join(', ')}] ${digest(whole.view(torch.uint8).numpy() as Uint8Array)}`;
  }
  if (Array.isArray(result)) return result.map(told);
  if (result instanceof Uint8Array) return [...result];
  return (result ?? null) as Told;
}

function tried(make: () => unknown): Told {
  try {
    return told(make());
  } catch (error) {
    return { error: (error as Error).name, text: (error as Error).message };
  }
}

const transparent: Record<string, Image.ImageInfo['transparency'][]> = {
  '1': [255], L: [40, 201], 'I;16': [300], I: [55], RGB: [[1, 2, 3], undefined],
  P: [3, new Uint8Array([0, 128, 255, 7])],
};

/** What a golden's name says. */
function run(mode: string, name: string): unknown {
  const image = made(mode);
  const [what, ...words] = name.split(' ') as [string, ...string[]];
  const [a = 0, b = 0, c = 0] = words.map(Number);
  switch (what) {
    case 'convert':
      if (words[1] === 'plain') return image.convert('1', { dither: Image.Dither.NONE });
      return image.convert(words[0]);
    case 'transparent': {
      const value = transparent[mode]![a] ?? image.getpixel([2, 1]);
      const result = made(mode, { transparency: value }).convert(words[1]);
      return [result, result.info.transparency];
    }
    case 'resize': return image.resize([a, b], c as Image.Resampling);
    case 'rotate':
      return a === 90 ? image.rotate(90, { expand: true }) : image.rotate(a, b as Image.Resampling);
    case 'perspective':
      return image.transform(
        size, Image.Transform.PERSPECTIVE, [1.1, 0.2, -1, 0.1, 0.9, 0.5, 0.01, 0.02], a as Image.Resampling);
    case 'crop': return image.crop([-1, 2, 6, 9]);
    case 'transpose': return image.transpose(Image.Transpose.TRANSVERSE);
    case 'split': return image.split();
    case 'merge': return Image.merge(mode, image.split());
    case 'pixel': return image.getpixel([3, 2]);
    case 'new': {
      const bands = image.getbands().length;
      if (words.length > 0) return Image.new(mode, [3, 2], 5);
      return Image.new(mode, [3, 2], bands === 1 ? 7 : Array.from({ length: bands }, (_, i) => 7 + i));
    }
    case 'blend': return Image.blend(image, image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.3);
    case 'Brightness': return F.adjust_brightness(image, 0.6);
    case 'Contrast': return F.adjust_contrast(image, 0.6);
    case 'Color': return F.adjust_saturation(image, 0.6);
    case 'Sharpness': return F.adjust_sharpness(image, 0.6);
    case 'ToTensor': return F.to_tensor(image);
    case 'PILToTensor': return F.pil_to_tensor(image);
    case 'Resize': return new Resize([5, 8])(image);
    case 'Grayscale': return words.length > 0 ? new Grayscale(3)(image) : new Grayscale()(image);
    case 'CenterCrop': return new CenterCrop(9)(image);
    case 'hflip': return F.hflip(image);
    case 'pad': return F.pad(image, [1, 2, 3, 0], 5, words[0] as 'edge');
    case 'hue': return F.adjust_hue(image, 0.2);
    case 'gamma': return F.adjust_gamma(image, 0.7);
    case 'invert': return F.invert(image);
    case 'autocontrast': return F.autocontrast(image);
    case 'solarize': return F.solarize(image, 100);
    case 'posterize': return F.posterize(image, 3);
    case 'dimensions': return F.get_dimensions(image);
    default: throw new Error(`no operation ${name}`);
  }
}

/** What Pillow does and this refuses, by the words in which it does. */
const refused: Record<string, RegExp> = {
  'P invert': /not supported for mode P/, 'P solarize': /not supported for mode P/,
  'P posterize': /not supported for mode P/,
};
for (const mode of ['RGB', 'RGBA', 'RGBa', 'RGBX', 'CMYK', 'YCbCr', 'HSV']) {
  refused[`${mode} convert P`] = refused[`${mode} convert PA`] = /there is no choice of colours here/;
}
for (const mode of ['P', 'PA']) {
  refused[`${mode} hue`] = refused[`${mode} gamma`] = /there is no choice of colours here/;
}
for (const name of ['rotate 30 2', 'rotate 30 3', 'perspective 2', 'perspective 3']) {
  refused[`I;16 ${name}`] = refused[`I;16B ${name}`] = /has no (bilinear|bicubic) interpolation here/;
}
for (const size of ['5 4', '17 9']) {
  for (const filter of [1, 2, 3, 4, 5]) refused[`I;16B resize ${size} ${filter}`] = /has no \w+ filter here/;
}
refused['I;16B Resize'] = /has no bilinear filter here/;
const wayOut = (mode: string, name: string): RegExp | undefined => refused[`${mode} ${name}`];

describe.each(Object.keys(golden).filter((mode) => mode !== 'tensors'))('mode %s', (mode) => {
  const cases = golden[mode]!;
  const families = [...new Set(Object.keys(cases).map((name) => name.split(' ')[0]!))];

  test.each(families)('%s is as in Pillow', (family) => {
    const names = Object.keys(cases).filter((name) => name.split(' ')[0] === family);
    const same = names.filter((name) => wayOut(mode, name) === undefined);
    const ours = Object.fromEntries(same.map((name) => [name, tried(() => run(mode, name))]));
    expect(ours).toEqual(Object.fromEntries(same.map((name) => [name, cases[name]])));
    for (const name of names.filter((each) => !same.includes(each))) {
      expect(() => run(mode, name), name).toThrow(wayOut(mode, name));
    }
  });
});

test('tensors become pictures of the mode of their numbers', () => {
  const ours = Object.fromEntries(Object.keys(golden['tensors']!).map((name) => {
    const [type, count, mode] = name.split(' ') as [string, string, string];
    const whole = torch.arange(Number(count) * 20).reshape(Number(count), 4, 5).mul(7).remainder(251);
    const numbers = whole.to((torch as unknown as Record<string, torch.dtype>)[type]!);
    const tensor = numbers.is_floating_point() ? numbers.div(256) : numbers;
    return [name, tried(() => F.to_pil_image(tensor, mode === 'None' ? null : mode))];
  }));
  const wanted = golden['tensors']!;
  // Numbers of two bytes taken for one of them each.
  for (const mode of ['RGB', 'YCbCr', 'HSV']) wanted[`int16 3 ${mode}`] = wanted['int16 3 None']!;
  expect(ours).toEqual(wanted);
});
