// What a lambda of PyTorch's table is in JavaScript: how a program writes the same call. By the entry's name with its
// variant. `function`, `method` and `inplace` take what the lambda takes.

import * as torch from '../../../dist/index.js';

const { nn: { functional: F } } = torch;

/** The table seeds what is random, so that two calls of one sample give the same. */
function seeded(fn) {
  return (...args) => {
    const state = torch.get_rng_state();
    torch.manual_seed(42);
    const result = fn(...args);
    torch.set_rng_state(state);
    return result;
  };
}

/** Calls the method of this name of the first argument. */
const method = (name) => (self, ...rest) => self[name](...rest);
const functions = (names, make) => Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, { function: make(name) }]));
const at = (path) => path.split('.').reduce((space, name) => space?.[name], torch);

/** The gradient of a pooling, by the operator itself. */
function maxPoolBackward(input, { kernel_size = [], stride = [], padding = [0], dilation = [1], ceil_mode = false }) {
  const names = { kernel_size, stride, padding, dilation, ceil_mode, return_indices: true };
  const [out, indices] = F.max_pool2d_with_indices(input, names);
  return torch.ops.aten.max_pool2d_with_indices_backward.default(
    torch.ones_like(out), input, kernel_size, stride ?? kernel_size, padding, dilation, ceil_mode, indices);
}

/** The driver is given by position or by name. */
function leastSquares(a, b, given) {
  return torch.linalg.lstsq(a, b, { driver: given?.driver ?? given }).slice(0, 2);
}

/** What stands between the brackets: a tuple is several indices, all else is one. */
function indexed(self, at_) {
  return self.index(...(Object.isFrozen(at_) ? at_ : [at_]));
}

/** `inplace: true` among the arguments by name. */
function inPlaceOf(name) {
  const fn = at(name);
  return (self, ...rest) => {
    const named = Object.getPrototypeOf(rest.at(-1) ?? 0) === Object.prototype ? rest.pop() : {};
    return fn(self, ...rest, { ...named, inplace: true });
  };
}

const variants = (names, make) => Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, make(name)]));

/** What F.dropout and its like are: random, so seeded, and with a form that writes into its input. */
const dropouts = (names) => variants(names, (name) => {
  const path = name.replace(/\.with(out)?_train$/, '');
  return { function: seeded(at(path)), inplace: seeded(inPlaceOf(path)) };
});

export const counterparts = {
  ...variants(`nn.functional.leaky_relu nn.functional.elu nn.functional.celu nn.functional.selu nn.functional.silu
    nn.functional.silu.complex nn.functional.hardsigmoid nn.functional.mish nn.functional.threshold`,
  (name) => ({ inplace: inPlaceOf(name.replace(/\.complex$/, '')) })),
  ...dropouts(`nn.functional.rrelu nn.functional.dropout nn.functional.dropout2d nn.functional.dropout3d
    nn.functional.alpha_dropout nn.functional.feature_alpha_dropout.with_train
    nn.functional.feature_alpha_dropout.without_train`),
  ...variants('multinomial bernoulli', (name) => ({ function: seeded(torch[name]), method: seeded(method(name)) })),
  '_segment_reduce.lengths': { always: true, function: torch.segment_reduce },
  '_segment_reduce.offsets': { always: true, function: torch.segment_reduce },
  max_pool2d_with_indices_backward: { function: maxPoolBackward },
  ...functions(`contiguous sum_to_size expand expand_as to reshape_as view view_as bfloat16 bool byte char double float half
    int long short cdouble cfloat chalf new_zeros new_ones new_empty new_empty_strided new_full unfold repeat to_sparse`, method),
  ...functions('item', (name) => seeded(method(name))),
  ...functions('cauchy exponential geometric log_normal uniform', (name) => seeded(method(`${name}_`))),
  'normal.in_place': { function: seeded(method('normal_')) },
  ...functions('randn randn_like rand_like randint randint_like empty_strided normal', (name) => seeded(torch[name])),
  'normal.number_mean': { function: seeded((std, mean, ...rest) => torch.normal(mean, std, ...rest)) },
  ...functions('T H mT mH', (name) => (self) => self[name]),
  ...functions(`nn.functional.fractional_max_pool2d nn.functional.fractional_max_pool3d
    nn.functional.scaled_dot_product_attention nn.functional.multi_head_attention_forward`, (name) => seeded(at(name))),
  'nn.functional.embedding': { function: (weight, idx, ...rest) => F.embedding(idx, weight, ...rest) },
  'nn.functional.embedding_bag': { function: (weight, idx, ...rest) => F.embedding_bag(idx, weight, ...rest) },
  __getitem__: { always: true, function: indexed, method: indexed },
  einsum: { function: (tensors, equation) => torch.einsum(equation, tensors) },
  where: { function: (self, condition, other, ...rest) => torch.where(condition, self, other, ...rest) },
  resize_: { function: (x, shape) => x.clone().resize_(shape) },
  resize_as_: { function: (x, other) => torch.resize_as_(x.clone(), other) },
  zero_: { function: (x) => torch.zero_(x.clone()) },
  svd_lowrank: { function: seeded((a, b, ...rest) => torch.svd_lowrank(a.matmul(b.mT), ...rest)) },
  pca_lowrank: { function: seeded((a, b, ...rest) => torch.pca_lowrank(a.matmul(b.mT), ...rest)) },
  ...functions('polygamma.polygamma_n_0 polygamma.polygamma_n_1 polygamma.polygamma_n_2 polygamma.polygamma_n_3 polygamma.polygamma_n_4',
    () => (x, n, ...rest) => torch.polygamma(n, x, ...rest)),
  'special.polygamma.special_polygamma_n_0': { function: (x, n, ...rest) => torch.special.polygamma(n, x, ...rest) },
  'linalg.lstsq.grad_oriented': { function: leastSquares },
  'linalg.pinv.singular': { function: (a, b) => torch.linalg.pinv(a.matmul(b.mT)) },
};
