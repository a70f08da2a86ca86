// The process ends while tensors, graphs, hooks, views and a worker are alive.
import { Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';

globalThis.kept = [torch.ones(1000), torch.ones(3).requires_grad_().mul(2), torch.ones(10).numpy()];
const weight = torch.ones(3).requires_grad_();
weight.register_hook((grad) => grad.mul(2));
weight.mul(2).sum().backward();
globalThis.kept.push(weight, torch.from_numpy(new Float32Array(10)));
const worker = new Worker(new URL('./parts/loop.js', import.meta.url));
worker.on('message', () => {
  console.log('done');
  process.exit(0);
});
