/** `torch.utils.data`: datasets, the order of their samples, and loaders that make batches of them. */
export * from './dataset.js';
export { DataLoader, default_collate, default_convert, get_worker_info } from './dataloader.js';
export type { DataLoaderOptions, WorkerInfo } from './dataloader.js';
export { collated } from './collated.js';
export type { CollatedSamples } from './collated.js';
export type { Collated, Converted } from './collate.js';
export { portable } from './portable.js';
export { DistributedSampler } from './distributed.js';
export {
  BatchSampler, RandomSampler, Sampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler,
} from './sampler.js';
export * as dataloader from './dataloader.js';
export * as dataset from './dataset.js';
export * as distributed from './distributed.js';
export * as sampler from './sampler.js';
