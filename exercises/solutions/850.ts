// 850: every parameter knows how many numbers it has.
import { nn } from 'nodetorch';

export function my_count(network: nn.Module): number {
  let count = 0;
  for (const parameter of network.parameters()) count += parameter.numel();
  return count;
}

console.log(my_count(new nn.Sequential(new nn.Linear(1024, 128), new nn.ReLU(), new nn.Linear(128, 10))));
