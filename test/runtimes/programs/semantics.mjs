// What JavaScript does with a tensor.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as torch from 'nodetorch';

const t = torch.arange(6).view(2, 3);
assert.throws(() => t[0], /index\(/);
assert.throws(() => t + 1, /add\(/);
assert.throws(() => t * 2, TypeError);
assert.deepEqual([...t].map((row) => row.tolist()), [[0, 1, 2], [3, 4, 5]]);
assert.equal(`${t}`, 'tensor([[0, 1, 2],\n        [3, 4, 5]])');
assert.equal(inspect(torch.ones(2)), 'tensor([1., 1.])');
assert.equal(inspect({ loss: torch.tensor(0.5) }), '{ loss: tensor(0.5000) }');

const gone = torch.ones(2);
gone.dispose();
assert.throws(() => gone.add(1), /disposed/);
let inside;
const kept = torch.scope(() => {
  inside = torch.ones(3);
  return inside.add(1);
});
assert.deepEqual(kept.tolist(), [2, 2, 2]);
assert.throws(() => inside.sum(), /disposed/);
assert.throws(() => torch.ones(2).view(3), { name: 'RuntimeError' });
assert.throws(() => torch.ones(2, { dtyp: torch.int64 }), /dtype/);

// `using` is syntax that Node 20 and 22 do not have.
let using;
try {
  using = new Function('make', '{ using t = make(); return t; }');
} catch {
  using = undefined;
}
if (using) assert.throws(() => using(() => torch.ones(2)).sum(), /disposed/);
assert.equal(typeof torch.ones(1)[Symbol.dispose ?? Symbol.for('Symbol.dispose')], 'function');
console.log('done');
