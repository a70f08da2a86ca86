// 3,000 additions of 400 KB, 1.2 GB together, in flat memory though the loop never awaits; and what is held stays.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';

torch.set_num_threads(1);
const resident = () => process.memoryUsage().rss / 2 ** 20;
const held = Array.from({ length: 3000 }, (_, i) => torch.full([4], i));
const x = torch.ones(100_000);
let [after, peak] = [0, 0];
for (let i = 1; i <= 3000; i++) {
  x.add(i);
  if (i === 300) after = resident();
  if (i % 100 === 0) peak = Math.max(peak, resident());
}
assert.ok(peak < 1.3 * after && peak < 600, `${after} MB after a tenth, ${peak} MB at most`);
for (const [i, tensor] of held.entries()) assert.deepEqual(tensor.tolist(), [i, i, i, i]);
console.log(`resident: ${after.toFixed()} MB after a tenth, ${peak.toFixed()} MB at most`);
console.log('done');
