import { parentPort } from 'node:worker_threads';
import * as torch from 'nodetorch';

const weight = torch.ones(64, 64).requires_grad_();
weight.register_hook((grad) => grad.mul(1));
for (let i = 0; ; i++) {
  torch.ones(64, 64).matmul(weight).sum().backward();
  if (i === 20) parentPort.postMessage('looping');
}
