// npm run build: the addon and the TypeScript, whatever of them is out of date. libtorch has to be there (npm run setup).

import { findAddon, findLibtorch } from './setup/locate.mjs';
import { main } from './lib/main.mjs';
import { buildAddon } from './lib/native_build.mjs';
import { compile } from './lib/typescript.mjs';

await main(async () => {
  await buildAddon(findLibtorch({ headers: true, builtWith: findAddon()?.libtorch }));
  await compile('library');
});
