// Compiled, never run: modules are typed from their `forward`, and their constructors from PyTorch's signatures.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import type { PackedSequence } from 'nodetorch/nn/utils/rnn';
import { AveragedModel } from 'nodetorch/optim/swa_utils';

declare const t: Tensor;

/** Compiles only if the types are the same. */
function same<A>() {
  return <B>(_value: B & ([A, B] extends [B, A] ? unknown : never)): void => {};
}

class Net extends nn.Module {
  fc = new nn.Linear(4, 2);
  forward(x: Tensor) {
    return this.fc(x).relu();
  }
}
class Pair extends nn.Module {
  forward(x: Tensor, h: Tensor, flag = false): [output: Tensor, hidden: Tensor] {
    return flag ? [h, x] : [x, h];
  }
}

// A call is a call of forward.
const net = new Net();
const pair = new Pair();
same<Tensor>()(net(t));
same<[output: Tensor, hidden: Tensor]>()(pair(t, t));
same<[output: Tensor, hidden: Tensor]>()(pair(t, t, true));
// @ts-expect-error
net('x');
// @ts-expect-error
net(t, t);
// @ts-expect-error
net();
// @ts-expect-error
pair(t);
// @ts-expect-error
pair(t, t, 1);

// A module of which only the class is known may be any. It gives a tensor, or what is asked for where the call stands.
function known(module: nn.Module) {
  return module(t);
}
same<Tensor>()(known(net));
same<Tensor>()(known(new nn.Sequential(net)));
same<Tensor>()(known(pair));
const some: nn.Module = new nn.MultiheadAttention(8, 2);
const [attended]: [Tensor, Tensor | null] = some(t, t, t, { need_weights: false });
same<Tensor>()(attended);
// @ts-expect-error a tensor is no module
known(t);
// @ts-expect-error nor is a function
known((x: Tensor) => x);
// Where more has to be known, a function says it.
function twoInputs(module: nn.Module & ((x: Tensor, h: Tensor) => [Tensor, Tensor])) {
  return module;
}
twoInputs(pair);
// @ts-expect-error
twoInputs(net);

// In a class of one's own, `this(x)` is what Python calls `self(x)`.
class Generator extends nn.Module {
  forward(x: Tensor, targets: Tensor | null = null): { logits: Tensor; loss: Tensor | null } {
    return { logits: x, loss: targets };
  }
  generate(x: Tensor): Tensor {
    same<Tensor | null>()(this(x, x).loss);
    // @ts-expect-error
    this('x');
    // @ts-expect-error
    this();
    return this(x).logits;
  }
}
same<Tensor>()(new Generator().generate(t));
const generator: nn.Module = new Generator();
class Wider extends Generator {
  override forward(x: Tensor, targets: Tensor | null = null, scale = 1) {
    return super.forward(x.mul(scale), targets);
  }
}
const parent: Generator = new Wider();
parent(t);

// Whatever goes through modules sees modules that may be called.
let x = t;
for (const child of net.children()) x = child(x);
for (const [, child] of net.named_modules()) x = child(x);
x = net.get_submodule('fc')(x);
same<ArrayIterator<nn.Module>>()(net.modules());
for (const child of pair.children()) if (child instanceof nn.Linear) same<Tensor>()(child(t));
net.apply((module) => {
  if (module instanceof nn.Linear) torch.nn.init.zeros_(module.weight);
});
net.apply((module: nn.Module) => void module.training);
function init_weights(module: nn.Module): void {
  if (module instanceof nn.Linear || module instanceof nn.Embedding) torch.nn.init.normal_(module.weight);
}
generator.apply(init_weights);
declare const anything: unknown;
if (anything instanceof nn.Module) anything(t);

// A plain tensor is no parameter.
net.fc.weight = nn.Parameter(t);
net.fc.bias = null;
// @ts-expect-error
net.fc.weight = t;
// @ts-expect-error
net.fc = new nn.ReLU();

