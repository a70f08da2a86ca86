// Runs before `npm pack` and `npm publish`: compiles what the package ships. It needs neither libtorch nor a compiler.

import { ensureDependencies } from './lib/dependencies.mjs';
import { main } from './setup/main.mjs';

await main(async () => {
  await ensureDependencies();
  const { compile } = await import('./lib/typescript.mjs'); // not before npm's packages are there
  compile('library');
});
