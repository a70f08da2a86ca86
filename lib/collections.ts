/** Containers of Python's that PyTorch's programs use (`collections`). */
export { Counter } from './python/counter.js';
export { OrderedDict } from './python/ordered_dict.js';
export type { DictItems } from './python/ordered_dict.js';
