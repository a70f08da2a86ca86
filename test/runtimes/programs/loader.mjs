// A shuffled loader, without workers and with two: each sample once, and the same order for the same seed.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';
import { DataLoader, TensorDataset } from 'nodetorch/utils/data';

const data = new TensorDataset(torch.arange(100), torch.arange(100).mul(2));
for (const num_workers of [0, 2]) {
  const orders = [1, 1, 2].map((seed) => {
    const generator = new torch.Generator().manual_seed(seed);
    const loader = new DataLoader(data, { batch_size: 7, shuffle: true, num_workers, generator });
    const order = [];
    for (const [x, y] of loader) {
      assert.deepEqual(y.tolist(), x.mul(2).tolist());
      order.push(...x.tolist());
    }
    return order;
  });
  assert.deepEqual(orders[0], orders[1]);
  assert.notDeepEqual(orders[0], orders[2]);
  assert.deepEqual([...orders[0]].sort((a, b) => a - b), torch.arange(100).tolist());
}
console.log('done');
