/** `torch.utils.data.dataset`: where samples come from. */
// The class of tensors: a program may import this module alone.
import '../../tensor/tensor.js';
export { ChainDataset, ConcatDataset, Dataset, IterableDataset } from './datasets/dataset.js';
export type { DatasetLike, MapDataset } from './datasets/dataset.js';
export { random_split } from './datasets/random_split.js';
export { StackDataset } from './datasets/stack.js';
export { Subset } from './datasets/subset.js';
export { TensorDataset } from './datasets/tensor.js';
