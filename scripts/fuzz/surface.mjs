// Programs over the hand-written part of the public surface, each with random arguments.

import * as torch from '../../dist/index.js';
import { wild } from './describe.mjs';
import { make } from './make.mjs';

const shapes = [[], [0], [1], [3], [2, 3], [0, 3], [2, 3, 4], [1, 1, 1, 1, 1]];
const dtypes = [
  'float32', 'float64', 'int64', 'int32', 'bool', 'complex64', 'float16', 'bfloat16', 'uint8', 'int8', 'uint64',
];

const some = (rng) => make(wild(rng));
const tensor = (rng) => torch.ones(rng.pick(shapes)).to(torch[rng.pick(dtypes)]);

const numbers = [
  0, 1, -1, 2, 7, -8, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300, -0, 5n, 2n ** 64n,
];
const number = (rng) => rng.pick(numbers);

function nested(rng, depth = 0) {
  if (depth > 3 || rng.chance(0.3)) {
    if (rng.chance(0.15)) return some(rng);
    return rng.pick([1, 0.5, true, 3n, new torch.Complex(1, 2), tensor(rng), new Int16Array(2), NaN]);
  }
  return Array.from({ length: rng.below(4) }, () => nested(rng, depth + 1));
}

const slices = [':', '...', '1:', ':-1', '::2', '::-1', 'x', '', '1:2:3:4', '99999999999999999999:', '0:0'];

function index(rng) {
  const kind = rng.below(9);
  if (kind === 0) return number(rng);
  if (kind === 1) return rng.pick(slices);
  if (kind === 2) return null;
  if (kind === 3) return rng.chance(0.5);
  if (kind === 4) return tensor(rng);
  if (kind === 5) return torch.tensor([0, 1, -1]).to(torch.int64);
  if (kind === 6) return nested(rng, 2);
  if (kind === 7) return torch.slice(rng.below(3), rng.pick([null, 2, -1, 100]), rng.pick([1, 2, 1]));
  return some(rng);
}

const indices = (rng) => Array.from({ length: rng.below(5) }, () => index(rng));
const options = (rng) => rng.pick([
  undefined, {}, { dtype: torch[rng.pick(dtypes)] }, { device: rng.pick(['cpu', 'meta', 'cuda', 'x']) },
  { requires_grad: true }, { dtype: some(rng) }, { nonsense: 1 }, some(rng),
]);

const methods = [
  'size', 'stride', 'dim', 'numel', 'is_contiguous', 'get_device', 'element_size', 'to', 'cpu', 'cuda', 'type', 'item',
  'tolist', 'numpy', 'new_tensor', 'float', 'long', 'toString', 'toJSON', 'view', 'reshape', 'permute', 'expand', 'repeat', 'split', 'norm',
  'unique', 'stft', 'backward', 'register_hook', 'retain_grad', 'detach', 'clone', 'requires_grad_', 'dispose', 'index',
  'index_put_', 'sum', 'max', 'sort', 'chunk', 'unbind', 'flatten', 'squeeze', 'transpose', 'add', 'add_', 'mul', 'fill_',
];
const properties = [
  'shape', 'dtype', 'device', 'layout', 'T', 'mT', 'H', 'grad', 'data', 'requires_grad', 'is_leaf', 'grad_fn', 'ndim',
  'nbytes', 'itemsize', 'length', '_version', 'is_sparse', 'is_meta', 'real', 'imag', '0', '-1', 'nothing',
];

