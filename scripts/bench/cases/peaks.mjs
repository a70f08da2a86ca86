// Steps of training whose greatest memory is measured: `(rows) => step`. peaks.py has the same.
import * as torch from 'nodetorch';
import { checkpoint } from 'nodetorch/utils/checkpoint';

const { nn } = torch;
const width = 256;
const depth = 24;

const deep = (run) => (rows) => {
  const layers = Array.from({ length: depth }, () =>
    new nn.Sequential(new nn.Linear(width, width), new nn.ReLU(), new nn.Linear(width, width), new nn.Tanh()));
  const input = torch.randn([rows, width], { requires_grad: true });
  return () => {
    let x = input;
    for (const layer of layers) x = run(layer, x);
    x.sum().backward();
    for (const layer of layers) layer.zero_grad();
    input.grad = null;
  };
};

export const cases = {
  '24 layers of 256': deep((layer, x) => layer(x)),
  '24 layers of 256, checkpoints': deep((layer, x) => checkpoint(layer, x, { use_reentrant: false })),
  '24 layers of 256, reentrant checkpoints': deep((layer, x) => checkpoint(layer, x, { use_reentrant: true })),
};
