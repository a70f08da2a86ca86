// Optimised code drops an object as soon as it has its handle, and a handle keeps nothing alive. So: the temporaries of
// hot loops, with a collection due at every operator.
import assert from 'node:assert';
import v8 from 'node:v8';
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { native } from '../../../dist/addon/binding.js';

// V8 optimises what ran for a tenth of its usual budget: a collection at every operator makes rounds dear.
v8.setFlagsFromString('--interrupt-budget=13000');
const rounds = 400;

class Double extends torch.autograd.Function {
  static forward(ctx, x) {
    ctx.save_for_backward(x.add(0));
    return x.mul(2);
  }
  static backward(ctx, grad) {
    return grad.mul(2).add(ctx.saved_tensors[0].mul(0));
  }
}

const rows = torch.arange(12).view(3, 4).float();
const weight = torch.ones(4, 2, { requires_grad: true });

/** What each must give for round i. */
const programs = {
  chain: (i) => [torch.ones(3).add(i).mul(2).sub(1).sum().item(), 3 * (2 * (i + 1) - 1)],
  named: (i) => [torch.ones(3).add(torch.ones(3), { alpha: i }).sum().item(), 3 * (1 + i)],
  views: (i) => [rows.add(i).view(2, 6).t().reshape(12).index('1:3').sum().item(), 7 + 2 * i],
  indices: (i) => [rows.add(i).index(':', 1).index(torch.arange(2)).sum().item(), 6 + 2 * i],
  assignment: (i) => [rows.mul(1).index_put_([':', 1], torch.full([3], i)).sum().item(), 51 + 3 * i],
  lists: (i) => [torch.cat([rows.add(i), rows.mul(0)]).sum().item(), 66 + 12 * i],
  pairs: (i) => [rows.add(i).max(1).values.add(0).sum().item(), 21 + 3 * i],
  scalars: (i) => [torch.ones(2).mul(torch.tensor(i)).add(torch.tensor(1).item()).sum().item(), 2 * i + 2],
  tolist: (i) => [rows.add(i).mul(2).tolist()[2][3], 2 * (11 + i)],
  numpy: (i) => [rows.add(i).mul(2).numpy()[11], 2 * (11 + i)],
  text: (i) => [String(torch.ones(1, { dtype: torch.int64 }).mul(i)), `tensor([${i}])`],
  backward(i) {
    weight.grad = null;
    F.relu(rows.add(i).mm(weight)).sum().backward();
    return [weight.grad.sum().item(), 2 * (66 + 12 * i)];
  },
  gradients(i) {
    const x = torch.full([2], i, { requires_grad: true });
    const [g] = torch.autograd.grad(x.mul(x), x, { grad_outputs: torch.eye(2), is_grads_batched: true });
    return [g.sum().item(), 4 * i];
  },
  functions(i) {
    const x = torch.full([2], i, { requires_grad: true });
    Double.apply(x.add(1)).sum().backward();
    return [x.grad.sum().item(), 4];
  },
  hooks(i) {
    const x = torch.full([2], i, { requires_grad: true });
    x.register_hook((grad) => grad.mul(3).add(0));
    x.mul(2).sum().backward();
    return [x.grad.sum().item(), 12];
  },
};

native.set_memory_budget(1, 1);
for (const [name, program] of Object.entries(programs)) {
  for (let i = 0; i < rounds; i++) {
    const [got, wanted] = program(i);
    assert.equal(got, wanted, `${name}, round ${i}`);
  }
}
// What a freed tensor's graph held, such as a ctx with tensors of its own, is garbage only then.
for (let i = 0; i < 3; i++) torch.collect({ major: true });
assert.ok(torch.memory_stats().live_tensors < 20, `${torch.memory_stats().live_tensors} tensors are left`);
console.log('done');
