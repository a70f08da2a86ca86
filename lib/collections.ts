/** Containers of Python's that PyTorch's programs use (`collections`). */
export { Counter } from './counter.js';
export { OrderedDict } from './ordered_dict.js';
export type { DictItems } from './ordered_dict.js';
