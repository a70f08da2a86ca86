import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as parametrize from 'nodetorch/nn/utils/parametrize';
import { BytesIO } from 'nodetorch/serialization';
import { expect, test } from 'vitest';

type Any = (...args: unknown[]) => unknown;
const any = (value: unknown): Record<string, Any> => value as Record<string, Any>;

const net = new nn.Linear(2, 2);
const sgd = new optim.SGD([nn.Parameter(torch.ones(1))], { lr: 1 });
const x = torch.ones(2);
const hook = (): void => {};

const y = (): torch.Tensor => torch.ones(1, { requires_grad: true });
const node = (): unknown => y().mul(2).grad_fn;

// They would have done as if nothing had been asked of them.
const without: [message: string, call: () => unknown][] = [
  ['from_numpy() takes no keyword arguments', () => any(torch).from_numpy!(new Float32Array(1), { copy: true })],
  ['from_numpy() takes exactly one argument (2 given)', () => any(torch).from_numpy!(new Float32Array(1), 1)],
  ['from_numpy() takes exactly one argument (0 given)', () => any(torch).from_numpy!()],
  ["Tensor.register_hook() got an unexpected keyword argument 'x'", () => any(y()).register_hook!(hook, { x: 1 })],
  ['Tensor.register_hook() takes 2 positional arguments but 3 were given', () => any(y()).register_hook!(hook, 1)],
  ["Tensor.register_hook() missing 1 required positional argument: 'hook'", () => any(y()).register_hook!()],
  ["Tensor.register_post_accumulate_grad_hook() got an unexpected keyword argument 'x'",
    () => any(y()).register_post_accumulate_grad_hook!(hook, { x: 1 })],
  ['retain_grad() takes no keyword arguments', () => any(y()).retain_grad!({ x: 1 })],
  ['register_hook() takes no keyword arguments', () => any(node()).register_hook!(hook, { x: 1 })],
  ['register_prehook() takes no keyword arguments', () => any(node()).register_prehook!(hook, { x: 1 })],
  ["no_grad() got an unexpected keyword argument 'x'", () => any(torch).no_grad!(hook, { x: 1 })],
  ["enable_grad() got an unexpected keyword argument 'x'", () => any(torch).enable_grad!(hook, { x: 1 })],
  ["set_grad_enabled() got an unexpected keyword argument 'x'",
    () => any(torch).set_grad_enabled!(true, hook, { x: 1 })],
  ["inference_mode() got an unexpected keyword argument 'x'", () => any(torch).inference_mode!(hook, { x: 1 })],
  ["einsum() got an unexpected keyword argument 'x'", () => any(torch).einsum!(y(), [0], { x: 1 })],
  ["finfo() got an unexpected keyword argument 'x'", () => any(torch).finfo!(torch.float32, { x: 1 })],
  ["get_rng_state() got an unexpected keyword argument 'x'", () => any(torch).get_rng_state!({ x: 1 })],
  ["Optimizer.register_step_pre_hook() got an unexpected keyword argument 'x'",
    () => any(sgd).register_step_pre_hook!(hook, { x: 1 })],
  ["register_optimizer_step_post_hook() got an unexpected keyword argument 'x'",
    () => any(optim).register_optimizer_step_post_hook!(hook, { x: 1 })],
];

test.each(without)('%s', (message, call) => {
  expect(call).toThrow(new TypeError(message));
});

test('a hook comes by name', () => {
  const seen: unknown[] = [];
  const x = y();
  x.register_hook({ hook: (grad) => void seen.push(grad.item()) });
  x.mul(3).backward();
  expect(seen).toEqual([3]);
});

