import { no_grad } from '../../autograd/grad_mode.js';
import { float64 } from '../../values/dtype.js';
import { ZeroDivisionError } from '../../values/errors.js';
import { tensor as tensorOf } from '../../tensor/factories.js';
import type { Generator } from '../../tensor/generator.js';
import { empty_like, where } from '../../generated/torch.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';

interface Distribution {
  readonly mean: number;
  readonly std: number;
  readonly a: number;
  readonly b: number;
  readonly generator: Generator | null;
}

/**
 * Fills with normally distributed numbers, drawn again until they lie between `a` and `b`
 * (`torch.nn.init.trunc_normal_`).
 */
export const trunc_normal_ = signature(
  `trunc_normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Generator | None = None) -> Tensor`).define((tensor, mean, std, a, b, generator) => {
  if (tensor.is_meta) return tensor;
  if (mean < a - 2 * std || mean > b + 2 * std) {
    warn('UserWarning',
      'mean is more than 2 std from [a, b] in nn.init.trunc_normal_. ' +
          'The distribution of values may be incorrect.');
  }
  if (std === 0) throw new ZeroDivisionError('float division by zero');
  const inside = normalCdf((b - mean) / std) - normalCdf((a - mean) / std);
  const fill = inside > 0.3 ? fillByRedrawing : fillByRejection;
  no_grad(() => fill(tensor, { mean, std, a, b, generator }));
  return tensor;
});

function normalCdf(x: number): number {
  return (1 + tensorOf(x / Math.SQRT2, { dtype: float64 }).erf().item()) / 2;
}

/** Normal numbers, drawn again where they lie outside. */
function fillByRedrawing(tensor: Tensor, { mean, std, a, b, generator }: Distribution): void {
  // The bounds as the tensor's own dtype holds them.
  const low = tensor.new_tensor(a, { device: 'cpu' }).item();
  const high = tensor.new_tensor(b, { device: 'cpu' }).item();
  let result: Tensor = tensor.normal_(mean, std, { generator });
  for (;;) {
    const outside = result.lt(low).bitwise_or(result.gt(high));
    if (!outside.any().item()) break;
    result = where(outside, empty_like(result).normal_(mean, std, { generator }), result);
  }
  if (result !== tensor) tensor.copy_(result);
}

/** Even numbers from the interval, kept as often as the density at them says: for an interval in the tail. */
function fillByRejection(tensor: Tensor, { mean, std, a, b, generator }: Distribution): void {
  const mode = Math.max(a, Math.min(mean, b));
  const logPeak = -0.5 * ((mode - mean) / std) ** 2;
  const candidates = empty_like(tensor);
  const buffer = empty_like(tensor);
  const rejected = (): Tensor => {
    candidates.sub_(mean).div_(std).pow_(2).mul_(-0.5).sub_(logPeak);
    return buffer.uniform_({ generator }).log_().gt(candidates);
  };
  tensor.uniform_(a, b, { generator });
  candidates.copy_(tensor);
  let pending = rejected();
  let result = tensor;
  while (pending.any().item()) {
    candidates.uniform_(a, b, { generator });
    result = where(pending, candidates, result);
    pending = where(pending, rejected(), pending);
  }
  if (result !== tensor) tensor.copy_(result);
}
