/** `torch.utils.benchmark.utils.timer`: the names of PyTorch's file. */
export { Language, timer, Timer } from '../timer.js';