/** name -> one program with random arguments; what it throws is looked at by the child. */
export const surface = {
  tensor: (rng) => torch.tensor(nested(rng), options(rng)),
  as_tensor: (rng) => String(torch.as_tensor(nested(rng), options(rng))),
  full: (rng) => torch.full(
    rng.pick([[2], [], [0, 3], [-1], nested(rng)]), rng.chance(0.7) ? number(rng) : some(rng), options(rng)),
  legacy: (rng) => torch[rng.pick(['Tensor', 'LongTensor', 'BoolTensor', 'HalfTensor', 'ByteTensor'])](
    ...rng.pick([[nested(rng)], [2, 3], [number(rng), number(rng)], [], [some(rng)]])),
  from_numpy: (rng) => torch.from_numpy(rng.pick([new Float32Array(3), new BigInt64Array(2), some(rng), tensor(rng)])),
  frombuffer: (rng) => torch.frombuffer(rng.pick([new ArrayBuffer(16), new Uint8Array(8), some(rng)]), {
    dtype: torch[rng.pick(dtypes)], count: rng.pick([-1, 1, 2, number(rng)]), offset: rng.pick([0, 1, 4, number(rng)]),
  }),
  index: (rng) => String(tensor(rng).index(...indices(rng))),
  index_put_: (rng) => tensor(rng).index_put_(
    indices(rng), rng.pick([number(rng), tensor(rng), some(rng)]), rng.chance(0.3)),
  method(rng) {
    const target = tensor(rng);
    if (rng.chance(0.1)) target.dispose();
    if (rng.chance(0.2) && target.dtype.is_floating_point) target.requires_grad_();
    const args = Array.from({ length: rng.below(4) }, () =>
      rng.pick([number(rng), some(rng), tensor(rng), torch.int64, 'cpu', [1, 2], rng.below(3), options(rng)]));
    return target[rng.pick(methods)](...args);
  },
  borrowed_method: (rng) => torch.Tensor.prototype[rng.pick(methods)].call(some(rng), some(rng)),
  property: (rng) => tensor(rng)[rng.pick(properties)],
  set_property(rng) {
    tensor(rng)[rng.pick(properties)] = rng.pick([some(rng), tensor(rng), null]);
  },
  numpy(rng) {
    const array = tensor(rng).numpy(options(rng));
    for (let i = 0; i < array.length; i++) array[i] = array[i];
    return array;
  },
  printing(rng) {
    torch.set_printoptions(rng.pick([
      {}, { precision: number(rng) }, { threshold: number(rng), edgeitems: rng.below(5) },
      { linewidth: rng.below(100) }, { sci_mode: rng.chance(0.5) },
      { profile: rng.pick(['full', 'short', 'default', 'x']) }, some(rng),
    ]));
    try {
      return String(tensor(rng));
    } finally {
      torch.set_printoptions({ profile: 'default' });
    }
  },
  scope: (rng) => torch.scope(() => rng.pick([
    [tensor(rng)], new Map([[1, tensor(rng)]]), nested(rng), some(rng), tensor(rng),
  ])),
  view_survives_scope(rng) {
    const view = torch.scope(() => torch.ones(1000 + rng.below(1000)).numpy());
    torch.scope(() => torch.zeros(view.length));
    if (view.some((element) => element !== 1)) throw new Error('is not a function: a view lost its memory');
  },
  size(rng) {
    const size = new torch.Size(...rng.pick([[[1, 2]], [some(rng)], [2], []]));
    return [String(size), size.numel?.()];
  },
  dtypes: (rng) => [torch.finfo(rng.pick([torch[rng.pick(dtypes)], some(rng)])), torch.device(some(rng))],
  ops: (rng) => torch.ops[rng.pick(['aten', 'none', 'quantized'])]?.[
    rng.pick(['add', 'nope', 'linear', '__proto__', 'then'])],
  spread: (rng) => torch.zeros(
    ...Array.from({ length: rng.pick([0, 1, 2, 70, 200]) }, () => rng.pick([0, 1, number(rng)]))),
  keywords: (rng) => torch.add(tensor(rng), tensor(rng), {
    alpha: rng.pick([number(rng), some(rng)]), out: rng.pick([undefined, null, tensor(rng), some(rng)]),
  }),
};

export const surfaceNames = Object.keys(surface);
