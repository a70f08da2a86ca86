// Values of the types that the texts of signature('...') name.

import * as torch from '../../dist/index.js';

const { nn, optim } = torch;
const tensor = () => torch.ones(2, 3, { requires_grad: true });

/** By the name of the type. */
const samples = {
  int: () => 1, float: () => 0.5, number: () => 1, Number: () => 1, bool: () => true, str: () => 'weight',
  None: () => null,
  Tensor: tensor, Any: tensor, object: tensor, Module: () => new nn.Linear(3, 3), M: () => new nn.Linear(3, 3),
  Parameter: () => nn.Parameter(torch.ones(2)), dtype: () => torch.float32, DeviceLike: () => 'cpu', device: () => 'cpu',
  AnyFunction: () => (x) => x, Body: () => () => 1, Step: () => (x) => x, Callable: () => (x) => x,
  Function: () => (x) => x,
  Optimizer: () => new optim.SGD([torch.ones(2, { requires_grad: true })], { lr: 0.1 }),
  Places: () => tensor().sum(), MaybeTensors: () => null, TensorOrTensors: tensor, TensorDict: () => ({}),
  Size: () => new torch.Size([2, 3]), Type: () => torch.IntType.get(),
  FunctionSchema: () => torch.parse_schema('f() -> Tensor'),
  Argument: () => torch.parse_schema('f(Tensor a) -> Tensor').arguments[0],
  DispatchKey: () => torch.DispatchKey.CPU, DispatchKeySet: () => new torch.DispatchKeySet(torch.DispatchKey.CPU),
  AggregationType: () => torch.AggregationType.SUM, Future: () => new torch.Future([]),
  PackedSequence: () => nn.utils.rnn.pack_sequence([torch.ones(2, 3)]), memory_format: () => torch.channels_last,
  Generator: () => new torch.Generator(), Parametrization: () => new nn.ReLU(),
  BatchNorm: () => new nn.BatchNorm1d(3).eval(),
  LockingLogger: () => new torch.LockingLogger(), Storage: () => torch.ones(2).untyped_storage(),
  Hook: () => () => null, PackHook: () => (x) => x, UnpackHook: () => (x) => x,
  Sequential: () => new nn.Sequential(new nn.Linear(3, 3)),
  BasePruningMethod: () => new nn.utils.prune.Identity(), Checked: () => (x) => torch.mul(x, 2),
  TensorFunction: () => (x) => torch.mul(x, 2),
  Stream: () => torch.cpu.current_stream(), GradScaler: () => new torch.amp.GradScaler('cpu'),
};

const choice = (type) => Object.hasOwn(samples, type) ? samples[type] : undefined;

/** A value of a type; null where none is known. `split` cuts at what is in no brackets. */
export function makeOne(type, split) {
  for (const each of split(type, '|')) {
    const made = one(each, split);
    if (made !== undefined) return made;
  }
  return null;
}

function one(type, split) {
  const known = choice(type);
  if (known !== undefined) return known();
  const generic = /^([\w.]+)\[(.*)\]$/s.exec(type);
  if (!generic) return undefined;
  const [, name, inner] = generic;
  if (name === 'Literal') return split(inner, ',')[0].replace(/^["']|["']$/g, '');
  if (name === 'Callable') return (x) => x;
  if (name === 'dict' || name === 'Mapping') return {};
  if (name === 'tuple') return split(inner, ',').filter((each) => each !== '...').map((each) => makeOne(each, split));
  if (['Sequence', 'list', 'Iterable', 'Iterator'].includes(name)) return [makeOne(inner, split)];
  if (name === 'Optional') return makeOne(inner, split);
  return undefined;
}
