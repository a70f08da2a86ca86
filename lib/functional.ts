/** The functions of torch/functional.py and its like: Python there and TypeScript here, over several operators. */
export { cond, while_loop, type Condition } from './functional/control_flow.js';
export * from './functional/lobpcg/index.js';
export * from './functional/low_rank.js';
export * from './functional/products.js';
export { cholesky, eig, lstsq, matrix_rank, qr, solve, symeig } from './tensor/removed.js';
export * from './tensor/reductions.js';
export * from './functional/shapes.js';
