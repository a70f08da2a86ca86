// %% [markdown]
// # 850. Two layers for the digits
//
// 670 showed what a second layer is worth. The same step here: 128 numbers in the middle, ReLU, then ten.

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
// `nn.Sequential` is a network of its own: what comes out of one layer goes into the next. Its parts may have names.
// Compare with 830; everything else is the same program.

// %%
class MultilayerClassifier extends nn.Module {
  fc = new nn.Sequential(
    new OrderedDict<string, nn.Module>([
      ['linear_combination', new nn.Linear(32 * 32, 32 * 4)],
      ['relu1', new nn.ReLU()],
      ['fc2', new nn.Linear(32 * 4, 10)],
    ]),
  );

  forward(img: torch.Tensor): torch.Tensor {
    let output = img.view(-1, 32 * 32);
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

const net = new MultilayerClassifier().to(options.device);
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.Adam(net.parameters(), { lr: 2e-3 });

// %% [markdown]
// ## Training
//
// The loss falls faster than in 830, and farther.

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

await draw('850_loss.svg', () =>
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
// About 97 of 100: of the mistakes of 830 a third is left. Look at those it still makes.

// %%
await draw('850_digits.svg', () => {
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
// The weights of the first layer are no pictures of digits any more. Each of the 128 middle numbers looks for something
// of its own: a stroke here, a gap there. The middle of the picture has structure; at the rim, where there is never any
// ink, the weights are what they were at the start.

// %%
await draw('850_weights.svg', () => {
  const [weight] = [...net.parameters()];
  return plot.images(weight.data.index(':32').view(32, 32, 32), {
    signed: true,
    title: 'What 32 of the 128 middle numbers look for',
  });
});

// %% [markdown]
// ## Your turn
//
// How many numbers does such a network learn? Write a function that counts all parameters of any network. (For 830 it
// says 10,250. Work out on paper what it should say for 850, and try.) `npm run check 850`.

// %% Your turn
export const my_count: ((network: nn.Module) => number) | null = null;
