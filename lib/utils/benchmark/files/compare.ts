/** `torch.utils.benchmark.utils.compare`: the names of PyTorch's file. */
export { Colorize, Compare } from '../compare.js';
