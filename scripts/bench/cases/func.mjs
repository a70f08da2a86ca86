// Function transforms; func.py has the same cases by the same names.
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';

const { functional_call, grad, hessian, jacfwd, jacrev, jvp, vmap } = torch.func;

/** A network of two layers, the gradient of its loss for each sample, and a batch of 64. */
export function smallNetwork() {
  torch.manual_seed(0);
  const model = new torch.nn.Sequential(new torch.nn.Linear(16, 32), new torch.nn.Tanh(), new torch.nn.Linear(32, 4));
  const parameters = Object.fromEntries([...model.named_parameters()].map(([name, each]) => [name, each.detach()]));
  const x = torch.randn(64, 16);
  const y = torch.randint(0, 4, [64]);
  const loss = (p, a, b) => F.cross_entropy(functional_call(model, p, a.unsqueeze(0)), b.unsqueeze(0));
  return { gradients: vmap(grad(loss), [null, 0, 0]), arguments: [parameters, x, y] };
}

/** A loss of 50 parameters, and its matrix of second derivatives. */
export function smallLoss() {
  torch.manual_seed(0);
  const x = torch.randn(20, 9);
  const y = torch.randn(20);
  const loss = (p) => {
    const w = p.narrow(0, 0, 45).view(9, 5);
    return x.mm(w).tanh().mv(p.narrow(0, 45, 5)).sub(y).pow(2).mean();
  };
  return { hessian: hessian(loss), parameters: torch.randn(50) };
}

function samples() {
  const { gradients, arguments: given } = smallNetwork();
  return () => gradients(...given);
}

function secondDerivatives() {
  const made = smallLoss();
  return () => made.hessian(made.parameters);
}

function jacobian(transform) {
  torch.manual_seed(0);
  const w = torch.randn(16, 16);
  const x = torch.randn(16);
  const f = transform((a) => w.mv(a).tanh());
  return () => f(x);
}

function push() {
  torch.manual_seed(0);
  const [w, x, t] = [torch.randn(16, 16), torch.randn(16), torch.randn(16)];
  const f = (a) => w.mv(a).tanh();
  return () => jvp(f, [x], [t]);
}

export const cases = {
  'vmap(grad), an MLP of 16-32-4, batch 64': samples,
  'hessian, 50 parameters': secondDerivatives,
  'jacrev, 16 to 16': () => jacobian(jacrev),
  'jacfwd, 16 to 16': () => jacobian(jacfwd),
  'jvp, 16 to 16': push,
};
