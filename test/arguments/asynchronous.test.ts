import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { expect, test } from 'vitest';

type Make = (params: torch.Tensor[]) => optim.Optimizer;
const optimizers: [name: string, make: Make][] = [
  ['SGD', (p) => new optim.SGD(p, { lr: 1 })], ['Adam', (p) => new optim.Adam(p)], ['AdamW', (p) => new optim.AdamW(p)],
  ['Adamax', (p) => new optim.Adamax(p)], ['Adagrad', (p) => new optim.Adagrad(p)],
  ['Adadelta', (p) => new optim.Adadelta(p)],
  ['ASGD', (p) => new optim.ASGD(p)], ['NAdam', (p) => new optim.NAdam(p)], ['RAdam', (p) => new optim.RAdam(p)],
  ['RMSprop', (p) => new optim.RMSprop(p)], ['Rprop', (p) => new optim.Rprop(p)], ['LBFGS', (p) => new optim.LBFGS(p)],
  ['SparseAdam', (p) => new optim.SparseAdam(p)], ['Adafactor', (p) => new optim.Adafactor(p)],
  ['Muon', (p) => new optim.Muon(p)],
];
// What an async function is to those who call it; it fails, which must not end the process.
const later = (): never => Promise.reject(new Error('nobody looks')) as never;

test.each(optimizers)('%s refuses an async closure and makes no step', (_, make) => {
  const parameter = nn.Parameter(torch.ones(2, 2));
  parameter.grad = torch.ones(2, 2);
  const optimizer = make([parameter]);
  expect(() => optimizer.step(later)).toThrow(TypeError);
  expect(() => optimizer.step(later)).toThrow(/async.*Make it synchronous/);
  expect(parameter.detach().eq(1).all().item()).toBe(true);
  expect(torch.is_grad_enabled()).toBe(true);
});

test('async hooks are refused where they are called', () => {
  const x = torch.ones(1, 1, { requires_grad: true });
  const refused = (register: (net: nn.Linear) => void, run: (net: nn.Linear) => unknown): void => {
    const net = new nn.Linear(1, 1);
    register(net);
    expect(() => run(net)).toThrow(/the hook is async/);
    expect(() => run(net)).toThrow(TypeError);
  };
  const call = (net: nn.Linear): unknown => net.forward === undefined ? null : net(x);
  const back = (net: nn.Linear): unknown => net(x).sum().backward();
  refused((net) => net.register_forward_hook(later), call);
  refused((net) => net.register_forward_pre_hook(later), call);
  refused((net) => net.register_forward_pre_hook(later, { with_kwargs: true }), call);
  refused((net) => net.register_full_backward_hook(later), back);
  refused((net) => net.register_full_backward_pre_hook(later), back);
  refused((net) => net.register_state_dict_pre_hook(later), (net) => net.state_dict());
  refused((net) => net.register_state_dict_post_hook(later), (net) => net.state_dict());
  refused((net) => net.register_load_state_dict_pre_hook(later), (net) => net.load_state_dict({}, false));
  refused((net) => net.register_load_state_dict_post_hook(later), (net) => net.load_state_dict({}, false));
  refused((net) => net.weight.register_hook(later), back);
  refused((net) => net.weight.register_post_accumulate_grad_hook(later), back);
  const optimizer = new optim.SGD([nn.Parameter(torch.ones(1))], { lr: 1 });
  const handle = optimizer.register_step_pre_hook(later);
  expect(() => optimizer.step()).toThrow(/the hook is async/);
  handle.remove();
  optimizer.register_step_post_hook(later);
  expect(() => optimizer.step()).toThrow(/the hook is async/);
  expect(() => new nn.ReLU().apply(later)).toThrow(/async/);
  expect(() => new optim.lr_scheduler.LambdaLR(optimizer, later)).toThrow(/async/);
});

test('an async forward is its own affair', async () => {
  class Slow extends nn.Module {
    async forward(x: torch.Tensor): Promise<torch.Tensor> {
      return Promise.resolve(x.add(1));
    }
  }
  const result = await (new Slow() as unknown as (x: torch.Tensor) => Promise<torch.Tensor>)(torch.ones(1));
  expect(result.item()).toBe(2);
});
