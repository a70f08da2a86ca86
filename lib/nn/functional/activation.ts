import type { dtype } from '../../dtype.js';
import type { Tensor } from '../../tensor.js';
import { namedArguments } from '../../python_arguments.js';
import { warn } from '../../warnings.js';

interface InPlace {
  readonly inplace?: boolean;
}

/** max(0, x) for each element; `inplace` overwrites the input (`torch.nn.functional.relu`). */
export function relu(input: Tensor, options: InPlace | boolean = {}): Tensor {
  const inplace = typeof options === 'boolean' ? options : (options.inplace ?? false);
  return inplace ? input.relu_() : input.relu();
}

/** 1 / (1 + exp(-x)) for each element (`torch.nn.functional.sigmoid`). */
export function sigmoid(input: Tensor): Tensor {
  return input.sigmoid();
}

/** The hyperbolic tangent of each element (`torch.nn.functional.tanh`). */
export function tanh(input: Tensor): Tensor {
  return input.tanh();
}

interface SoftmaxArguments {
  readonly dim?: number | null;
  readonly _stacklevel?: number;
  readonly dtype?: dtype | null;
}
type SoftmaxRest = [dim: number | null, stacklevel?: number, dtype?: dtype | null] | [options: SoftmaxArguments]
  | [dim: number | null, options: Omit<SoftmaxArguments, 'dim'>] | [];

/** exp(x) / sum(exp(x)) along `dim`, computed in `dtype` where one is named (`torch.nn.functional.softmax`). */
export function softmax(input: Tensor, ...rest: SoftmaxRest): Tensor {
  const { dim, dtype } = softmaxArguments('softmax', input, rest);
  return dtype == null ? input.softmax(dim) : input.softmax(dim, { dtype });
}

/** log(softmax(x)) along `dim`, without overflow (`torch.nn.functional.log_softmax`). */
export function log_softmax(input: Tensor, ...rest: SoftmaxRest): Tensor {
  const { dim, dtype } = softmaxArguments('log_softmax', input, rest);
  return dtype == null ? input.log_softmax(dim) : input.log_softmax(dim, { dtype });
}

/** The softmax of -x (`torch.nn.functional.softmin`). */
export function softmin(input: Tensor, ...rest: SoftmaxRest): Tensor {
  const { dim, dtype } = softmaxArguments('softmin', input, rest);
  return dtype == null ? input.neg().softmax(dim) : input.neg().softmax(dim, { dtype });
}

function softmaxArguments(
  fn: string, input: Tensor, rest: readonly unknown[],
): { dim: number; dtype: dtype | null | undefined } {
  if (rest.length === 1 && typeof rest[0] === 'number') return { dim: rest[0], dtype: undefined };
  const { dim, dtype } = namedArguments<SoftmaxArguments>(fn, ['dim', '_stacklevel', 'dtype'], 0, rest);
  return { dim: dim ?? implicitDimension(fn, input), dtype };
}

function implicitDimension(fn: string, input: Tensor): number {
  warn('UserWarning',
    `Implicit dimension choice for ${fn} has been deprecated. Change the call to include dim=X as an argument.`);
  return [0, 1, 3].includes(input.dim()) ? 0 : 1;
}
