import { is_tensor } from '../values/is_tensor.js';
import { warn } from '../python/warnings.js';
import { callable, type Callable } from '../python/callable.js';
import { defaults } from '../values/defaults.js';
import type { dtype } from '../values/dtype.js';
import * as generated from '../generated/torch.js';
import type { LegacyArguments, Tensor } from './tensor.js';
import { Size } from '../values/size.js';
import { fromData, type TensorData } from './from_data.js';

/**
 * What PyTorch's constructors of old do: integers are sizes of uninitialised memory, an array is data, a tensor is
 * another object over the same memory. `type` undefined is the default dtype.
 */
export function legacyTensor(
  name: string, type: dtype | undefined, args: LegacyArguments, place: 'cpu' | 'cuda' = 'cpu',
): Tensor {
  const dtype = type ?? defaults().dtype();
  const [first] = args as unknown[];
  if (args.length === 1 && first instanceof Size) return empty(first as Size, dtype, place);
  if (args.length === 1 && is_tensor(first)) {
    const source = first as Tensor;
    if (source.dtype !== dtype) {
      throw new TypeError(`expected ${dtype} (got ${source.dtype}): ${name} takes tensors of its own dtype only`);
    }
    return source.detach();
  }
  if (args.length === 1 && typeof first === 'object' && first !== null) {
    return fromData(first as TensorData, dtype).to(place);
  }
  for (const [i, size] of args.entries()) {
    if (typeof size !== 'number' || !Number.isInteger(size)) {
      throw new TypeError(`new(): argument 'size' (position ${i + 1}) must be int, not ${typeof size}`);
    }
  }
  return empty(args.length === 0 ? [0] : (args as number[]), dtype, place);
}

function empty(size: readonly number[], dtype: dtype, device: 'cpu' | 'cuda'): Tensor {
  return generated.empty(size, { dtype, device });
}

/** `torch.FloatTensor` and its like: the legacy constructor of one dtype. */
export function legacyConstructor(
  name: string, type: dtype, prototype: Tensor, place: 'cpu' | 'cuda' = 'cpu',
): Callable<LegacyArguments, Tensor> {
  const made = callable(name, Object.create(prototype) as Tensor, (...args: LegacyArguments) => {
    if (place === 'cuda') {
      warn('UserWarning', "The torch.cuda.*DtypeTensor constructors are no longer recommended. It's best to use methods " +
        "such as torch.tensor(data, dtype=*, device='cuda') to create tensors.");
    }
    return legacyTensor(name, type, args, place);
  });
  if (place === 'cuda') Object.defineProperties(made, { dtype: { value: type }, is_cuda: { value: true } });
  // The objects are plain tensors; what makes one a FloatTensor is its dtype.
  return Object.defineProperty(made, Symbol.hasInstance, {
    value: (value: unknown) => is_tensor(value) && value.dtype === type && (place === 'cpu' || value.is_cuda),
  });
}
