/** `torch.func`: functions that transform functions. */
export { grad, grad_and_value, vjp, type Argnums, type VjpFunction } from '../functorch/grad.js';
export { debug_unwrap, functionalize } from '../functorch/functionalize.js';
export { hessian, jacfwd, jacrev } from '../functorch/jacobian.js';
export { jvp } from '../functorch/jvp.js';
export { linearize } from '../functorch/linearize.js';
export { vmap, type Dims, type Randomness, type VmapOptions } from '../functorch/vmap.js';
export { functional_call, type FunctionalCallOptions, type TensorDict } from '../nn/utils/functional_call.js';
export { replace_all_batch_norm_modules_, stack_module_state } from './modules.js';
export { rearrange } from './rearrange.js';
