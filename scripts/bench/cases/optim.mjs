// One step of an optimizer; optim.py has the same cases by the same names.
import * as torch from 'nodetorch';

const shapes = {
  'two layers 64-128-10': [[128, 64], [128], [10, 128], [10]],
  'three layers 784-512-512-10': [[512, 784], [512], [512, 512], [512], [10, 512], [10]],
  '40 of 64 x 64': Array.from({ length: 40 }, () => [64, 64]),
};

const optimizers = {
  SGD: ['SGD', { lr: 1e-3 }],
  'SGD with momentum': ['SGD', { lr: 1e-3, momentum: 0.9 }],
  Adam: ['Adam', { lr: 1e-3 }],
  AdamW: ['AdamW', { lr: 1e-3 }],
  RMSprop: ['RMSprop', { lr: 1e-3 }],
  Adagrad: ['Adagrad', { lr: 1e-3 }],
};

/** One step, always with the same gradients. */
export function step(parameters, optimizer) {
  torch.manual_seed(0);
  const params = shapes[parameters].map((shape) => torch.randn(shape).requires_grad_());
  for (const p of params) p.grad = torch.randn(p.shape);
  const [name, options] = optimizers[optimizer];
  const made = new torch.optim[name](params, options);
  return () => made.step();
}

function zeroGrad() {
  const params = shapes['40 of 64 x 64'].map((shape) => torch.randn(shape).requires_grad_());
  const grads = params.map((p) => torch.randn(p.shape));
  const made = new torch.optim.SGD(params);
  return () => {
    for (let i = 0; i < params.length; i++) params[i].grad = grads[i];
    made.zero_grad();
  };
}

/** Momentum and parameters of 50 small tensors, in three calls. */
function foreachUpdate() {
  torch.manual_seed(0);
  const [params, grads, momenta] = [0, 1, 2].map(() => Array.from({ length: 50 }, () => torch.randn(16, 16)));
  return () => {
    torch.foreach.mul_(momenta, 0.9);
    torch.foreach.add_(momenta, grads);
    torch.foreach.add_(params, momenta, { alpha: -1e-3 });
  };
}

export const cases = {
  ...Object.fromEntries(Object.keys(shapes).flatMap((parameters) =>
    Object.keys(optimizers).map((name) => [`${name}, ${parameters}`, () => step(parameters, name)]))),
  '40 gradients set and taken off': zeroGrad,
  'foreach: 50 of 16 x 16, with momentum': foreachUpdate,
};
