// A function with a backward of its own, called from libtorch's engine, and an error that comes out of it.
import assert from 'node:assert/strict';
import * as torch from 'nodetorch';

class Cube extends torch.autograd.Function {
  static forward(ctx, x) {
    ctx.save_for_backward(x);
    return x.pow(3);
  }

  static backward(ctx, grad) {
    const [x] = ctx.saved_tensors;
    return grad.mul(x.pow(2).mul(3));
  }
}

class Failing extends torch.autograd.Function {
  static forward(ctx, x) {
    return x.clone();
  }

  static backward() {
    throw new RangeError('not today');
  }
}

const x = torch.tensor([1, 2, 3], { requires_grad: true });
for (let i = 0; i < 100; i++) {
  x.grad = null;
  Cube.apply(x).sum().backward();
}
assert.deepEqual(x.grad.tolist(), [3, 12, 27]);
assert.throws(() => Failing.apply(x).sum().backward(), { name: 'RangeError', message: 'not today' });
console.log('done');
