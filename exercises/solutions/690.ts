// 690: nn.Linear computes x W^T + b, so the weights go in transposed.
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';

function linear(W: torch.Tensor, b: torch.Tensor): nn.Linear {
  const layer = new nn.Linear(W.size(0), W.size(1));
  torch.no_grad(() => {
    layer.weight.copy_(W.t());
    layer.bias.copy_(b.view(-1));
  });
  return layer;
}

export function my_network(W1: torch.Tensor, b1: torch.Tensor, W2: torch.Tensor, b2: torch.Tensor): nn.Module {
  return new nn.Sequential(linear(W1, b1), new nn.Sigmoid(), linear(W2, b2));
}

console.log(my_network(torch.ones(2, 4), torch.zeros(1, 4), torch.ones(4, 2), torch.zeros(1, 2)));
