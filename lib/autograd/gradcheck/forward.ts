import { allclose, zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { ValueError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { dual_level, make_dual, unpack_dual } from '../forward_ad.js';
import { GradcheckError } from './messages.js';
import type { Step } from './numerical.js';
import {
  isDifferentiable, isMkldnn, matricesForOutputs, outputsOf, requiresGrad, type Checked, type Inputs,
} from './tensors.js';

interface Dual {
  readonly inputs: unknown[];
  readonly tangents: Tensor[];
}

/** The inputs, those that require a gradient with a tangent of zeros. */
function dualInputs(inputs: Inputs): Dual {
  const tangents: Tensor[] = [];
  const dual = inputs.map((each) => {
    if (!requiresGrad(each)) return each;
    if (isMkldnn(each)) throw new ValueError('MKLDNN inputs are not supported for forward AD gradcheck.');
    const made = make_dual(each.detach(), zeros_like(each));
    // Of a view it may be another than that which was given.
    tangents.push(unpack_dual(made).tangent!);
    return made;
  });
  return { inputs: dual, tangents };
}

/** By inputs and outputs, the Jacobians by forward-mode derivatives; along `allU` if that is given. */
export function forwardJacobians(
  fn: Checked, inputs: Inputs, outputs: readonly unknown[], checkDtypes: boolean, allU?: readonly Step[],
): Tensor[][] {
  const wanted = inputs.filter(requiresGrad);
  if (wanted.some((each) => each.is_complex())) {
    throw new ValueError('Expected inputs to be non-complex for _get_analytical_jacobian_forward_ad.');
  }
  const found = wanted.map((each) => matricesForOutputs(outputs, allU ? 1 : each.numel(), null));
  dual_level(() => {
    const { inputs: dual, tangents } = dualInputs(inputs);
    const column = (k: number, row: number): void => {
      outputsOf(fn, dual).filter(isDifferentiable).forEach((output, o) => {
        const { primal, tangent } = unpack_dual(output);
        if (checkDtypes && tangent !== null && primal.is_complex() !== tangent.is_complex()) {
          throw new GradcheckError('Forward AD gradient has dtype mismatch.');
        }
        const place = found[k]![o]!.select(0, row);
        if (tangent === null) place.zero_();
        else place.copy_(tangent.reshape(-1));
      });
    };
    tangents.forEach((tangent, k) => {
      if (allU) {
        tangent.copy_((allU[k] as Tensor).view_as(tangent));
        column(k, 0);
        tangent.zero_();
        return;
      }
      const flat = tangent.numel();
      for (let row = 0; row < flat; row++) {
        const place = elementAt(tangent, row);
        place.fill_(1);
        column(k, row);
        place.fill_(0);
      }
    });
  });
  return allU ? found.map((row) => row.map((each) => each.squeeze(0))) : found;
}

function elementAt(tensor: Tensor, index: number): Tensor {
  let rest = index;
  const places = [...tensor.shape].reverse().map((size) => {
    const at = rest % size;
    rest = Math.floor(rest / size);
    return at;
  }).reverse();
  return places.reduce((value, at) => value.select(0, at), tensor);
}

/** What an input without a tangent gives must be what one with a tangent of zeros does. */
export function checkUndefinedTangent(fn: Checked, inputs: Inputs, allU: readonly Step[]): void {
  dual_level(() => {
    const { inputs: dual, tangents } = dualInputs(inputs);
    tangents.forEach((tangent, k) => tangent.copy_((allU[k] as Tensor).view_as(tangent)));
    inputs.forEach((input, at) => {
      if (!requiresGrad(input)) return;
      const withInput = (value: Tensor): Tensor[] =>
        outputsOf(fn, dual.map((each, k) => (k === at ? value : each))).filter(isDifferentiable);
      const zero = withInput(make_dual(input.detach(), zeros_like(input)));
      const absent = withInput(input.detach());
      zero.forEach((output, o) => {
        const first = unpack_dual(output).tangent;
        const second = is_tensor(absent[o]) ? unpack_dual(absent[o]).tangent : null;
        if (first === null || second === null || allclose(first, second)) return;
        throw new GradcheckError(`Mismatch in tangent values for output with index:  ${o}  when input:  ${String(input)}` +
          `  has an undefined tangent value.   Got:  ${String(first)}  but expected:  ${String(second)}`);
      });
    });
  });
}
