// The networks that parts train; python/networks.py makes the same ones, parameter by parameter in the same order.

import * as torch from '../../dist/index.js';

const { nn } = torch;
const F = nn.functional;

const norm = (conv, channels) => [conv, new nn.BatchNorm2d(channels)];
const conv = (from, to, size, stride) =>
  new nn.Conv2d(from, to, size, { stride, padding: (size - 1) / 2, bias: false });

/** Two convolutions and the way around them. */
class Block extends nn.Module {
  constructor(from, to, stride) {
    super();
    this.body = new nn.Sequential(
      ...norm(conv(from, to, 3, stride), to), new nn.ReLU(true), ...norm(conv(to, to, 3, 1), to));
    this.way = stride === 1 && from === to ? new nn.Identity()
      : new nn.Sequential(...norm(conv(from, to, 1, stride), to));
  }

  forward(x) {
    return F.relu(this.body(x).add(this.way(x)));
  }
}

/** ResNet-18 for pictures of 3 channels; `width` is 64 as published. */
export function resnet18(width = 64, classes = 1000) {
  const blocks = [1, 2, 4, 8].flatMap((times, i) => {
    const [from, to] = [width * Math.max(1, times / 2), width * times];
    return [new Block(from, to, i === 0 ? 1 : 2), new Block(to, to, 1)];
  });
  return new nn.Sequential(
    ...norm(conv(3, width, 7, 2), width), new nn.ReLU(true), new nn.MaxPool2d(3, { stride: 2, padding: 1 }), ...blocks,
    new nn.AdaptiveAvgPool2d(1), new nn.Flatten(), new nn.Linear(8 * width, classes));
}

/** One layer of a GPT: causal attention, then two linear ones, each around its own sum. */
class Layer extends nn.Module {
  #heads;

  constructor(width, heads) {
    super();
    this.#heads = heads;
    this.norm1 = new nn.LayerNorm(width);
    this.qkv = new nn.Linear(width, 3 * width);
    this.out = new nn.Linear(width, width);
    this.norm2 = new nn.LayerNorm(width);
    this.body = new nn.Sequential(new nn.Linear(width, 4 * width), new nn.GELU(), new nn.Linear(4 * width, width));
  }

  forward(x) {
    const [batch, length, width] = x.shape;
    const apart = (t) => t.view(batch, length, this.#heads, width / this.#heads).transpose(1, 2);
    const [q, k, v] = this.qkv(this.norm1(x)).split(width, 2).map(apart);
    const seen = F.scaled_dot_product_attention(q, k, v, { is_causal: true });
    const y = x.add(this.out(seen.transpose(1, 2).reshape(batch, length, width)));
    return y.add(this.body(this.norm2(y)));
  }
}

/** A small GPT: from tokens to the scores of the next one. */
export class GPT extends nn.Module {
  constructor({ tokens, length, width, heads, layers }) {
    super();
    this.token = new nn.Embedding(tokens, width);
    this.place = new nn.Embedding(length, width);
    this.layers = new nn.Sequential(...Array.from({ length: layers }, () => new Layer(width, heads)));
    this.norm = new nn.LayerNorm(width);
    this.head = new nn.Linear(width, tokens);
  }

  forward(x) {
    const places = torch.arange(x.shape[1], { device: x.device });
    return this.head(this.norm(this.layers(this.token(x).add(this.place(places)))));
  }
}

/** LeNet-5, as the course has it. */
export function lenet() {
  return new nn.Sequential(
    new nn.Conv2d(1, 6, 5), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Conv2d(6, 16, 5), new nn.ReLU(),
    new nn.MaxPool2d(2), new nn.Conv2d(16, 120, 5), new nn.ReLU(), new nn.Flatten(), new nn.Linear(120, 84),
    new nn.ReLU(), new nn.Linear(84, 10));
}

/** The sizes at which they are timed, and those of a rehearsal on the processor. */
export const sizes = {
  cuda: {
    resnet: { width: 64, batch: 64, side: 224 },
    gpt: { tokens: 256, length: 256, width: 512, heads: 8, layers: 6, batch: 32 },
  },
  cpu: {
    resnet: { width: 8, batch: 2, side: 64 },
    gpt: { tokens: 32, length: 16, width: 32, heads: 4, layers: 2, batch: 2 },
  },
};

/** The network of a name and the function that gives its loss: drawn on the processor, as on the other side. */
export function problem(name, size, device) {
  torch.manual_seed(0);
  if (name === 'resnet') {
    const net = resnet18(size.width).to(device);
    const x = torch.rand(size.batch, 3, size.side, size.side).to(device);
    const y = torch.randint(0, 1000, [size.batch]).to(device);
    return { net, lossOf: () => F.cross_entropy(net(x), y) };
  }
  const net = new GPT(size).to(device);
  const x = torch.randint(0, size.tokens, [size.batch, size.length]).to(device);
  const y = torch.randint(0, size.tokens, [size.batch * size.length]).to(device);
  return { net, lossOf: () => F.cross_entropy(net(x).view(-1, size.tokens), y) };
}
