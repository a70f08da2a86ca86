/** `torch.autograd.functional`: derivatives of functions. */
export { hessian, jacobian } from './jacobian.js';
export { hvp, jvp, vhp, vjp } from './products.js';
