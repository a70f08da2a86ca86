/** Containers of Python's that PyTorch's programs use (`collections`). */
export { Counter } from './collections/counter.js';
export { OrderedDict } from './collections/ordered_dict.js';
export type { DictItems } from './collections/ordered_dict.js';
