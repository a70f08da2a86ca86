import { allclose, randn_like, stack, zeros } from '../../generated/torch.js';
import { legacyVmap } from '../../functorch/legacy_vmap.js';
import type { Tensor } from '../../tensor/tensor.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { dual_level, make_dual, unpack_dual } from '../forward_ad.js';
import { batchedForwardFailed, batchedMismatch, GradcheckError } from './messages.js';
import { isDifferentiable, outputsOf, requiresGrad, type Checked, type Inputs } from './tensors.js';

/** Forward-mode derivatives along several vectors at once must be those along one after the other. */
export function checkBatchedForward(fn: Checked, inputs: Inputs): void {
  inputs.forEach((input, at) => {
    if (!requiresGrad(input) || !isDifferentiable(input)) return;
    const jvp = ([direction]: readonly Tensor[]): Tensor[] => dual_level(() => {
      const dual = make_dual(input.detach(), direction!);
      const given = inputs.map((each, k) => (k === at ? dual : is_tensor(each) ? each.detach() : each));
      return outputsOf(fn, given).filter(is_tensor).map((each) => {
        const { primal, tangent } = unpack_dual(each as Tensor);
        return tangent ?? zeros([], { dtype: primal.dtype, device: primal.device }).expand(primal.shape);
      });
    });
    const tangents = [randn_like(input), randn_like(input)];
    const rows = tangents.map((each) => jvp([each]));
    let batched: Tensor[];
    try {
      batched = legacyVmap('jvp', jvp, [stack(tangents)]);
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
