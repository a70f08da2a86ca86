// A tensor sent to another thread arrives as a plain object that no operator takes, or is refused; it never crashes.
import assert from 'node:assert';
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import * as torch from 'nodetorch';

const { port1, port2 } = new MessageChannel();
const tensor = torch.ones(3);
let received;
try {
  port1.postMessage(tensor);
  [received] = await once(port2, 'message');
} catch (error) {
  assert.ok(error instanceof Error, 'refused with an error');
}
port1.close();
if (received !== undefined) {
  assert.ok(!(received instanceof torch.Tensor));
  assert.throws(() => torch.add(received, 1), TypeError);
}
// The memory of a tensor crosses as a copy.
const worker = new Worker(
  `const { parentPort, workerData } = require('node:worker_threads'); workerData[0] = 7; parentPort.postMessage(workerData);`,
  { eval: true, workerData: tensor.numpy() });
const [copy] = await once(worker, 'message');
assert.deepEqual([...copy], [7, 1, 1]);
assert.deepEqual(tensor.tolist(), [1, 1, 1]);
console.log('done');
