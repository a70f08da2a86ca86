import { pythonType } from '../../values/type_name.js';
import { cat } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { having, iterable, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { slice } from '../../tensor/slice.js';

const withDevice = having('device', is_tensor);

/** Throws a TypeError for a parameter that lies elsewhere than the first; gives where that is. */
function checkDevice(parameter: Tensor, first: number | null): number {
  const device = must(parameter, withDevice).is_cuda ? parameter.get_device() : -1;
  if (first !== null && device !== first) {
    throw new TypeError('Found two parameters on different devices, this is currently not supported.');
  }
  return first ?? device;
}

/** All elements of the parameters in one vector, with gradients (`torch.nn.utils.parameters_to_vector`). */
export const parameters_to_vector = signature('parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor', { parameters: iterable }).define(
  (parameters) => {
    let device: number | null = null;
    const parts: Tensor[] = [];
    for (const parameter of parameters) {
      device = checkDevice(parameter, device);
      parts.push(parameter.view(-1));
    }
    return cat(parts);
  });

/**
 * Makes the parameters views of the vector's parts, in order (`torch.nn.utils.vector_to_parameters`). Throws a
 * TypeError for what is no tensor, and for parameters on several devices.
 */
export const vector_to_parameters = signature(
  'vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor])').define((vec, parameters) => {
  if (!is_tensor(vec)) throw new TypeError(`expected torch.Tensor, but got: ${pythonType(vec)}`);
  let device: number | null = null;
  let at = 0;
  for (const parameter of must(parameters, iterable)) {
    device = checkDevice(parameter, device);
    const count = parameter.numel();
    parameter.data = vec.index(slice(at, at + count)).view_as(parameter).data;
    at += count;
  }
});
