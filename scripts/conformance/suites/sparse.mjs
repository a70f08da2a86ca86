// The suite `sparse`, see python/sparse.py: the calls are those of the suite `ops`.

export { functions, perform } from './ops.mjs';
