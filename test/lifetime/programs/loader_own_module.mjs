// A dataset in the program's own file: the worker loads that file, and would start workers itself. It is told so.
import assert from 'node:assert';
import { isMainThread } from 'node:worker_threads';
import { DataLoader, Dataset, portable } from 'nodetorch/utils/data';

class Here extends Dataset {
  __len__() {
    return 3;
  }

  __getitem__(index) {
    return index;
  }
}
portable(import.meta.url, { Here });

const loader = new DataLoader(new Here(), { num_workers: 1, batch_size: null });
if (process.env.GUARDED === undefined) {
  process.env.GUARDED = isMainThread ? 'no' : 'never';
  assert.throws(() => [...loader], /Caught RuntimeError in DataLoader worker process 0\.[^]*if \(isMainThread\)/);
  process.env.GUARDED = 'yes';
  const { guarded } = await import('./parts/guarded.js');
  assert.deepEqual(guarded(), [0, 1, 2]);
  console.log('done');
} else {
  // In the worker: the rest of the program runs here, too.
  [...loader];
}
