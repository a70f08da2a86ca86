/** `torch.nn.modules.distance`. */
export { CosineSimilarity, PairwiseDistance } from '../layers.js';
