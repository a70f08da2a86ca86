// With a new space at its largest, V8 makes objects that often survive old ones from the start: the list of new tensors
// is one, and what a dead old list refers to must not count as alive.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';

if (process.argv[2] === 'child') {
  for (const side of [100, 320, 1024]) {
    const a = torch.rand(side, side);
    for (const f of [() => a.add(a), () => a.mul(a), () => a.relu()]) for (let i = 0; i < 3e6 / side ** 1.2; i++) f();
  }
  torch.collect();
  const { live_tensors, major_collections } = torch.memory_stats();
  assert(live_tensors < 50, `${live_tensors} tensors are alive`);
  assert.equal(major_collections, 0);
} else {
  const flags = ['--no-node-snapshot', '--max-semi-space-size=1'];
  const { status } = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), 'child'], { stdio: 'inherit' });
  assert.equal(status, 0);
  console.log('done');
}
