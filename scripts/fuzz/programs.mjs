// Random programs as plain data: steps over a pool of tensors that are views of one another. What runs them is
// sequences_child.mjs here and replay.py in Python. A step is { do: 'call' | 'new' | ..., to?, at?, ... }: `to` is the
// slot of the pool that takes the result, `at` the slot that is worked on.

import { native } from '../../dist/addon/binding.js';
import { schemaOf } from './call.mjs';
import { describeCall, describeTensor } from './describe.mjs';
import { knownCrashes } from './known_crashes.mjs';

const slots = 8;

// Functions whose overloads, in-place forms and out forms the programs are mostly made of.
const favourites = `
  alias as_strided broadcast_to chunk detach diagonal expand expand_as flatten imag movedim narrow permute real reshape select
  slice split split_with_sizes squeeze swapaxes t tensor_split transpose unbind unflatten unfold unsqueeze view view_as
  view_as_complex view_as_real _conj _neg_view _reshape_from_tensor lift_fresh as_strided_copy expand_copy select_copy
  slice_copy split_copy t_copy transpose_copy unbind_copy view_copy diagonal_copy unfold_copy permute_copy squeeze_copy
  as_strided_scatter diagonal_scatter select_scatter slice_scatter select_backward slice_backward index_select_backward
  unfold_backward diagonal_backward
  resize resize_as set set_data fill zero copy add sub mul div clamp pow lerp addcmul addmm addmv addr mm bmm mv dot cat stack where
  index index_put _index_put_impl _unsafe_index _unsafe_index_put index_add index_copy index_fill index_reduce index_select gather
  scatter scatter_add scatter_reduce take put take_along_dim masked_fill masked_scatter masked_select nonzero nonzero_static
  cumsum cumprod cummax logcumsumexp sort topk kthvalue median mode max min argmax sum mean var softmax relu exp bitwise_and
  floor_divide remainder bincount histc searchsorted bucketize embedding embedding_dense_backward embedding_renorm one_hot
  repeat repeat_interleave roll flip rot90 tril triu fill_diagonal unique_consecutive unique_dim clone contiguous _to_copy
  segment_reduce embedding_bag nll_loss nll_loss2d cross_entropy_loss max_unpool2d grid_sampler ctc_loss
  random normal uniform bernoulli exponential _foreach_add _foreach_mul _foreach_copy _foreach_lerp _foreach_zero
  to_dense to_sparse coalesce sparse_mask sparse_resize _values _indices constant_pad_nd max_pool2d_with_indices convolution
`.trim().split(/\s+/);

const functionOf = (name) => name.slice(name.indexOf('::') + 2).split('.')[0];
const bare = (name) => functionOf(name).replace(/(?<=.)_$/, '');

let families;
let everything;

function allNames() {
  if (everything === undefined) {
    everything = native.operator_names()
      .filter((name) => name.startsWith('aten::') && !Object.hasOwn(knownCrashes, name));
    families = favourites.map((favourite) => everything.filter((name) => bare(name) === favourite))
      .filter(({ length }) => length > 0);
  }
  return { everything, families };
}

const shapes = [[], [0], [1], [4], [6], [12], [2, 3], [3, 4], [4, 4], [0, 3], [2, 2, 3], [1, 2, 3, 4], [2, 3, 2, 2]];
const dtypes = [
  'float32', 'float32', 'float32', 'float64', 'int64', 'int64', 'int32', 'bool', 'uint8', 'int16', 'complex64', 'float16',
  'bfloat16',
];
const indexDtypes = ['int64', 'int64', 'int64', 'int64', 'bool', 'int32', 'uint8', 'float32'];
const indexNames = /ind(ex|ices)|mask|target|offsets|lengths|condition|repeats/;

const slot = (rng) => ({ t: 'pool', slot: rng.below(slots) });

// Tensors of a call come from the pool; indices often are made for it, out of range ones among them.
function fromPool(rng, description, name) {
  if (description.t === 'list') {
    return { t: 'list', items: description.items.map((item) => fromPool(rng, item, name)) };
  }
  if (description.t !== 'tensor') return description;
  if (indexNames.test(name) && rng.chance(0.7)) {
    const shape = rng.pick([[], [1], [2], [3], [4], [0], [2, 3], [3, 1]]);
    const length = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length }, () => (rng.chance(0.9) ? rng.below(3) : rng.below(14) - 7));
    return { t: 'tensor', shape, dtype: rng.pick(indexDtypes), values, variants: [] };
  }
  return rng.chance(0.9) ? slot(rng) : description;
}

function callStep(rng) {
  const { everything, families } = allNames();
  const name = rng.chance(0.85) ? rng.pick(rng.pick(families)) : rng.pick(everything);
  const schema = schemaOf(name);
  const theme = { shape: rng.pick(shapes), dtype: rng.pick(dtypes), agree: true, wild: 0, odd: 0.03 };
  const args = describeCall(rng, schema, theme).map((argument, i) => fromPool(rng, argument, schema.arguments[i].name));
  const call = { name, args, raw: false, numbers: false, keywords: rng.chance(0.3) };
  return { do: 'call', to: rng.below(slots), pick: rng.below(4), call };
}

const newStep = (rng, to) => ({
  do: 'new', to,
  tensor: { t: 'tensor', ...describeTensor(rng, { shape: rng.pick(shapes), dtype: rng.pick(dtypes), agree: true, odd: 0 }) },
});

// What a program does between its calls.
const others = [
  (rng) => newStep(rng, rng.below(slots)),
  (rng) => ({ do: 'look', at: rng.below(slots) }),
  (rng) => ({ do: 'look', at: rng.below(slots) }),
  (rng) => ({ do: 'backward', at: rng.below(slots) }),
  (rng) => ({ do: 'requires_grad', at: rng.below(slots) }),
  (rng) => ({ do: 'grad', at: rng.below(slots), to: rng.below(slots) }),
  (rng) => ({ do: 'data', at: rng.below(slots), from: rng.below(slots) }),
  (rng) => ({ do: 'dispose', at: rng.below(slots) }),
  (rng) => ({ do: 'numpy', at: rng.below(slots) }),
  () => ({ do: 'write' }),
  (rng) => ({ do: 'from_numpy', to: rng.below(slots), count: rng.below(9) }),
  () => ({ do: 'collect' }),
];

/** A random program: it fills the pool, makes views, then calls this and that. */
export function describeProgram(rng) {
  const steps = Array.from({ length: slots }, (_, i) => newStep(rng, i));
  for (let i = 8 + rng.below(40); i > 0; i--) steps.push(rng.chance(0.8) ? callStep(rng) : rng.pick(others)(rng));
  for (let i = 0; i < slots; i++) steps.push({ do: 'look', at: i });
  return steps;
}
