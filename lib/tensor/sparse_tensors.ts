import { settings } from '../addon/doors.js';
import type { DeviceLike } from '../values/device.js';
import { deviceContext } from '../values/device_context.js';
import { int64, type dtype } from '../values/dtype.js';
import type { layout } from '../values/layout.js';
import * as generated from '../generated/torch.js';
import type { TorchFunctions } from '../generated/torch_functions.js';
import { checkedFlag } from '../arguments/named.js';
import { is_tensor } from '../values/is_tensor.js';
import { isPlainObject, withoutPrototype } from '../python/objects.js';
import { tensor, type TensorData } from './factories.js';
import type { Tensor } from './tensor.js';

/** What the makers of sparse tensors take by name. */
export interface SparseOptions {
  /** That of the values if not given. */
  readonly dtype?: dtype | null;
  readonly device?: DeviceLike | null;
  readonly requires_grad?: boolean;
  readonly pin_memory?: boolean;
  /** That of `sparse_compressed_tensor`. */
  readonly layout?: layout | null;
  /** Whether a COO tensor is known to be coalesced. */
  readonly is_coalesced?: boolean | null;
  /** Whether indices are checked; unless said, as `torch.sparse.check_sparse_tensor_invariants` has it. */
  readonly check_invariants?: boolean | null;
}
type Size = readonly number[];
interface FromIndices {
  /** A sparse tensor from the coordinates of its values, as tensors or lists; values at the same place add up. */
  (indices: TensorData, values: TensorData, size?: Size | SparseOptions, options?: SparseOptions): Tensor;
}
interface FromCompressed {
  /** A sparse tensor in a compressed layout from its indices and values, as tensors or lists. */
  (
    compressed_indices: TensorData, plain_indices: TensorData, values: TensorData, size?: Size | SparseOptions,
    options?: SparseOptions,
  ): Tensor;
}
type Maker = (...args: unknown[]) => Tensor;

/**
 * A maker that takes lists as well as tensors, and the dtype of the values where none is named. `names` are those of
 * the indices; the values come behind them.
 */
function maker<T>(name: keyof TorchFunctions & keyof typeof generated, ...names: string[]): T {
  const make = generated[name] as unknown as Maker;
  const fn = (...args: unknown[]): Tensor => {
    const last = args.at(-1);
    const named = withoutPrototype(isPlainObject(last) ? last : {});
    const given = isPlainObject(last) ? args.slice(0, -1) : [...args];
    const at = names.length;
    const values = given.length > at ? given[at] : named['values'];
    // Sizes alone make an empty tensor.
    if (values === undefined) {
      const { check_invariants = null, ...options } = named;
      if (check_invariants === null) return make(...args);
      return checking(name, check_invariants, () => make(...given, options));
    }
    const type = (named['dtype'] ?? undefined) as dtype | undefined;
    const own = is_tensor(values) ? values as Tensor : tensor(values as TensorData, { dtype: type ?? null });
    const made = type === undefined ? own : own.to(type);
    const all = [...names, 'values'];
    const place = (named['device'] ?? deviceContext()) as DeviceLike | null;
    for (const [i, each] of all.entries()) {
      const value = i < given.length ? given[i] : named[each];
      const own = i === at ? made : is_tensor(value) ? value as Tensor : tensor(value as TensorData, { dtype: int64 });
      const ready = place === null ? own : own.to(place);
      if (i < given.length) given[i] = ready;
      else named[each] = ready;
    }
    const { requires_grad = false, check_invariants = null, ...options } = named;
    const sparse = checking(name, check_invariants, () => make(...given, { ...options, dtype: made.dtype }));
    return requires_grad === false ? sparse : sparse.requires_grad_(checkedFlag(name, 'requires_grad', at + 3, requires_grad));
  };
  Object.defineProperty(fn, 'name', { value: name });
  return fn as T;
}

/** Runs `body` with indices checked, or not; null leaves it as it is. */
function checking(name: string, check: unknown, body: () => Tensor): Tensor {
  if (check === null) return body();
  const before = settings.check_sparse_invariants();
  settings.set_check_sparse_invariants(checkedFlag(name, 'check_invariants', 0, check));
  try {
    return body();
  } finally {
    settings.set_check_sparse_invariants(before);
  }
}

/** Values at indices, zeros elsewhere (`torch.sparse_coo_tensor`): tensors or lists. */
export const sparse_coo_tensor: FromIndices & TorchFunctions['sparse_coo_tensor'] = maker('sparse_coo_tensor', 'indices');
/** Rows one after the other, compressed (`torch.sparse_csr_tensor`): tensors or lists. */
export const sparse_csr_tensor: FromCompressed & TorchFunctions['sparse_csr_tensor'] = maker('sparse_csr_tensor', 'crow_indices', 'col_indices');
/** Columns one after the other, compressed (`torch.sparse_csc_tensor`): tensors or lists. */
export const sparse_csc_tensor: FromCompressed & TorchFunctions['sparse_csc_tensor'] = maker('sparse_csc_tensor', 'ccol_indices', 'row_indices');
/** As {@link sparse_csr_tensor}, of blocks (`torch.sparse_bsr_tensor`). */
export const sparse_bsr_tensor: FromCompressed & TorchFunctions['sparse_bsr_tensor'] = maker('sparse_bsr_tensor', 'crow_indices', 'col_indices');
/** As {@link sparse_csc_tensor}, of blocks (`torch.sparse_bsc_tensor`). */
export const sparse_bsc_tensor: FromCompressed & TorchFunctions['sparse_bsc_tensor'] = maker('sparse_bsc_tensor', 'ccol_indices', 'row_indices');
/** Any of the compressed layouts, which `layout` names (`torch.sparse_compressed_tensor`). */
export const sparse_compressed_tensor: FromCompressed & TorchFunctions['sparse_compressed_tensor'] = maker('sparse_compressed_tensor', 'compressed_indices', 'plain_indices');
