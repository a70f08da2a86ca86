/** `torch.optim.lbfgs`. */
export { LBFGS, type LBFGSOptions } from '../lbfgs.js';
