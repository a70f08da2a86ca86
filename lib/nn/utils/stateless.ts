/** `torch.nn.utils.stateless`. */
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import { functional_call as call } from './functional_call.js';

/**
 * Calls a module with other tensors in the place of its parameters and buffers
 * (`torch.nn.utils.stateless.functional_call`, deprecated: `torch.func.functional_call`).
 */
export const functional_call = signature(`functional_call(module: Module, parameters_and_buffers: TensorDict,
  args: Any = None, kwargs: object = None, *, tie_weights: bool = True, strict: bool = False) -> Any`).define((
  module, parameters_and_buffers, args, kwargs, tie_weights, strict,
) => {
  warn('FutureWarning', '`torch.nn.utils.stateless.functional_call` is deprecated as of PyTorch 2.0 and will be removed ' +
    'in a future version of PyTorch. Please use `torch.func.functional_call` instead which is a drop-in replacement.');
  const options = kwargs as Readonly<Record<string, unknown>> | null;
  return call(module, parameters_and_buffers, args, options, { tie_weights, strict });
});
