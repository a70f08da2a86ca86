// What is written by hand takes its arguments by name, and refuses names that it does not have.
import * as torch from 'nodetorch';
import * as data from 'nodetorch/utils/data';
import * as datasets from 'nodetorch/vision/datasets';
import * as Image from 'nodetorch/vision/image';
import * as transforms from 'nodetorch/vision/transforms';
import { expect, test } from 'vitest';

const { functional: F } = transforms;
const picture = (): Image.Image => Image.new('RGB', [4, 2], [1, 2, 3]);

test('methods of pictures', () => {
  expect(picture().resize([2, 2], { resample: 0 }).size).toEqual([2, 2]);
  expect(picture().resize({ size: [3, 1] }).size).toEqual([3, 1]);
  expect(picture().convert({ mode: 'L' }).mode).toBe('L');
  expect(picture().crop({ box: [1, 0, 3, 1] }).size).toEqual([2, 1]);
  expect(picture().crop().size).toEqual([4, 2]);
  expect(picture().rotate({ angle: 90, expand: true }).size).toEqual([2, 4]);
  expect(picture().transpose({ method: Image.Transpose.ROTATE_90 }).size).toEqual([2, 4]);
  expect(picture().getpixel({ xy: [0, 0] })).toEqual([1, 2, 3]);
});

test('functions of pictures keep the kind of picture', () => {
  const image: Image.Image = F.resize(picture(), { size: [1, 3] });
  const tensor: torch.Tensor = F.resize({ img: torch.zeros(3, 4, 4), size: [1, 3] });
  expect(image.size).toEqual([3, 1]);
  expect(tensor.shape).toEqual([3, 1, 3]);
  const corners: readonly Image.Image[] = F.five_crop(picture(), { size: 1 });
  expect(corners).toHaveLength(5);
});

test('transforms and datasets', () => {
  const compose = new transforms.Compose({ transforms: [new transforms.ToTensor()] });
  expect((compose(picture()) as torch.Tensor).shape).toEqual([3, 2, 4]);
  expect(new transforms.Lambda({ lambd: (x: number) => 2 * x })(4)).toBe(8);
  expect(transforms.RandomCrop.get_params({ img: picture(), output_size: [2, 4] })).toEqual([0, 0, 2, 4]);
  const fake = new datasets.FakeData({ size: 3, image_size: [1, 2, 2], transform: new transforms.ToTensor() });
  const sample: [torch.Tensor, number] = fake.index(0);
  expect(sample[0].shape).toEqual([1, 2, 2]);
});

test.each<[string, () => unknown, string]>([
  ['a method', () => picture().resize([2, 2], { resampel: 0 } as never), "Image.resize() got an unexpected keyword argument 'resampel'. Did you mean 'resample'?"],
  ['a method without arguments', () => (picture() as unknown as { split(...args: unknown[]): unknown }).split({ bands: 1 }), "Image.split() got an unexpected keyword argument 'bands'"],
  ['too many', () => (picture() as unknown as { resize(...args: unknown[]): unknown }).resize([2, 2], 0, 1, 2), 'Image.resize() takes from 2 to 3 positional arguments but 5 were given'],
  ['a function', () => (F.hflip as (...args: unknown[]) => unknown)(picture(), { image: 1 }), "hflip() got an unexpected keyword argument 'image'. Did you mean 'img'?"],
  ['a transform without arguments', () => new (transforms.ToTensor as new (...args: unknown[]) => object)(1), 'ToTensor.__init__() takes 1 positional argument but 2 were given'],
  ['a transform', () => new transforms.Resize(2, { antialis: true } as never), "Resize.__init__() got an unexpected keyword argument 'antialis'. Did you mean 'antialias'?"],
  ['a static method', () => (transforms.GaussianBlur.get_params as (...args: unknown[]) => unknown)(1), "GaussianBlur.get_params() missing 1 required positional argument: 'sigma_max'"],
  ['a dataset', () => new datasets.MNIST('', { trian: true } as never), "MNIST.__init__() got an unexpected keyword argument 'trian'. Did you mean 'train'?"],
  ['a loader', () => new data.DataLoader([1], { batchsize: 2 } as never), "DataLoader.__init__() got an unexpected keyword argument 'batchsize'. Did you mean 'batch_size'?"],
  ['a subset', () => new data.Subset([1], { indexes: [0] } as never), "Subset.__init__() got an unexpected keyword argument 'indexes'. Did you mean 'indices'?"],
  ['torch.load', () => torch.load('x', { weigths_only: true } as never), "load() got an unexpected keyword argument 'weigths_only'. Did you mean 'weights_only'?"],
])('refuses names that are not there: %s', (_, call, message) => {
  expect(call).toThrow(new TypeError(message));
});