const misspelt: [name: string, near: string, call: () => unknown][] = [
  ['persistant', 'persistent', () => any(net).register_buffer!('m', x, { persistant: false })],
  ['strct', 'strict', () => any(net).load_state_dict!(net.state_dict(), { strct: false })],
  ['strct', 'strict', () => any(net).set_submodule!('a', new nn.ReLU(), { strct: true })],
  ['recurs', 'recurse', () => any(net).parameters!({ recurs: false })],
  ['recurs', 'recurse', () => any(net).buffers!({ recurs: false })],
  ['remove_duplicat', 'remove_duplicate', () => any(net).modules!({ remove_duplicat: false })],
  ['set_to_non', 'set_to_none', () => any(net).zero_grad!({ set_to_non: false })],
  ['set_to_non', 'set_to_none', () => any(sgd).zero_grad!({ set_to_non: false })],
  ['requires_gra', 'requires_grad', () => any(net).requires_grad_!({ requires_gra: false })],
  ['prefx', 'prefix', () => any(net).state_dict!({ prefx: 'a.' })],
  ['recurze', 'recurse', () => any(net).to_empty!({ device: 'cpu', recurze: false })],
  ['prepnd', 'prepend', () => any(net).register_forward_hook!(hook, { prepnd: true })],
  ['prepnd', 'prepend', () => any(net).register_forward_pre_hook!(hook, { prepnd: true })],
  ['prepnd', 'prepend', () => any(net).register_full_backward_hook!(hook, { prepnd: true })],
  ['prepnd', 'prepend', () => any(net).register_full_backward_pre_hook!(hook, { prepnd: true })],
  ['prepnd', 'prepend', () => any(sgd).register_state_dict_pre_hook!(hook, { prepnd: true })],
  ['prepnd', 'prepend', () => any(sgd).register_load_state_dict_post_hook!(hook, { prepnd: true })],
  ['dtyp', 'dtype', () => any(x).new_tensor!([1], { dtyp: torch.int64 })],
  ['forc', 'force', () => any(x).numpy!({ forc: true })],
  ['bigin', 'bigint', () => any(torch.ones(1)).item!({ bigin: true })],
  ['bigin', 'bigint', () => any(x).tolist!({ bigin: true })],
  ['requires_gra', 'requires_grad', () => any(torch.ones(1)).requires_grad_!({ requires_gra: false })],
  ['majr', 'major', () => any(torch).collect!({ majr: true })],
  ['copi', 'copy', () => any(torch).asarray!([1], { copi: true })],
  ['ofset', 'offset', () => any(torch).frombuffer!(new Uint8Array(4), { dtype: torch.uint8, ofset: 1 })],
  ['chek_nan', 'check_nan', () => any(torch.autograd).detect_anomaly!({ chek_nan: true })],
  ['chek_nan', 'check_nan', () => any(torch.autograd).set_detect_anomaly!(true, { chek_nan: true })],
  ['enabld', 'enabled', () => any(torch.random).fork_rng!(() => 1, { enabld: false })],
  ['requires_gra', 'requires_grad', () => any(torch.autograd).Variable!(x, { requires_gra: true })],
  ['requires_gra', 'requires_grad', () => any(nn).Parameter!(x, { requires_gra: true })],
  ['persistant', 'persistent', () => any(nn).Buffer!(x, { persistant: true })],
  ['devce', 'device', () => Reflect.construct(torch.UntypedStorage, [1, { devce: 'cpu' }])],
  ['precison', 'precision', () => any(torch).set_printoptions!({ precison: 3 })],
  ['pickle_protocl', 'pickle_protocol', () => any(torch).save!(1, new BytesIO(), { pickle_protocl: 2 })],
  ['marginn', 'margin', () => any(F).triplet_margin_with_distance_loss!(x, x, x, { marginn: 1 })],
  ['unsaf', 'unsafe', () => any(parametrize).register_parametrization!(net, 'weight', new nn.ReLU(), { unsaf: true })],
];

test.each(misspelt)('%s is refused with the nearest name, %s', (name, near, call) => {
  const { message } = (() => {
    try {
      call();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return error as Error;
    }
    throw new Error('it was accepted');
  })();
  expect(message).toContain(`got an unexpected keyword argument '${name}'. Did you mean '${near}'?`);
});

test('a flag that is named is read, not taken for true', () => {
  const linear = new nn.Linear(1, 1);
  linear.requires_grad_({ requires_grad: false });
  expect(linear.weight.requires_grad).toBe(false);
  linear.requires_grad_();
  expect(linear.weight.requires_grad).toBe(true);
  const t = torch.ones(1, { requires_grad: true });
  expect(t.requires_grad_({ requires_grad: false }).requires_grad).toBe(false);
  expect(t.requires_grad_({}).requires_grad).toBe(true);
  {
    using _ = torch.autograd.set_detect_anomaly({ mode: false });
    expect(torch.is_anomaly_enabled()).toBe(false);
  }
  expect(nn.Parameter(torch.ones(1), { requires_grad: false }).requires_grad).toBe(false);
  expect(() => t.requires_grad_(1 as never)).toThrow(
    "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not int");
  expect(() => t.requires_grad_([] as never)).toThrow('must be bool, not list');
  expect(() => torch.autograd.set_detect_anomaly({} as never)).toThrow(
    "missing 1 required positional argument: 'mode'");
  expect(() => torch.autograd.set_detect_anomaly(undefined as never)).toThrow(TypeError);
  expect(torch.is_anomaly_enabled()).toBe(false);
});

test('out is refused by what does not write', () => {
  const wrong = { out: x } as never;
  for (const call of [() => x.add(1, wrong), () => any(torch).relu!(x, wrong), () => torch.zeros_like(x, wrong)]) {
    expect(call).toThrow(/^(add|relu|zeros_like)\(\) got an unexpected keyword argument 'out'$/);
  }
});

test('arguments of modules by position, by name, and both', () => {
  const module = new nn.Module();
  (module as unknown as Record<string, Any>).register_buffer!({ name: 'a', tensor: torch.ones(1), persistent: false });
  module.register_buffer('b', torch.ones(1), false);
  module.register_buffer('c', torch.ones(1), { persistent: true });
  expect([...module.state_dict().keys()]).toEqual(['c']);
  expect([...module.buffers()]).toHaveLength(3);
  const linear = new nn.Linear(1, 1);
  expect(linear.load_state_dict({ weight: torch.ones(1, 1) }, { strict: false }).missing_keys).toEqual(['bias']);
  expect(linear.load_state_dict({ weight: torch.ones(1, 1) }, false, true).missing_keys).toEqual(['bias']);
});

test('what came is named as JavaScript names it', () => {
  expect(() => torch.ones(2).add(null as never)).toThrow('must be Tensor, not null');
  expect(() => torch.stack([undefined] as never)).toThrow('but got undefined');
  expect(() => torch.stack([null] as never)).toThrow('but got null');
});
