import { allclose, randn_like, stack } from '../../generated/torch.js';
import { jvp_of } from '../../functorch/jvp.js';
import { vmap } from '../../functorch/vmap.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { batchedForwardFailed, batchedMismatch, GradcheckError } from './messages.js';
import { isDifferentiable, outputsOf, requiresGrad, type Checked, type Inputs } from './tensors.js';

/** Forward-mode derivatives along several vectors at once must be those along one after the other. */
export function checkBatchedForward(fn: Checked, inputs: Inputs): void {
  inputs.forEach((input, at) => {
    if (!requiresGrad(input) || !isDifferentiable(input)) return;
    const jvp = (direction: Tensor): Tensor[] => jvp_of((dual: Tensor) => {
      const given = inputs.map((each, k) => (k === at ? dual : is_tensor(each) ? each.detach() : each));
      return outputsOf(fn, given).filter(is_tensor);
    }, [input.detach()], [direction], null, { strict: false, has_aux: false }).tangent as Tensor[];
    const tangents = [randn_like(input), randn_like(input)];
    const rows = tangents.map(jvp);
    let batched: Tensor[];
    try {
      batched = vmap(jvp)(stack(tangents));
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      throw new GradcheckError(`While computing batched gradients, got: ${error.message}\n\n${batchedForwardFailed}`,
        { cause: error });
    }
    batched.forEach((got, k) => {
      const expected = stack(rows.map((row) => row[k]!));
      if (!allclose(got, expected)) throw new GradcheckError(batchedMismatch(k, k, got, expected, true));
    });
  });
}
