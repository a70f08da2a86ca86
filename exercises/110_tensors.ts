// %% [markdown]
// # 110. Tensors
//
// A list of numbers is a vector, a table of numbers is a matrix, and a *tensor* is the same idea with any number of
// dimensions. Everything a neural network touches is one: what goes in, what comes out, and the weights it learns. So
// the first lesson is to make tensors, look at them, and change them.
//
// This file runs from top to bottom; read a cell, guess what it prints, then look.

// %%
import * as torch from 'nodetorch';
import { read_options } from './options.ts';

const options = read_options({ seed: 0 });
torch.manual_seed(options.seed);

// %% [markdown]
// ## Making them
//
// `torch.Tensor(2)` reserves room for two numbers and does not clean it. What you see is what happened to be in memory:
// perhaps zeros, perhaps nonsense, perhaps something else next time.

// %%
let a1d = torch.Tensor(2);
console.log(a1d);

// %% [markdown]
// When you want zeros, ask for zeros.

// %%
a1d = torch.zeros(2);
console.log(a1d);

// %% [markdown]
// One argument per dimension: two rows, three columns, all ones.

// %%
let a2d = torch.ones(2, 3);
console.log(a2d);

// %% [markdown]
// Or bring the numbers yourself, as nested lists. This is how data gets in.

// %%
a2d = torch.Tensor([[1, 2, 3], [4, 5, 6]]);
console.log(a2d);

// %% [markdown]
// ## Reading the print-out
//
// Three dimensions: 2 blocks of 3 rows of 4 numbers. The outermost brackets are dimension 0, the innermost are the last
// one, so read a shape from the outside in. `rand` draws evenly from [0, 1). The numbers are the same at every run
// because the seed is; try `--seed 1`.

// %%
const a3d = torch.rand(2, 3, 4);
console.log(a3d);

// %% [markdown]
// Four dimensions: one more pair of brackets, and an empty line more between the outer blocks. `randn` draws from the
// bell curve: mean 0, variance 1, so most numbers lie between -2 and 2.

// %%
const a4d = torch.randn(2, 3, 4, 5);
console.log(a4d);

// %% [markdown]
// ## Changing them
//
// Python writes `a2d[:, 1] = 4`. TypeScript has no such brackets, so nodetorch spells the same thing as a method:
// `':'` is "all rows", `1` is "the column at index 1". Counting starts at 0, so the *second* column becomes 4.

// %%
a2d.index_put_([':', 1], 4);
console.log(a2d);

// %% [markdown]
// Single elements too; this repairs the column.

// %%
a2d.index_put_([0, 1], 2);
a2d.index_put_([1, 1], 5);
console.log(a2d);

// %% [markdown]
// A method whose name ends in `_` changes the tensor it is called on. Without the underscore you get a new one.

// %%
a2d.fill_(2.2);
console.log(a2d);

// %% [markdown]
// ## Taking parts
//
// The row at index 1, then the column at index 0: from a matrix, one index leaves a vector.

// %%
console.log(a2d.index(1));

// %%
console.log(a2d.index(':', 0));

// %% [markdown]
// How big is it? All sizes at once, or the one you ask for, which is an ordinary number.

// %%
console.log(a2d.size());

// %%
console.log(a2d.size(0));

// %% [markdown]
// With an index for every dimension one number is left. It is still a tensor, of no dimensions; `.item()` takes the
// plain number out.

// %%
console.log(a1d.index(0));

// %%
console.log(a2d.index(0, 0));

// %% [markdown]
// ## Whole numbers and real numbers
//
// Tensors hold real numbers (32-bit floats) unless you say otherwise. This one holds integers, and again is not cleaned
// before you get it.

// %%
const an_int_tensor = torch.IntTensor(1, 2);
console.log(an_int_tensor);

// %%
an_int_tensor.fill_(5);
console.log(an_int_tensor);

// %% [markdown]
// The print-out names the type when it is not the usual one. For floats it is silent.

// %%
const a_float_tensor = torch.FloatTensor(1, 2);
console.log(a_float_tensor);

// %%
a_float_tensor.fill_(5.5);
console.log(a_float_tensor);

// %% [markdown]
// ## Your turn
//
// Make two matrices of the same shape and add them. A tensor is an object, so `a + b` cannot do it: `a.add(b)` can.
// Replace each `null`, then run `npm run check 110`.

// %% Your turn
export const my_a: torch.Tensor | null = null;
export const my_b: torch.Tensor | null = null;
export const my_sum: torch.Tensor | null = null;
