// npm run doctor: the same as `npx nodetorch doctor`.

import { doctor } from './lib/doctor.mjs';
import { main } from './lib/main.mjs';

await main(doctor);
