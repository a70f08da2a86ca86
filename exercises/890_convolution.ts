// %% [markdown]
// # 890. Convolution
//
// A stroke is a stroke, wherever in the picture it is. A layer of the kind we had so far does not know that. A
// *convolution* does: it has a small window of weights, here $5 \times 5$, and slides it over the whole picture; the
// same 25 weights look at every place. What comes out is a picture again, bright where the window found what it looks
// for.
//
// This network is LeNet-5, by Yann LeCun and others, 1998, with the simplifications of our time.

// %%
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import * as plot from 'nodetorch/plot';
import { tqdm } from 'nodetorch/tqdm';
import { DataLoader } from 'nodetorch/utils/data';
import { MNIST } from 'nodetorch/vision/datasets';
import * as transforms from 'nodetorch/vision/transforms';
import { read_options } from './options.ts';
import { draw_into } from './pictures.ts';
import * as random from './python_random.ts';
import { fixed } from './python_text.ts';

const options = read_options({ seed: 0, data: true, epochs: 4, pictures: true, device: true });
torch.manual_seed(options.seed);
random.seed(options.seed);
const draw = draw_into(options.pictures);

// %% [markdown]
// ## The network
//
// Follow the sizes. $32 \times 32$; six windows of $5 \times 5$ give six pictures of $28 \times 28$; of each square of
// $2 \times 2$ only the largest number is kept (*max pooling*), which leaves $14 \times 14$; sixteen windows, $10
// \times 10$; pooling, $5 \times 5$; and 120 windows of $5 \times 5$ fit exactly once. Two layers of the ordinary kind
// bring the 120 numbers down to ten.
//
// All this has 61,706 weights, less than half of 850.

// %%
class LeNet5 extends nn.Module {
  convnet = new nn.Sequential(
    new OrderedDict<string, nn.Module>([
      ['c1', new nn.Conv2d(1, 6, { kernel_size: [5, 5] })],
      ['relu1', new nn.ReLU()],
      ['s2', new nn.MaxPool2d({ kernel_size: [2, 2], stride: 2 })],
      ['c3', new nn.Conv2d(6, 16, { kernel_size: [5, 5] })],
      ['relu3', new nn.ReLU()],
      ['s4', new nn.MaxPool2d({ kernel_size: [2, 2], stride: 2 })],
      ['c5', new nn.Conv2d(16, 120, { kernel_size: [5, 5] })],
      ['relu5', new nn.ReLU()],
    ]),
  );

  fc = new nn.Sequential(
    new OrderedDict<string, nn.Module>([
      ['f6', new nn.Linear(120, 84)],
      ['relu6', new nn.ReLU()],
      ['f7', new nn.Linear(84, 10)],
    ]),
  );

  forward(img: torch.Tensor): torch.Tensor {
    let output = this.convnet(img);
    output = output.view(-1, 120);
    output = this.fc(output);
    return output;
  }
}

// %% [markdown]
// ## The data
//
// Batches of 256 pictures to learn from, in another order each time, and of 1024 to test with.

// %%
const folder = join(options.data, 'mnist');
const transform = new transforms.Compose([new transforms.Resize([32, 32]), new transforms.ToTensor()]);
const data_train = new MNIST(folder, { download: true, transform });
const data_test = new MNIST(folder, { train: false, download: true, transform });
const data_train_loader = new DataLoader(data_train, { batch_size: 256, shuffle: true });
const data_test_loader = new DataLoader(data_test, { batch_size: 1024 });

const net = new LeNet5().to(options.device);
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.Adam(net.parameters(), { lr: 2e-3 });

// %% [markdown]
// ## Training

// %%
const losses: number[] = [];

function train(epoch: number): void {
  net.train();
  const batches = tqdm(data_train_loader, { desc: `Epoch ${epoch}`, leave: false });
  let i = 0;
  for (const [images, labels] of batches) {
    optimizer.zero_grad();

    const output = net(images.to(options.device));

    const loss = criterion(output, labels.to(options.device));

    if (i % 10 === 0) {
      losses.push(loss.data.item());
      batches.clear();
      console.log(`train - epoch ${epoch}, batch ${i}, loss: ${fixed(loss.data.item())}`);
    }

    loss.backward();
    optimizer.step();
    i += 1;
  }
}

function test(): void {
  net.eval();
  let total_correct = 0;
  let total_loss = 0;
  for (const [images, labels] of data_test_loader) {
    const output = net(images.to(options.device));
    total_loss += criterion(output, labels.to(options.device)).item() * labels.size(0);
    const pred = output.data.max(1)[1].cpu();
    total_correct += pred.eq(labels.data.view_as(pred)).sum().item();
  }

  const avg_loss = total_loss / data_test.length;
  console.log(`test avg. loss: ${fixed(avg_loss)}, accuracy: ${fixed(total_correct / data_test.length)}`);
}

for (let epoch = 1; epoch <= options.epochs; epoch++) {
  train(epoch);
  test();
}

await draw('890_loss.svg', () =>
  plot.lines(
    { loss: losses },
    {
      x: losses.map((_, i) => 10 * i),
      title: 'Loss of each tenth batch',
      x_label: 'batch',
      y_label: 'loss',
      y_log: true,
    },
  ),
);

// %% [markdown]
// ## What it has learned
//
// About 98 or 99 of 100, with fewer weights than any but 830. What it gets wrong is hard for us as well.

// %%
await draw('890_digits.svg', () => {
  const [images, labels] = data_test_loader[Symbol.iterator]().next().value as [torch.Tensor, torch.Tensor];
  const pred = net(images.to(options.device)).data.max(1)[1].cpu();
  const chosen = pred.ne(labels).nonzero().view(-1).index(':16');
  const some = torch.cat([torch.arange(16), chosen]);
  const said = pred.index(some).tolist() as number[];
  const meant = labels.index(some).tolist() as number[];
  return plot.images(images.index(some), {
    captions: said.map((digit, i) => (digit === meant[i] ? String(digit) : `${digit}, not ${meant[i]}`)),
    marked: said.map((digit, i) => digit !== meant[i]),
    title: 'Test digits and what the network says: the first ones, and its first mistakes',
  });
});

// %% [markdown]
// The six windows of the first layer: edges and strokes in several directions.

// %%
await draw('890_filters.svg', () => {
  const [weight] = [...net.parameters()];
  return plot.images(weight.data, {
    signed: true,
    columns: 6,
    size: 90,
    title: 'The six windows of the first layer',
  });
});

// %% [markdown]
// ## Your turn
//
// Sizes are where most mistakes are made. Write the function that says how wide the picture is that comes out of a
// convolution, from the width that goes in, the size of the window, the *padding* (zeros added on each side) and the
// *stride* (how far the window moves each time). `npm run check 890` compares with `nn.Conv2d`.

// %% Your turn
export const my_size: ((width: number, window: number, padding: number, stride: number) => number) | null = null;
