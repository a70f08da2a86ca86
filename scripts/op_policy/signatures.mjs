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
