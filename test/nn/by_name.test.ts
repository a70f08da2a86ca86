// Layers are called, and the methods of modules, by the names of PyTorch.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { pack_sequence } from 'nodetorch/nn/utils/rnn';
import { describe, expect, test } from 'vitest';

type Call = (...args: unknown[]) => unknown;
type Methods = Record<string, Call>;
const call = (module: nn.Module): Call => module as unknown as Call;
const methods = (value: unknown): Methods => value as Methods;

const x = torch.arange(6, { dtype: torch.float32 }).reshape(2, 3);
const y = x.add(1);
const probabilities = x.div(6);
const signs = torch.tensor([1, -1]);
const classes = torch.tensor([0n, 2n]);
const picture = torch.arange(16, { dtype: torch.float32 }).reshape(1, 1, 4, 4);

/** A layer, and its inputs in order with the names that PyTorch's forward has. */
const calls: readonly (readonly [name: string, make: () => nn.Module, inputs: Record<string, unknown>])[] = [
  ['Linear', () => new nn.Linear(3, 2), { input: x }],
  ['Identity', () => new nn.Identity(), { input: x }],
  ['Bilinear', () => new nn.Bilinear(3, 3, 2), { input1: x, input2: y }],
  ['ReLU', () => new nn.ReLU(), { input: x }],
  ['ReLU6', () => new nn.ReLU6(), { input: x }],
  ['Sigmoid', () => new nn.Sigmoid(), { input: x }],
  ['Softmax', () => new nn.Softmax(1), { input: x }],
  ['Dropout', () => new nn.Dropout(0), { input: x }],
  ['BatchNorm1d', () => new nn.BatchNorm1d(3), { input: x }],
  ['InstanceNorm1d', () => new nn.InstanceNorm1d(2), { input: x }],
  ['LayerNorm', () => new nn.LayerNorm(3), { input: x }],
  ['RMSNorm', () => new nn.RMSNorm(3), { x }],
  ['Conv2d', () => new nn.Conv2d(1, 1, 2), { input: picture }],
  ['ConvTranspose2d', () => new nn.ConvTranspose2d(1, 1, 2, 2), { input: picture, output_size: [9, 9] }],
  ['LazyLinear', () => new nn.LazyLinear(2), { input: x }],
  ['MaxPool2d', () => new nn.MaxPool2d(2), { input: picture }],
  ['AdaptiveAvgPool2d', () => new nn.AdaptiveAvgPool2d(2), { input: picture }],
  ['Upsample', () => new nn.Upsample(null, 2), { input: picture }],
  ['ZeroPad2d', () => new nn.ZeroPad2d(1), { input: picture }],
  ['Flatten', () => new nn.Flatten(), { input: picture }],
  ['Unfold', () => new nn.Unfold(2), { input: picture }],
  ['PixelUnshuffle', () => new nn.PixelUnshuffle(2), { input: picture }],
  ['Embedding', () => new nn.Embedding(3, 2), { input: classes }],
  ['EmbeddingBag', () => new nn.EmbeddingBag(3, 2), { input: classes, offsets: torch.tensor([0n, 1n]) }],
  ['PairwiseDistance', () => new nn.PairwiseDistance(), { x1: x, x2: y }],
  ['Sequential', () => new nn.Sequential(new nn.ReLU()), { input: x }],
  ['RNN', () => new nn.RNN(3, 2), { input: x, hx: torch.ones(1, 2) }],
  ['LSTM', () => new nn.LSTM(3, 2), { input: x, hx: [torch.ones(1, 2), torch.ones(1, 2)] }],
  ['GRUCell', () => new nn.GRUCell(3, 2), { input: x, hx: torch.ones(2, 2) }],
  ['LSTMCell', () => new nn.LSTMCell(3, 2), { input: x, hx: [torch.ones(2, 2), torch.ones(2, 2)] }],
  ['MultiheadAttention', () => new nn.MultiheadAttention(3, 1), { query: x, key: y, value: x }],
  ['TransformerEncoderLayer', () => new nn.TransformerEncoderLayer(3, 1, { dropout: 0 }), { src: x }],
  ['CrossEntropyLoss', () => new nn.CrossEntropyLoss(), { input: x, target: classes }],
  ['MSELoss', () => new nn.MSELoss(), { input: x, target: y }],
  ['BCELoss', () => new nn.BCELoss(), { input: probabilities, target: probabilities }],
  ['KLDivLoss', () => new nn.KLDivLoss({ reduction: 'batchmean' }), { input: x, target: probabilities }],
  ['PoissonNLLLoss', () => new nn.PoissonNLLLoss(), { log_input: x, target: y }],
  ['GaussianNLLLoss', () => new nn.GaussianNLLLoss(), { input: x, target: y, var: torch.ones(2, 3) }],
  ['MarginRankingLoss', () => new nn.MarginRankingLoss(),
    { input1: torch.ones(2), input2: torch.zeros(2), target: signs }],
  ['TripletMarginLoss', () => new nn.TripletMarginLoss(), { anchor: x, positive: y, negative: x.neg() }],
  ['CTCLoss', () => new nn.CTCLoss(), {
    log_probs: torch.zeros(4, 1, 3).log_softmax(2), targets: torch.tensor([[1n, 2n]]),
    input_lengths: torch.tensor([4n]), target_lengths: torch.tensor([2n]),
  }],
  ['AdaptiveLogSoftmaxWithLoss', () => new nn.AdaptiveLogSoftmaxWithLoss(3, 4, [2]), { input_: x, target_: classes }],
];

