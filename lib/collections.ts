/** Containers of Python's that PyTorch's programs use (`collections`). */
export { OrderedDict } from './ordered_dict.js';
export type { DictItems } from './ordered_dict.js';
