// A dataset and a loop in one file, as a program may have them: what is not for workers is not run by them.
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

export let guarded;
if (isMainThread) guarded = () => [...new DataLoader(new Here(), { num_workers: 1, batch_size: null })];