function listed(value: unknown): unknown {
  if (value === null) return null;
  return Array.isArray(value) ? [...(value as unknown[])].map(listed) : (value as Tensor).tolist();
}

describe('a layer is called by the names of its inputs', () => {
  test.each(calls)('%s', (_, make, inputs) => {
    const module = call(make());
    const [first, ...others] = Object.entries(inputs) as [[string, unknown], ...[string, unknown][]];
    const byPosition = listed(module(...Object.values(inputs)));
    expect(listed(module(inputs))).toEqual(byPosition);
    expect(listed(module(Object.fromEntries([...others, first])))).toEqual(byPosition);
    if (others.length > 0) expect(listed(module(first[1], Object.fromEntries(others)))).toEqual(byPosition);
  });

  test('packed sequences by name are packed again', () => {
    const gru = new nn.GRU(3, 2);
    const [output] = gru({ input: pack_sequence([x]) });
    expect(output.data.shape).toEqual([2, 2]);
  });
});

test('what does not fit is the TypeError of PyTorch, with the nearest name', () => {
  const linear = call(new nn.Linear(3, 2));
  expect(() => linear({ inptu: x })).toThrow(
    new TypeError("Linear.forward() got an unexpected keyword argument 'inptu'. Did you mean 'input'?"));
  expect(() => linear(x, { input: x })).toThrow(
    new TypeError("Linear.forward() got multiple values for argument 'input'"));
  expect(() => linear(x, x)).toThrow(
    new TypeError('Linear.forward() takes 2 positional arguments but 3 were given'));
  expect(() => linear()).toThrow(
    new TypeError("Linear.forward() missing 1 required positional argument: 'input'"));
  expect(() => call(new nn.ReLU6())({ inptu: x })).toThrow(/^Hardtanh\.forward\(\) got an unexpected/);
  expect(() => call(new nn.Conv2d(1, 1, 1))({ inptu: x })).toThrow(/^Conv2d\.forward\(\) got an unexpected/);
  expect(() => call(new nn.BatchNorm2d(1))({ inptu: x })).toThrow(/^_BatchNorm\.forward\(\) got an unexpected/);
  expect(() => call(new nn.MSELoss())({ input: x })).toThrow(
    new TypeError("MSELoss.forward() missing 1 required positional argument: 'target'"));
  class Same extends nn.Linear {}
  expect(() => call(new Same(3, 2))({ inptu: x })).toThrow(/^Linear\.forward\(\) got an unexpected/);
});

test('a forward of one\'s own reads its options itself', () => {
  class Scaled extends nn.Module {
    forward(input: Tensor, { by = 1 }: { by?: number } = {}): Tensor {
      return input.mul(by);
    }
  }
  expect(new Scaled()(x, { by: 2 }).tolist()).toEqual(x.mul(2).tolist());
  class Named extends nn.Linear {
    override forward(input: Tensor | { input: Tensor }): Tensor {
      return super.forward('input' in input ? input.input : input);
    }
  }
  expect(call(new Named(3, 2))({ input: x })).toHaveProperty('shape', torch.ones(2, 2).shape);
  class Reader extends nn.Module {
    forward(batch: { values: Tensor }): Tensor {
      return batch.values;
    }
  }
  const first = new nn.Sequential<{ values: Tensor }>(new Reader(), new nn.ReLU());
  expect(first({ values: x }).tolist()).toEqual(x.tolist());
});

