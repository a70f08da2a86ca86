// Generators: seeds, states, and that none is taken for another.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';

const one = new torch.Generator().manual_seed(3);
const two = new torch.Generator().manual_seed(3);
assert.deepEqual(torch.randperm(5, { generator: one }).tolist(), [1, 0, 3, 4, 2]);
const state = one.get_state();
const next = torch.rand(3, { generator: one }).tolist();
torch.randperm(5, { generator: two });
assert.deepEqual(torch.rand(3, { generator: two }).tolist(), next);
two.set_state(state);
assert.deepEqual(torch.rand(3, { generator: two }).tolist(), next);
assert.equal(one.initial_seed(), 3);
assert.equal(String(one.device), 'cpu');
torch.manual_seed(7);
const first = torch.randn(2).tolist();
torch.default_generator.manual_seed(7);
assert.deepEqual(torch.randn(2).tolist(), first);
assert.throws(() => torch.rand(2, { generator: 3 }), TypeError);
console.log('done');
