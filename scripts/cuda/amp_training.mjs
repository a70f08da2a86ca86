// LeNet and a small GPT trained in mixed precision; python/amp_training.py does the same.

import * as torch from '../../dist/index.js';
import { GPT, lenet } from './networks.mjs';

const F = torch.nn.functional;

/** `scale`: where the scaler of gradients begins; so large a one overflows, and is halved. */
export const trainings = {
  'LeNet in bfloat16': { network: 'lenet', dtype: 'bfloat16' },
  'GPT in bfloat16': { network: 'gpt', dtype: 'bfloat16' },
  'LeNet in float16, scaled': { network: 'lenet', dtype: 'float16', scale: 65536, gpu: true },
  'GPT in float16, scaled until it fits': { network: 'gpt', dtype: 'float16', scale: 2 ** 40, gpu: true },
};

function problem(network, device) {
  torch.manual_seed(0);
  if (network === 'lenet') {
    const net = lenet().to(device);
    const [x, y] = [torch.rand(32, 1, 32, 32).to(device), torch.randint(0, 10, [32]).to(device)];
    return { net, lossOf: () => F.cross_entropy(net(x), y) };
  }
  const net = new GPT({ tokens: 32, length: 32, width: 64, heads: 4, layers: 2 }).to(device);
  const [x, y] = [torch.randint(0, 32, [8, 32]).to(device), torch.randint(0, 32, [256]).to(device)];
  return { net, lossOf: () => F.cross_entropy(net(x).view(-1, 32), y) };
}

/** `{ losses, scales }` of a training. */
export function train(device, { network, dtype, scale, steps = 30 }) {
  const { net, lossOf } = problem(network, device);
  const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
  const scaler = new torch.amp.GradScaler(device,
    { enabled: scale !== undefined, init_scale: scale ?? 1, growth_interval: 10 });
  const [losses, scales] = [[], []];
  for (let i = 0; i < steps; i++) {
    optimizer.zero_grad();
    const loss = torch.autocast({ device_type: device, dtype: torch[dtype] }, lossOf);
    scaler.scale(loss).backward();
    scaler.step(optimizer);
    scaler.update();
    losses.push(loss.item());
    scales.push(scaler.get_scale());
  }
  return { losses, scales };
}