test('hooks see the names as PyTorch shows them', () => {
  const linear = new nn.Linear(3, 2);
  const seen: unknown[] = [];
  using _before = linear.register_forward_pre_hook((_, args, kwargs) => {
    seen.push([args.length, Object.keys(kwargs)]);
    return [[], { input: (kwargs['input'] as Tensor).mul(0) }];
  }, { with_kwargs: true });
  using _plain = linear.register_forward_hook((_, args) => void seen.push(args.length));
  expect(linear({ input: x }).tolist()).toEqual(linear.bias!.expand(2, 2).tolist());
  expect(seen).toEqual([[0, ['input']], 0]);
});

describe('methods of modules take their arguments by name', () => {
  const net = (): nn.Sequential => new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2));

  test('to look for members', () => {
    expect(net().get_submodule({ target: '0' })).toBeInstanceOf(nn.Linear);
    expect(net().get_parameter({ target: '0.weight' })).toBeInstanceOf(nn.Parameter);
    expect(net().get_buffer({ target: '1.running_mean' }).dim()).toBe(1);
    expect([...net().parameters({ recurse: false })]).toEqual([]);
    expect([...net().named_buffers('a', { recurse: false })]).toEqual([]);
    expect([...net().named_modules({ prefix: 'net' })].map(([name]) => name)).toEqual(['net', 'net.0', 'net.1']);
  });
  test('to register members', () => {
    const module = new nn.Sequential();
    module.add_module({ name: 'a', module: new nn.ReLU() });
    module.register_module('b', { module: null });
    module.register_parameter({ name: 'c', param: nn.Parameter(torch.ones(1)) });
    module.register_buffer('d', torch.ones(1), { persistent: false });
    module.set_submodule('a', new nn.Tanh(), { strict: true });
    expect([...module.state_dict().keys()]).toEqual(['c']);
    expect([...module.named_modules()].map(([name]) => name)).toEqual(['', 'a']);
  });
  test('to change the module', () => {
    const module = net();
    expect(module.train({ mode: false }).training).toBe(false);
    let count = 0;
    module.apply({ fn: () => void count++ });
    expect(count).toBe(3);
    module.requires_grad_({ requires_grad: false });
    expect([...module.parameters()].some((param) => param.requires_grad)).toBe(false);
    expect(String(module.type({ dst_type: torch.float64 }).get_parameter('0.weight').dtype)).toBe('torch.float64');
    expect(module.load_state_dict({ state_dict: module.state_dict() }).missing_keys).toEqual([]);
    expect(module.load_state_dict({}, { strict: false }).missing_keys).toHaveLength(6);
  });

  const { eval: evaluate, to_empty, state_dict, register_forward_hook, train } = methods(nn.Module.prototype);
  const errors: readonly (readonly [call: () => unknown, message: string])[] = [
    [() => evaluate!.call(net(), 1), 'Module.eval() takes 1 positional argument but 2 were given'],
    [() => to_empty!.call(net(), 'cpu'), 'Module.to_empty() takes 1 positional argument but 2 were given'],
    [() => state_dict!.call(net(), { perfix: '' }),
      "Module.state_dict() got an unexpected keyword argument 'perfix'. Did you mean 'prefix'?"],
    [() => register_forward_hook!.call(net(), () => null, { foo: 1 }),
      "Module.register_forward_hook() got an unexpected keyword argument 'foo'. Did you mean 'hook'?"],
    [() => train!.call(net(), { moed: true }),
      "Module.train() got an unexpected keyword argument 'moed'. Did you mean 'mode'?"],
    [() => new (nn.Sigmoid as unknown as new (n: number) => unknown)(1),
      'Sigmoid.__init__() takes 1 positional argument but 2 were given'],
    [() => (nn.Buffer as unknown as Call)(x, false),
      'Buffer.__new__() takes from 1 to 2 positional arguments but 3 were given'],
    [() => (nn.Parameter as unknown as Call)(x, 'a'),
      "_make_subclass(): argument 'require_grad' (position 3) must be bool, not str"],
  ];
  test.each(errors)('or refuse them (%#)', (wrong, message) => {
    expect(wrong).toThrow(new TypeError(message));
  });
});

test('names of before PyTorch 0.4 still set the bounds of Hardtanh', () => {
  const layer = new nn.Hardtanh({ min_value: -2, max_value: 3 });
  expect(String(layer)).toBe('Hardtanh(min_val=-2.0, max_val=3.0)');
});
