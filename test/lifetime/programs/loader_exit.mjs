// process.exit() inside a loop over a loader, whose workers compute and wait.
import { DataLoader } from 'nodetorch/utils/data';
import { endless, Made } from '../../utils/data/parts/datasets.mjs';

for (const value of new DataLoader(new Made(100, endless), { batch_size: null, num_workers: 2 })) {
  if (value === 0) {
    console.log('done');
    process.exit(0);
  }
}
