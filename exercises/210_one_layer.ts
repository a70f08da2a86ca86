// %% [markdown]
// # 210. One layer
//
// The smallest neural network there is: every output is a weighted sum of the inputs, plus a constant. Nothing else
// hides in the word *layer*.

// %%
import * as torch from 'nodetorch';
import { read_options } from './options.ts';

read_options();

const inputs = torch.Tensor([[1, 2]]);
console.log('inputs:');
console.log(inputs);

// %% [markdown]
// The input is a row: a matrix of one row and two columns, one column for each input. Later, more data will simply be
// more rows.
//
// Because data comes in rows, it stands to the left of the weights. Column $j$ of the weights belongs to output $j$:
// here output 0 is made with 3 and 4, output 1 with 7 and 1.

// %%
const weights = torch.Tensor([[3, 7], [4, 1]]);
console.log('weights:');
console.log(weights);

const bias = torch.Tensor([[0.5, 0.3]]);
console.log('bias:');
console.log(bias);

// %% [markdown]
// With $f$ for the input and $c$ for the output, the layer is
//
// $$c = f\,W + b$$
//
// By hand: $1 \cdot 3 + 2 \cdot 4 + 0.5 = 11.5$ and $1 \cdot 7 + 2 \cdot 1 + 0.3 = 9.3$. `mm` is the product of two
// matrices.

// %%
const outputs = inputs.mm(weights).add(bias);
console.log('outputs:');
console.log(outputs);

// %% [markdown]
// ## Your turn
//
// Give the layer a third input. Inputs $\begin{bmatrix}1 & 2 & 3\end{bmatrix}$, weights
// $\begin{bmatrix}3 & 7\\4 & 1\\1 & 2\end{bmatrix}$, bias $\begin{bmatrix}0.5 & 0.3\end{bmatrix}$: what comes out?
// One more input is one more *row* of weights; the bias stays as it is (why?). Then `npm run check 210`.

// %% Your turn
export const my_outputs: torch.Tensor | null = null;
