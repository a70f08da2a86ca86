/** `torch.autograd.function`: operations with derivatives of their own. */
export { BackwardCFunction } from './backward_c_function.js';
export { Function, FunctionCtx, FunctionMeta, once_differentiable } from './function.js';
export { InplaceFunction, NestedIOFunction } from './legacy_function.js';
