// Compiled, never run: modules are typed from their `forward`, and their constructors from PyTorch's signatures.
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';
import { OrderedDict } from 'nodetorch/collections';
import type { PackedSequence } from 'nodetorch/nn/utils/rnn';

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

// A module of which only the class is known takes a tensor and gives one; others say what they do.
function known(module: nn.Module) {
  return module(t);
}
same<Tensor>()(known(net));
same<Tensor>()(known(new nn.Sequential(net)));
// @ts-expect-error
known(pair);
function twoInputs(module: nn.Module<[Tensor, Tensor], [Tensor, Tensor]>) {
  return module(t, t)[1];
}
class Both extends nn.Module {
  forward(x: Tensor, h: Tensor): [Tensor, Tensor] {
    return [x, h];
  }
}
same<Tensor>()(twoInputs(new Both()));
declare const any: nn.AnyModule;
// @ts-expect-error nothing is known of it
any(t);
for (const child of pair.children()) if (child instanceof nn.Linear) same<Tensor>()(child(t));
net.apply((module) => {
  if (module instanceof nn.Linear) torch.nn.init.zeros_(module.weight);
});

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
new nn.Sequential(new OrderedDict<string, nn.AnyModule>([['a', net], ['b', new nn.ReLU()]]));
// @ts-expect-error
new nn.Sequential(t);
const list = new nn.ModuleList([new Net(), new Net()]);
same<Net>()(list[0]!);
for (const each of list) same<Tensor>()(each(t));
const dict = new nn.ModuleDict({ a: new nn.Linear(1, 2) });
same<nn.Linear>()(dict.get('a'));
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
