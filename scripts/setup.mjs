// npm run setup: the same as `npx nodetorch setup`.

import { main } from './lib/main.mjs';
import { setup } from './lib/setup_command.mjs';

await main(() => setup(process.argv.slice(2)));
