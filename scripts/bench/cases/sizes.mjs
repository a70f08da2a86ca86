// The same operator on operands from 4 KB to 16 MB of float32, all square matrices: what memory costs. sizes.py has the
// same cases by the same names.
import * as torch from 'nodetorch';

const sides = { '4 KB': 32, '40 KB': 100, '400 KB': 320, '4 MB': 1024, '16 MB': 2048 };

const operators = {
  add: (a, b) => () => a.add(b),
  mul: (a, b) => () => a.mul(b),
  relu: (a) => () => a.relu(),
  sum: (a) => () => a.sum(),
  softmax: (a) => () => a.softmax(1),
  mm: (a, b) => () => a.mm(b),
};

export const cases = {};
for (const [operator, call] of Object.entries(operators)) {
  for (const [size, side] of Object.entries(sides)) {
    cases[`${operator}, ${size}`] = () => call(torch.rand(side, side), torch.rand(side, side));
  }
}
