// Programs with a full collection forced at every few operations: nothing that is still needed may be freed.
import assert from 'node:assert';
import * as torch from 'nodetorch';

const { aten } = torch.ops;
let calls = 0;
let every = 1;

/** Every operator call of a program goes through here, and so does the collector. */
function step(value) {
  calls++;
  if (calls % every === 0) torch.collect({ major: true });
  else if (calls % 2 === 0) globalThis.gc({ type: 'minor' });
  return value;
}

const programs = {
  arithmetic() {
    let x = torch.ones(10);
    for (let i = 0; i < 20; i++) x = step(step(x.add(1)).mul(2));
    return x.index(0).item() === 3145726;
  },
  views() {
    const rows = step(torch.arange(12).view(3, 4)).unbind(0).map((row) => step(row));
    return step(step(torch.stack(rows)).transpose(0, 1)).sum().item() === 66;
  },
  lists() {
    const parts = Array.from({ length: 20 }, (_, i) => step(torch.full([3], i)));
    return step(torch.cat(parts)).sum().item() === 570;
  },
  backward() {
    const weight = torch.ones(4, 4).requires_grad_();
    let x = torch.ones(4, 4);
    for (let i = 0; i < 5; i++) x = step(torch.tanh(step(x.matmul(weight))));
    step(x.sum()).backward();
    return Number.isFinite(step(weight.grad).sum().item());
  },
  hooks() {
    const seen = [];
    const weight = torch.ones(4).requires_grad_();
    weight.register_hook((grad) => step(grad.mul(2)));
    const hidden = step(weight.mul(3));
    hidden.register_hook((grad) => void seen.push(step(grad)));
    step(hidden.sum()).backward();
    return weight.grad.tolist().every((g) => g === 6) && seen[0].tolist().every((g) => g === 1);
  },
  functions() {
    const seen = [];
    class Kept extends torch.autograd.Function {
      static forward(ctx, x) {
        const y = step(x.mul(2));
        Object.assign(ctx, { x, y, list: [x, y] });
        return y;
      }

      static backward(ctx, g) {
        const { x, y, list } = ctx;
        seen.push(step(x), list[0] === x, step(list[1]).sub(y).abs().sum().item());
        return step(g.mul(step(ctx.y).div(ctx.x)));
      }
    }
    const weight = torch.ones(4).requires_grad_();
    let x = step(weight.mul(1));
    for (let i = 0; i < 3; i++) {
      x = step(Kept.apply(x));
      const here = x;
      here.register_hook((g) => step(g.mul(step(here.ne(0)))));
    }
    step(x.sum()).backward();
    return weight.grad.tolist().every((g) => g === 8) && seen.filter((each) => each === true).length === 3
      && seen[2] === 0 && seen[0].tolist()[0] === 4;
  },
  leafHooks() {
    let sum = 0;
    for (let i = 0; i < 5; i++) {
      const w = step(torch.ones(2).requires_grad_());
      w.register_hook((g) => void (sum += step(g.mul(step(w.ne(0)))).sum().item()));
      w.register_post_accumulate_grad_hook((t) => void (sum += step(t.grad).sum().item()));
      step(step(w.mul(2)).sum()).backward();
    }
    return sum === 40;
  },
  training() {
    const w = torch.zeros(3, 1).requires_grad_();
    const x = torch.randn(16, 3);
    const y = step(x.sum(1, { keepdim: true }));
    for (let i = 0; i < 20; i++) {
      const loss = step(step(step(x.matmul(w)).sub(y)).pow(2)).mean();
      loss.backward();
      torch.no_grad(() => {
        w.sub_(step(w.grad.mul(0.2)));
        w.grad = null;
      });
    }
    return torch.allclose(w, torch.ones(3, 1), { atol: 0.5 });
  },
  sharedMemory() {
    const views = Array.from({ length: 10 }, (_, i) => torch.full([100], i).numpy());
    step(undefined);
    torch.zeros(100);
    const tensors = views.map((view) => step(torch.from_numpy(view)));
    return tensors.every((tensor, i) => tensor.sum().item() === 100 * i) && views.every((view, i) => view[99] === i);
  },
  scopes() {
    return torch.scope(() => {
      const kept = torch.scope(() => [step(torch.ones(3)), step(torch.zeros(3))]);
      return step(kept[0].add(kept[1])).sum().item() === 3;
    });
  },
  results() {
    const { values, indices } = torch.sort(torch.tensor([3, 1, 2]));
    step(undefined);
    const out = torch.empty(3);
    const same = step(torch.add(values, indices, { out }));
    return same === out && out.tolist().join() === '2,4,3';
  },
  objects() {
    const weight = aten.quantize_per_tensor.default(torch.ones(2, 2), 0.5, 0, torch.qint8);
    const packed = step(torch.ops.quantized.linear_prepack.default(weight, null));
    const generator = step(new torch.Generator().manual_seed(1));
    return torch.rand(2, { generator }).numel() === 2
      && step(torch.ops.quantized.linear_dynamic.default(torch.ones(1, 2), packed)).tolist()[0][0] === 2;
  },
  text() {
    return step(String(step(torch.eye(2)))) === 'tensor([[1., 0.],\n        [0., 1.]])';
  },
  errors() {
    for (let i = 0; i < 10; i++) assert.throws(() => step(torch.ones(2).matmul(step(torch.ones(3)))), /size|shape/);
    return true;
  },
};

for (every of [1, 3]) {
  for (const [name, program] of Object.entries(programs)) {
    // A handle that is freed too early gives wrong numbers, an error, or a crash.
    assert.equal(program(), true, `${name}, a collection every ${every} calls`);
  }
}
torch.collect({ major: true });
assert.ok(torch.memory_stats().live_tensors < 100, `${torch.memory_stats().live_tensors} tensors are left`);
console.log('done');
