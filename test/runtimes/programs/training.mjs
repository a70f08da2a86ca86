// A network learns which of two numbers is larger; its gradients, its optimizer and its text are what they should be.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

torch.manual_seed(0);
const net = new nn.Sequential(new nn.Linear(2, 16), new nn.ReLU(), new nn.Linear(16, 2));
const optimizer = new optim.Adam(net.parameters(), { lr: 0.01 });
const x = torch.randn(256, 2);
const y = x.index(':', 0).gt(x.index(':', 1)).long();
const lossOf = () => F.cross_entropy(net(x), y);
const before = lossOf().item();
for (let step = 0; step < 200; step++) {
  optimizer.zero_grad();
  lossOf().backward();
  optimizer.step();
}
const right = torch.no_grad(() => net(x).argmax(1).eq(y).float().mean().item());
assert.ok(before > 0.5 && lossOf().item() < 0.1, `loss ${before} -> ${lossOf().item()}`);
assert.ok(right > 0.95, `right: ${right}`);
assert.match(String(net), /\(0\): Linear\(in_features=2, out_features=16, bias=True\)/);
console.log('done');
