// Makes the JavaScript in dist/ (scripts/bundle/index.mjs), in a second or two. The build does so by itself; after
// a change in lib/, `node scripts/bundle.mjs` does without the compiler, which looks at types.
import { bundle } from './bundle/index.mjs';

await bundle();
