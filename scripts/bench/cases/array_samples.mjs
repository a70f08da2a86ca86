// Samples whose memory is JavaScript's: each a new typed array.
import * as torch from 'nodetorch';
import { Dataset, portable } from 'nodetorch/utils/data';

export class ArraySamples extends Dataset {
  constructor(count, length) {
    super();
    this.count = count;
    this.size = length;
  }

  __getitem__(i) {
    return torch.from_numpy(new Float32Array(this.size).fill(i));
  }

  __len__() {
    return this.count;
  }
}

portable(import.meta.url, { ArraySamples });
