/** `torch.autograd.function`: operations with derivatives of their own. */
export { Function, FunctionCtx, once_differentiable } from './function.js';
export { InplaceFunction, NestedIOFunction } from './legacy_function.js';