// Constructors: by position, by name, or both.
new nn.Linear(4, 2, false);
new nn.Linear(4, 2, { bias: false, dtype: torch.float64 });
new nn.Linear({ in_features: 4, out_features: 2 });
new nn.Dropout();
new nn.Dropout(0.5, true);
new nn.Embedding(10, 3, { padding_idx: 0 });
new nn.CrossEntropyLoss({ weight: t, reduction: 'sum' });
// @ts-expect-error
new nn.Linear(4);
// @ts-expect-error
new nn.Linear(4, 2, { bais: false });
// @ts-expect-error
new nn.Linear(4, 2, false, { bias: true });
// @ts-expect-error
new nn.CrossEntropyLoss({ reduction: 'average' });
// @ts-expect-error
new nn.GELU('exact');

// Containers.
new nn.Sequential(net, new nn.ReLU());
new nn.Sequential({ a: net, b: new nn.ReLU() });
new nn.Sequential(new OrderedDict<string, nn.Module>([['a', net], ['b', new nn.ReLU()]]));
// @ts-expect-error
new nn.Sequential(t);
const seq = new nn.Sequential(new nn.Linear(4, 2), new nn.ReLU());
x = seq[0]!(x);
x = seq.at(-1)(x);
for (const layer of seq) x = layer(x);
for (const [i, layer] of [...seq].entries()) x = i > 0 ? layer(x) : x;
// @ts-expect-error
x = seq[0];
const mixed = new nn.ModuleList([new nn.Linear(4, 2), new nn.ReLU()]);
for (const layer of mixed) x = layer(x);
class Blocks extends nn.Module {
  layers = new nn.ModuleList(Array.from({ length: 3 }, () => new nn.Linear(4, 4)));
  forward(x: Tensor): Tensor {
    for (const layer of this.layers) x = layer(x).add(layer.weight);
    return this.layers[0]!(x);
  }
}
new Blocks()(t);
const list = new nn.ModuleList([new Net(), new Net()]);
same<Net>()(list[0]!);
for (const each of list) same<Tensor>()(each(t));
const dict = new nn.ModuleDict({ a: new nn.Linear(1, 2) });
same<nn.Linear>()(dict.get('a'));
const transformer = new nn.ModuleDict({
  wte: new nn.Embedding(5, 4), h: new nn.ModuleList([net]), ln_f: new nn.LayerNorm(4),
});
same<nn.Parameter>()(transformer.get('wte').weight);
x = transformer.get('wte')(x);
for (const block of transformer.get('h')) x = block(x);
x = transformer.get('ln_f')(x);
declare const name: string;
if (transformer.has(name)) same<boolean>()(transformer.get(name).training);
for (const [key, module] of new nn.ModuleDict([['a', new nn.ReLU()]]).items()) if (key !== '') x = module(x);
const activations = new nn.ModuleDict({ relu: new nn.ReLU(), tanh: new nn.Tanh() });
x = activations.get(name)(x);
const plain: nn.ModuleDict = transformer;
x = plain.get('wte')(x);
const parameters = new nn.ParameterDict({ a: t, b: nn.Parameter(t) });
same<nn.Parameter>()(parameters.get('a'));
for (const [, parameter] of parameters.items()) x = x.add(parameter);
const weights = new nn.ParameterList([t, t]);
x = x.add(weights[0]!);
for (const weight of weights) x = x.mul(weight);
// @ts-expect-error
list.append(new nn.ReLU());

// Attention and transformers give what PyTorch's give; the rest of their arguments may be named.
const attention = new nn.MultiheadAttention(8, 2, { batch_first: true });
same<Tensor>()(attention(t, t, t)[0]);
same<Tensor | null>()(attention(t, t, t, { need_weights: false })[1]);
// @ts-expect-error
attention(t, t);
// @ts-expect-error
attention(t, t, t, { need_weight: false });
same<Tensor>()(new nn.Transformer({ d_model: 8, nhead: 2 })(t, t, { tgt_mask: t }));

// Hooks see the module, its inputs and its output.
pair.register_forward_hook((module, [x, h], [y]) => {
  same<Pair>()(module);
  return [x.add(h), y];
});
net.register_forward_pre_hook((_, [x]) => [x.mul(2)]);
net.register_forward_hook((_, args, kwargs, out) => {
  same<unknown[]>()(args);
  same<unknown>()(kwargs['x']);
  return out;
}, { with_kwargs: true });
// @ts-expect-error
net.register_forward_hook((_, __, out) => out.item());

