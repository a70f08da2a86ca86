import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';

/** Says of two numbers whether they have the same sign. */
export class Net extends nn.Module {
  hidden = new nn.Linear(2, 8);
  output = new nn.Linear(8, 2);

  forward(x: torch.Tensor): torch.Tensor {
    return this.output(torch.relu(this.hidden(x)));
  }
}

/** `count` pairs of numbers, and 1 for those that have the same sign, 0 for the others. */
export function samples(count: number): [x: torch.Tensor, y: torch.Tensor] {
  const x = torch.randn(count, 2);
  return [x, x.index(':', 0).mul(x.index(':', 1)).gt(0).long()];
}

/** The part of the samples that the net is right about. */
export function accuracy(net: Net, [x, y]: [torch.Tensor, torch.Tensor]): number {
  return torch.no_grad(() => net(x).max(1).indices.eq(y).float().mean().item());
}

/** Trains a net, and calls `report` after every 50 steps. */
export function train(steps: number, report: (step: number, loss: number) => void = () => {}): Net {
  const [x, y] = samples(100);
  const net = new Net();
  const criterion = new nn.CrossEntropyLoss();
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
  for (let step = 1; step <= steps; step++) {
    const loss = criterion(net(x), y);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 50 === 0) report(step, loss.item());
  }
  return net;
}
