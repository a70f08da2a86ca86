// torch.save and torch.load, by name, from memory and mapped; safetensors.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { load_file, save_file } from 'nodetorch/safetensors';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-runtimes-'));
try {
  const net = new nn.Linear(3, 2);
  const file = join(folder, 'net.pt');
  torch.save({ net: net.state_dict(), step: 5 }, file);
  for (const options of [{}, { mmap: true }]) {
    const { net: state, step } = torch.load(file, options);
    assert.equal(step, 5);
    assert.ok(torch.equal(state.get('weight'), net.weight));
  }
  const tensors = { a: torch.arange(6).view(2, 3), b: torch.ones(2, { dtype: torch.float16 }) };
  save_file(tensors, join(folder, 'x.safetensors'));
  const loaded = load_file(join(folder, 'x.safetensors'));
  for (const name of ['a', 'b']) assert.ok(torch.equal((loaded.get?.(name) ?? loaded[name]), tensors[name]));
  const numbers = torch.from_numpy(new Float32Array([1, 2, 3]));
  assert.deepEqual([...numbers.numpy()], [1, 2, 3]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('done');
