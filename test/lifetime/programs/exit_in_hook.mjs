// The process ends inside a backward pass.
import * as torch from 'nodetorch';

const weight = torch.ones(3).requires_grad_();
weight.register_hook(() => {
  console.log('done');
  process.exit(0);
});
weight.mul(2).sum().backward();
