import { parentPort } from 'node:worker_threads';
import * as torch from 'nodetorch';

// Says nothing of what it received: tensors in both directions are on their way when the thread ends.
for (let i = 0; i < 8; i++) parentPort.postMessage({ i, t: torch.full([1 << 18], i).share_memory_() });
parentPort.postMessage('posted');
parentPort.on('message', () => undefined);
