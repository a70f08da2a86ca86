import { Function, type FunctionCtx } from '../../autograd/function.js';
import { ValueError } from '../../values/errors.js';
import { mul, pow, sum, zeros_like } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';

/**
 * Local response normalisation across channels with the gradient written out. The window grows and shrinks at the ends
 * as it does in PyTorch, where the first step that takes a channel away comes one channel late.
 */
export class CrossMapLRN2d extends Function {
  static override forward(
    ctx: FunctionCtx, input: Tensor, size: number, alpha: number, beta: number, k: number,
  ): Tensor {
    if (input.dim() !== 4) {
      throw new ValueError(`CrossMapLRN2d: Expected input to be 4D, got ${input.dim()}D instead.`);
    }
    Object.assign(ctx, { size, alpha, beta });
    const channels = input.size(1);
    const before = Math.trunc((size - 1) / 2 + 1);
    const squares = input.pow(2).unbind(1);
    const scale = zeros_like(input);
    const sums = scale.unbind(1);
    for (let c = 0; c < Math.min(before, channels); c++) sums[0]!.add_(squares[c]!);
    for (let c = 1; c < channels; c++) {
      const current = sums[c]!.copy_(sums[c - 1]!);
      if (c < channels - before + 1) current.add_(squares[c + before - 1]!);
      if (c > before) current.sub_(squares[c - before]!);
    }
    scale.mul_(alpha / size).add_(k);
    const output = scale.pow(-beta).mul_(input);
    ctx.save_for_backward(input, output, scale);
    return output;
  }

  static override backward(ctx: FunctionCtx, grad_output: Tensor): (Tensor | null)[] {
    const [input, output, scale] = ctx.saved_tensors as [Tensor, Tensor, Tensor];
    const { size, alpha, beta } = ctx as unknown as { size: number; alpha: number; beta: number };
    const [batch, channels, height, width] = input.shape as readonly number[] as [number, number, number, number];
    const factor = 2 * alpha * beta / size;
    const padded = input.new_zeros([channels + size - 1, height, width]);
    const center = padded.narrow(0, Math.trunc(size - (size - 1) / 2), channels);
    const rows = padded.unbind(0);
    const window = input.new_empty([height, width]);
    const gradient = pow(scale, -beta).mul_(grad_output);
    for (let n = 0; n < batch; n++) {
      mul(grad_output.select(0, n), output.select(0, n), { out: center });
      center.div_(scale.select(0, n));
      sum(padded.narrow(0, 0, size - 1), 0, { out: window });
      const inputs = input.select(0, n).unbind(0);
      const gradients = gradient.select(0, n).unbind(0);
      for (let c = 0; c < channels; c++) {
        window.add_(rows[c + size - 1]!);
        gradients[c]!.addcmul_(inputs[c]!, window, { value: -factor });
        window.sub_(rows[c]!);
      }
    }
    return [gradient, null, null, null, null];
  }
}
