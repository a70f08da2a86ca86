// npm run reference: a Python with PyTorch to compare with, made in the cache if there is none. Prints its path.

import { main } from './setup/main.mjs';
import { ensureReference } from './lib/reference.mjs';

await main(async () => {
  process.stdout.write(`${await ensureReference()}\n`);
});
