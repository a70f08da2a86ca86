import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

torch.manual_seed(0);
const x: torch.Tensor = torch.randn(100, 2);
const y = x.index(':', 0).mul(x.index(':', 1)).gt(0).long();
const net = new nn.Sequential(new nn.Linear(2, 8), new nn.ReLU(), new nn.Linear(8, 2));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
for (let step = 0; step < 200; step++) {
  optimizer.zero_grad();
  F.cross_entropy(net(x), y).backward();
  optimizer.step();
}
const accuracy = net(x).max(1).indices.eq(y).float().mean().item();
console.log(`trained: loss ${F.cross_entropy(net(x), y).item().toFixed(2)}, accuracy ${accuracy.toFixed(2)}`);
