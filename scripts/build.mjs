// npm run build: the same as `npx nodetorch build`.

import { build } from './lib/build_command.mjs';
import { main } from './lib/main.mjs';

await main(build);
