// Whole training steps written with tensors alone; training.py has the same cases by the same names.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

/** A two-layer classifier on one random batch, as `{ loss, parameters }`. */
export function twoLayer(inputs, hidden = 128, outputs = 10, batch = 256) {
  torch.manual_seed(0);
  const x = torch.randn(batch, inputs);
  const y = torch.randint(0, outputs, [batch]);
  const w1 = torch.randn(inputs, hidden).div_(Math.sqrt(inputs)).requires_grad_();
  const b1 = torch.zeros(hidden, { requires_grad: true });
  const w2 = torch.randn(hidden, outputs).div_(Math.sqrt(hidden)).requires_grad_();
  const b2 = torch.zeros(outputs, { requires_grad: true });
  const loss = () => F.cross_entropy(x.mm(w1).add(b1).relu().mm(w2).add(b2), y);
  return { loss, parameters: [w1, b1, w2, b2] };
}

/** One training step of `twoLayer`: forward, backward, Adam's update by hand; returns the loss as a number. */
export function adamStep(inputs) {
  const { loss, parameters } = twoLayer(inputs);
  const state = parameters.map((p) => ({ p, m: torch.zeros_like(p), v: torch.zeros_like(p) }));
  let t = 0;
  return () => {
    t += 1;
    for (const p of parameters) p.grad = null;
    const value = loss();
    value.backward();
    const c1 = 1 - 0.9 ** t;
    const c2 = 1 - 0.999 ** t;
    torch.no_grad(() => {
      for (const { p, m, v } of state) {
        const g = p.grad;
        m.mul_(0.9).add_(g, { alpha: 0.1 });
        v.mul_(0.999).addcmul_(g, g, { value: 0.001 });
        p.sub_(m.div(c1).mul(0.001).div(v.div(c2).sqrt().add(1e-8)));
      }
    });
    return value.item();
  };
}

export const cases = {
  'two layers 64-128-10, batch 256, Adam by hand': () => adamStep(64),
  'two layers 784-128-10, batch 256, Adam by hand': () => adamStep(784),
};
