// Resident memory stays flat over many epochs with two workers, whoever makes the batches.
import assert from 'node:assert';
import * as torch from 'nodetorch';
import { DataLoader, TensorDataset } from 'nodetorch/utils/data';
import { asList } from '../../utils/data/parts/datasets.mjs';

const data = new TensorDataset(torch.randn(512, 4096), torch.arange(512));
for (const options of [{}, { persistent_workers: true }, { collate_fn: asList }]) {
  const loader = new DataLoader(data, { batch_size: 64, shuffle: true, num_workers: 2, ...options });
  const most = (epochs) => {
    let peak = 0;
    for (let i = 0; i < epochs; i++) {
      for (const batch of loader) assert.ok(batch.length > 0);
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    return peak / 1e6;
  };
  // 8 MB an epoch: 160 MB, then 480 MB.
  const first = most(20);
  const all = most(60);
  assert.ok(all < 1.1 * first + 48, `${first} MB, then ${all} MB`);
}
console.log('done');
