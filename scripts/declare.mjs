// Completes the comments of the compiled declarations (scripts/declare/index.mjs). The build does so by itself; after
// `npx tsc` alone, `node scripts/declare.mjs` does.
import { declare } from './declare/index.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

await declare(root);
