// What PyTorch's Python argument parser does beyond the schema. The same facts are written into the run-time table.

/** Other names an argument may be given (NumPy's), on top of `input` for `self` in functions. */
export const argumentAliases = {
  input: 'self',
  x: 'self',
  a: 'self',
  x1: 'self',
  x2: 'other',
  axis: 'dim',
  axes: 'dim',
  keepdims: 'keepdim',
};

/**
 * Functions and methods whose Tensor arguments take plain numbers, as "wrapped numbers" that do not raise the dtype.
 * Their `.Scalar` overloads are left out of the table, as PyTorch does: `t.add(2)` calls aten::add.Tensor
 * and so has the grad_fn AddBackward0.
 */
export const numbersAsTensors = [
  'add',
  'add_',
  'div',
  'div_',
  'divide',
  'divide_',
  'floor_divide',
  'floor_divide_',
  'mul',
  'mul_',
  'multiply',
  'multiply_',
  'sub',
  'sub_',
  'subtract',
  'subtract_',
  'true_divide',
  'true_divide_',
];

/** What a string argument may be: `operator.argument` first, then the argument's name. */
export const stringChoices = {
  UPLO: ['L', 'U'],
  approximate: ['none', 'tanh'],
  'index_reduce.reduce': ['prod', 'mean', 'amax', 'amin'],
  'index_reduce_.reduce': ['prod', 'mean', 'amax', 'amin'],
  interpolation: ['linear', 'lower', 'higher', 'midpoint', 'nearest'],
  'linalg_cond.p': ['fro', 'nuc'],
  'linalg_lstsq.driver': ['gels', 'gelsy', 'gelsd', 'gelss'],
  'linalg_qr.mode': ['reduced', 'complete', 'r'],
  'linalg_svd.driver': ['gesvd', 'gesvdj', 'gesvda'],
  'linalg_svdvals.driver': ['gesvd', 'gesvdj', 'gesvda'],
  norm: ['forward', 'backward', 'ortho'],
  ord: ['fro', 'nuc'],
  'pad.mode': ['constant', 'reflect', 'replicate', 'circular'],
  padding: ['valid', 'same'],
  padding_side: ['right', 'left'],
  rounding_mode: ['trunc', 'floor'],
  'scatter.reduce': ['add', 'multiply'],
  'scatter_.reduce': ['add', 'multiply'],
  'scatter_reduce.reduce': ['sum', 'prod', 'mean', 'amax', 'amin'],
  'scatter_reduce_.reduce': ['sum', 'prod', 'mean', 'amax', 'amin'],
  'segment_reduce.reduce': ['sum', 'mean', 'max', 'min', 'prod'],
  '_sparse_mm.reduce': ['sum', 'mean', 'amax', 'amin'],
  side: ['left', 'right'],
};

/** Operators whose result holds booleans, whatever they are given (`all` and `any` of uint8 aside). */
export const truths = [
  'all', 'any', 'eq', 'ge', 'greater', 'greater_equal', 'gt', 'isclose', 'isfinite', 'isin', 'isinf', 'isnan', 'isneginf',
  'isposinf', 'isreal', 'le', 'less', 'less_equal', 'logical_and', 'logical_not', 'logical_or', 'logical_xor', 'lt', 'ne',
  'not_equal', 'signbit',
];

/**
 * Defaults of PyTorch's binding that are not the schema's: it reads the C++ name at::Reduction::Mean as the number 0,
 * so that these losses reduce nothing unless told to.
 * @type {Record<string, Record<string, number>>}
 */
export const pythonDefaults = Object.fromEntries([
  'binary_cross_entropy_with_logits', 'cosine_embedding_loss', 'ctc_loss', 'hinge_embedding_loss', 'kl_div',
  'margin_ranking_loss', 'triplet_margin_loss',
].map((name) => [name, { reduction: 0 }]));
