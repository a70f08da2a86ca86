// Hooks of tensors and modules, and the graph that they hang on.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';

const x = torch.tensor([1, 2], { requires_grad: true });
const seen = [];
const y = x.mul(3);
y.register_hook((grad) => {
  seen.push(grad.tolist());
  return grad.mul(10);
});
const z = y.sum();
assert.equal(String(z.grad_fn), '<SumBackward0 object>');
assert.equal(z.grad_fn.name(), 'SumBackward0');
assert.equal(z.grad_fn.next_functions[0][0].name(), 'MulBackward0');
z.backward();
assert.deepEqual(seen, [[1, 1]]);
assert.deepEqual(x.grad.tolist(), [30, 30]);

const layer = new nn.Linear(2, 1);
const called = [];
layer.register_forward_pre_hook(() => void called.push('before'));
const hook = layer.register_forward_hook((_, [input], output) => {
  called.push('after');
  assert.deepEqual([input.shape.length, output.shape.length], [2, 2]);
  return output.mul(2);
});
layer.register_full_backward_hook((_, gradInput, [gradOutput]) => void called.push(`back ${gradOutput.tolist()}`));
const input = torch.ones(1, 2, { requires_grad: true });
layer(input).sum().backward();
assert.deepEqual(called, ['before', 'after', 'back 1']);
hook.remove();
layer(input);
assert.equal(called.length, 4);
console.log('done');