// State dicts.
const state = net.state_dict();
same<Tensor | undefined>()(state.get('fc.weight'));
net.load_state_dict(state, { strict: false });
net.load_state_dict({ 'fc.weight': t }, false);
same<string[]>()(net.load_state_dict(state).missing_keys);
// @ts-expect-error
net.load_state_dict(state, { strikt: false });

// The chunks of a loss: options by position or by name.
const chunks = new nn.LinearCrossEntropyOptions({ batch_chunk_size: 4, acc_dtype: torch.float32 });
new nn.LinearCrossEntropyOptions(true, null, 'aspect_ratio:2', { acc_policy: 'compact' });
same<number | null>()(chunks.batch_chunk_size);
new nn.LinearCrossEntropyLoss(4, 9, { options: chunks });
nn.functional.linear_cross_entropy(t, t, t, { options: chunks });
nn.functional.linear_cross_entropy(t, t, t, { options: null });
// @ts-expect-error
new nn.LinearCrossEntropyOptions({ chunking_method: 'aspect' });
// @ts-expect-error
new nn.LinearCrossEntropyOptions({ acc_policy: 'fast' });
// @ts-expect-error
nn.functional.linear_cross_entropy(t, t, t, { options: { batch_chunk: 4 } });

// Packed sequences in, packed sequences out.
declare const packed: PackedSequence;
same<PackedSequence>()(new nn.GRU(2, 3)(packed)[0]);
same<Tensor>()(new nn.GRU(2, 3)(t)[0]);
same<[h_n: Tensor, c_n: Tensor]>()(new nn.LSTM(2, 3)(packed, [t, t])[1]);

// An average of a model is called as the model is.
const averaged = new AveragedModel(pair);
same<Pair>()(averaged.module);
same<[output: Tensor, hidden: Tensor]>()(averaged(t, t));
same<Net>()(new AveragedModel({ model: net, use_buffers: true }).module);
const average: nn.Module = averaged;
average(t);
// @ts-expect-error
averaged(t);
// @ts-expect-error
new AveragedModel(pair, { use_bufers: true });

// A bias is there unless it was not wanted; it can be taken away.
same<nn.Parameter>()(net.fc.bias);
torch.nn.init.zeros_(new nn.Conv2d(1, 2, 3).bias);
same<Tensor>()(new nn.BatchNorm1d(3).running_mean);
net.fc.bias = null;

// PyTorch's layers are called by the names of their inputs, too.
same<Tensor>()(new nn.Linear(4, 3)({ input: t }));
same<Tensor>()(new nn.CrossEntropyLoss()({ input: t, target: t }));
same<Tensor>()(new nn.CrossEntropyLoss()(t, { target: t }));
same<[output: Tensor, states: [h_n: Tensor, c_n: Tensor]]>()(new nn.LSTM(4, 3)(t, { hx: [t, t] }));
same<[maxima: Tensor, indices: Tensor]>()(new nn.MaxPool2d(2, { return_indices: true })({ input: t }));
same<Tensor>()(new nn.Sequential(new nn.ReLU())({ input: t }));
// @ts-expect-error no such name
new nn.Linear(4, 3)({ inptu: t });
// @ts-expect-error the target is missing
new nn.MSELoss()({ input: t });
// @ts-expect-error a module of one's own reads its arguments itself
net({ x: t });
class Scaling extends nn.Linear {
  override forward(input: Tensor, factor = 1): Tensor {
    return super.forward(input).mul(factor);
  }
}
same<Tensor>()(new Scaling(4, 3)(t, 2));
// @ts-expect-error its forward has no names
new Scaling(4, 3)({ input: t });
// Hooks see the inputs by position.
new nn.Linear(4, 3).register_forward_hook((_, [input]) => void same<Tensor>()(input));
// Methods take names.
same<nn.Parameter>()(net.get_parameter({ target: 'fc.weight' }));
net.train({ mode: false }).load_state_dict(net.state_dict({ prefix: 'a.' }), { strict: false });
