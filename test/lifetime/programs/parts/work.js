import { parentPort, workerData } from 'node:worker_threads';
import * as torch from 'nodetorch';

let sum = 0;
for (let i = 0; i < 300; i++) {
  const weight = torch.ones(16, 16).mul(workerData).requires_grad_();
  torch.ones(16, 16).matmul(weight).sum().backward();
  sum += weight.grad.sum().item();
}
parentPort.postMessage({ sum, live: torch.memory_stats().live_tensors });
