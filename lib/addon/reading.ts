/** Reading of files, of which nothing is garbage (native/handles/memory.h). */
import { native } from './binding.js';

/** Runs what reads a file into tensors: collections wait meanwhile, as long as there is memory. */
export function reading<T>(body: () => T): T {
  native.begin_reading();
  try {
    return body();
  } finally {
    native.end_reading();
  }
}

/** What was read was copied and dropped: a small collection frees it. */
export function copied(): void {
  native.collect(false);
}
