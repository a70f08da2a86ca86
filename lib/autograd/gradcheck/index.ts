/** `torch.autograd.gradcheck`: gradients beside central differences. */
export {
  get_analytical_jacobian, get_numerical_jacobian, get_numerical_jacobian_wrt_specific_input,
} from './deprecated.js';
export { gradcheck, gradgradcheck } from './gradcheck.js';
export { GradcheckError } from './messages.js';
