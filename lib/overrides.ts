/** `torch.overrides`: kinds of tensors that are written outside of the library, and who watches its functions. */
export {
  NotImplemented, type AnyClass, type AnyFunction, type TorchFunction,
} from './arguments/overrides.js';
export {
  handle_torch_function, has_torch_function, is_tensor_like, redispatch_function, wrap_torch_function,
} from './overrides/protocol.js';
export {
  get_ignored_functions, get_overridable_functions, get_testing_overrides, is_tensor_method_or_property, resolve_name,
} from './overrides/names.js';
export { DisableTorchFunction, DisableTorchFunctionSubclass, TorchFunctionMode } from './overrides/modes.js';
