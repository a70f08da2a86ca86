// What pictures, transforms and datasets are to the compiler.
import type * as torch from 'nodetorch';
import { DataLoader } from 'nodetorch/utils/data';
import * as datasets from 'nodetorch/vision/datasets';
import * as Image from 'nodetorch/vision/image';
import * as transforms from 'nodetorch/vision/transforms';
import * as F from 'nodetorch/vision/transforms/functional';

const image: Image.Image = Image.new('RGB', [4, 4]);
const tensor: torch.Tensor = F.to_tensor(image);

// A picture stays a picture, a tensor a tensor.
export const smaller: Image.Image = F.resize(image, 2);
export const smallerTensor: torch.Tensor = F.resize(tensor, [2, 3], { antialias: false });
export const turned: torch.Tensor = new transforms.RandomRotation(30, { expand: true })(tensor);
export const five: Image.Image[] = new transforms.FiveCrop(2)(image);
// @ts-expect-error ToTensor takes pictures
new transforms.ToTensor()(tensor);
// @ts-expect-error a size is needed
new transforms.Resize();
// @ts-expect-error there is no such argument
new transforms.Resize(3, { sice: 4 });
// @ts-expect-error sizes are numbers
F.resize(image, '3');
// @ts-expect-error the size is given twice
F.resize(image, 3, { size: 3 });
// @ts-expect-error no such way to pad
F.pad(image, 1, 0, 'wrap');

// A pipeline takes what its first transform takes, and gives what its last one gives.
const pipeline = new transforms.Compose([
  new transforms.Resize(32), new transforms.ToTensor(), new transforms.Normalize([0.5], [0.5]),
]);
export const piped: torch.Tensor = pipeline(image);
// @ts-expect-error a pipeline that ends in tensors
export const notPiped: Image.Image = pipeline(image);

// Datasets have the types of their transforms' results.
const digits = new datasets.MNIST('data', { transform: pipeline });
export const [digit, label]: [torch.Tensor, number] = digits.index(0);
const named = new datasets.MNIST('data', true, { target_transform: (target) => `class ${target}` });
export const [picture, name]: [Image.Image, string] = named.index(0);
for (const [images, labels] of new DataLoader(digits, { batch_size: 4 })) {
  export_(images.dtype, labels.dtype);
}
// @ts-expect-error no such option
new datasets.MNIST('data', { tain: true });
// @ts-expect-error a folder is needed
new datasets.ImageFolder();

function export_(..._: torch.dtype[]): void {
  return;
}
