// 870: (x A^T + a) B^T + b = x (B A)^T + (a B^T + b).
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';

export function my_collapse(layers: nn.Linear[]): nn.Linear {
  return torch.no_grad(() => {
    let weight: torch.Tensor = layers[0].weight;
    let bias: torch.Tensor = layers[0].bias;
    for (const layer of layers.slice(1)) {
      weight = layer.weight.mm(weight);
      bias = layer(bias);
    }
    const single = new nn.Linear(weight.size(1), weight.size(0));
    single.weight.copy_(weight);
    single.bias.copy_(bias);
    return single;
  });
}

console.log(my_collapse([new nn.Linear(5, 9), new nn.Linear(9, 2)]));
