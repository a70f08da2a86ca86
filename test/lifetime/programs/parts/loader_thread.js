import { parentPort, workerData } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { DataLoader, TensorDataset } from 'nodetorch/utils/data';

// 16 MB of data.
const data = new TensorDataset(torch.arange(64), torch.ones(64, 1 << 16));
const loader = new DataLoader(data, { batch_size: 8, num_workers: 2 });
let sum = 0;
for (let epoch = 0; workerData.endless || epoch < 2; epoch++) {
  for (const [numbers] of loader) sum += numbers.sum().item();
  if (epoch === 1) parentPort.postMessage(sum);
}
