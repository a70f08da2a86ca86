// %% [markdown]
// # 870. Seven layers
//
// If two layers are better than one, are seven better than two? This network has nine times the weights of 850, and
// takes its time.

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
// 640, 512, 256, 128, 64, 32, and ten: a funnel, with a ReLU after each layer but the last.

// %%
class MultilayerClassifier extends nn.Module {
  fc = new nn.Sequential(
    new OrderedDict<string, nn.Module>([
      ['fc1', new nn.Linear(32 * 32, 32 * 20)],
      ['relu1', new nn.ReLU()],
      ['fc2', new nn.Linear(32 * 20, 32 * 16)],
      ['relu2', new nn.ReLU()],
      ['fc3', new nn.Linear(32 * 16, 32 * 8)],
      ['relu3', new nn.ReLU()],
      ['fc4', new nn.Linear(32 * 8, 32 * 4)],
      ['relu4', new nn.ReLU()],
      ['fc5', new nn.Linear(32 * 4, 32 * 2)],
      ['relu5', new nn.ReLU()],
      ['fc6', new nn.Linear(32 * 2, 16 * 2)],
      ['relu6', new nn.ReLU()],
      ['fc7', new nn.Linear(16 * 2, 10 * 1)],
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
// At first the loss hardly moves. The gradient of the first layer has come back through six others, and at random
// weights not much of it is left. Then it falls all the same.

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

await draw('870_loss.svg', () =>
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
// Much the same as two layers. More depth alone is not the answer: the network still has to learn anew for each place
// of the picture what a stroke is. The next lesson does something about that.

// %%
await draw('870_digits.svg', () => {
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
// ## Your turn
//
// Depth without ReLU is no depth. Write a function that takes a list of `nn.Linear` layers, to be applied one after the
// other with nothing between, and returns a *single* `nn.Linear` that computes the same. `npm run check 870`.

// %% Your turn
export const my_collapse: ((layers: nn.Linear[]) => nn.Linear) | null = null;
