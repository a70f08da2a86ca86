// %% [markdown]
// # 830. One layer for the digits
//
// One layer again, as in 530, only larger: 1024 numbers come in, 10 go out, one for each digit. The largest wins. It is
// the least a network can be, and it sets the mark that the others have to beat.

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
// From here on a network is a class. Its layers are fields, so that `net.parameters()` can find all weights; `forward`
// says what happens to a batch; and `net(images)` runs it. `nn.Linear` holds weights and bias and does the product and
// the sum of 210. There is no softmax in it, for `CrossEntropyLoss` brings its own.

// %%
class SoftmaxRegression extends nn.Module {
  fc = new nn.Sequential(new OrderedDict([['linear_combination', new nn.Linear(32 * 32, 10)]]));

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

const net = new SoftmaxRegression().to(options.device);
const criterion = new nn.CrossEntropyLoss();
const optimizer = new optim.Adam(net.parameters(), { lr: 2e-3 });

// %% [markdown]
// ## Training
//
// The loop is that of 670: clear the gradients, forwards, loss, backwards, step. A walk over all 60,000 pictures is
// called an *epoch*, and there are four. After each, the test tells how good the network is on pictures it has not
// seen.
//
// `net.train()` and `net.eval()` change nothing here; there are layers that behave differently in a test, and you
// should be used to writing them by the time you meet one.
//
// (The original notebook divides a sum of means of batches by the number of pictures, so its average loss is about a
// thousand times too small. Here each batch counts by its size.)

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

await draw('830_loss.svg', () =>
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
// About 92 of 100. Not bad for something that only adds up pixels. Here are some of its answers; the framed ones are
// wrong.

// %%
await draw('830_digits.svg', () => {
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
// And since there is only one layer, its weights can be looked at. Each digit has a picture of its own: blue where ink
// speaks for the digit, orange where it speaks against. The 0 is plain to see, with its hole.

// %%
await draw('830_weights.svg', () => {
  const [weight] = [...net.parameters()];
  return plot.images(weight.data.view(10, 32, 32), {
    signed: true,
    columns: 5,
    size: 110,
    captions: Array.from({ length: 10 }, (_, digit) => String(digit)),
    title: 'The weights of each digit',
  });
});

// %% [markdown]
// ## Your turn
//
// An even simpler classifier: take the mean picture of each digit, from 810, and answer with the digit whose mean
// picture is nearest. Write a function of pictures ($n \times 1 \times 32 \times 32$) and means ($10 \times 32 \times
// 32$) that returns $n$ digits. Nearest means the smallest sum of squared differences. (On MNIST it gets 82 of 100,
// without any training at all.) `npm run check 830`.

// %% Your turn
export const my_classifier: ((images: torch.Tensor, means: torch.Tensor) => torch.Tensor) | null = null;
