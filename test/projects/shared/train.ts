// Learns whether two numbers have the same sign, as nodetorch's README does.
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';

class Net extends nn.Module {
  hidden = new nn.Linear(2, 8);
  output = new nn.Linear(8, 2);

  forward(x: torch.Tensor): torch.Tensor {
    return this.output(torch.relu(this.hidden(x)));
  }
}

export interface Trained {
  readonly loss: number;
  readonly accuracy: number;
}

export function train(steps: number): Trained {
  torch.manual_seed(0);
  const x = torch.randn(100, 2);
  const y = x.index(':', 0).mul(x.index(':', 1)).gt(0).long();
  const net = new Net();
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
  for (let step = 0; step < steps; step++) {
    optimizer.zero_grad();
    criterion(net(x), y).backward();
    optimizer.step();
  }
  const scores = net(x);
  return { loss: criterion(scores, y).item(), accuracy: scores.max(1).indices.eq(y).float().mean().item() };
}
