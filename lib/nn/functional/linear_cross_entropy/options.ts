import { bfloat16, float16, float32, float64, type dtype } from '../../../values/dtype.js';
import { AttributeError, ValueError } from '../../../values/errors.js';
import { checkedFlag } from '../../../arguments/named.js';
import { signature } from '../../../arguments/signature.js';
import { py_repr } from '../../../python/repr.js';
import { typeName } from '../../../values/type_name.js';

export type AccPolicy = 'auto' | 'accurate' | 'compact';
export type ChunkingMethod = 'auto' | 'aspect_ratio' | `aspect_ratio:${number}`;

const names = ['allow_retain_graph', 'batch_chunk_size', 'chunking_method', 'acc_policy', 'acc_dtype'] as const;
const policies: readonly string[] = ['auto', 'accurate', 'compact'] satisfies AccPolicy[];
const accDtypes: readonly unknown[] = [float16, bfloat16, float32, float64];

const options_ = signature(`LinearCrossEntropyOptions(allow_retain_graph: bool = False, batch_chunk_size: int = None,
  chunking_method: ChunkingMethod | None = "auto", acc_policy: AccPolicy = "auto", acc_dtype: dtype = None)`);

/**
 * How `linear_cross_entropy` goes through the batch in pieces, so that the scores of all samples are never there at
 * once (`torch.nn.LinearCrossEntropyOptions`). Worth it where there are more classes than features, and more samples
 * than features. Frozen. Throws a ValueError for a value that is none of its field.
 */
export class LinearCrossEntropyOptions {
  /** Whether backward may run twice (it takes a copy of the gradients more); 'none' always may. */
  readonly allow_retain_graph: boolean;
  /** Samples in one piece; null leaves it to `chunking_method`, or is all of them. Give only one of the two. */
  readonly batch_chunk_size: number | null;
  /**
   * 'aspect_ratio' makes the scores of a piece about as large as the whole input, 'aspect_ratio:4' a quarter of that;
   * 'auto' is 'aspect_ratio', but never needs more memory than without pieces; null has `batch_chunk_size` say it.
   */
  readonly chunking_method: ChunkingMethod | null;
  /** 'accurate' keeps more in `acc_dtype`, 'compact' less; 'auto' is 'accurate' for 16 bits on a CPU only. */
  readonly acc_policy: AccPolicy;
  /** What sums are held in; null is float32 for 16 bits with the policy 'auto', else the dtype of the input. */
  readonly acc_dtype: dtype | null;

  constructor(...args: typeof options_.args) {
    const [allow_retain_graph, batch_chunk_size, chunking_method, acc_policy, acc_dtype] = options_.list(args);
    this.allow_retain_graph = checkedFlag(options_.name, names[0], 1, allow_retain_graph);
    if (!policies.includes(acc_policy)) {
      throw new ValueError(
        `invalid acc_policy: ${py_repr(acc_policy)}; expected one of ${policies.map(py_repr).join(', ')}`);
    }
    if (chunking_method !== null && chunking_method !== 'auto') divisorOf(chunking_method);
    if (batch_chunk_size !== null && !(Number.isInteger(batch_chunk_size) && batch_chunk_size > 0)) {
      throw new ValueError(`batch_chunk_size must be positive int or None, got ${py_repr(batch_chunk_size)}`);
    }
    this.batch_chunk_size = batch_chunk_size;
    this.chunking_method = chunking_method;
    this.acc_policy = acc_policy;
    this.acc_dtype = acc_dtype === null ? null : checkedAccDtype(acc_dtype);
    Object.freeze(this);
  }

  toString(): string {
    return `LinearCrossEntropyOptions(${names.map((name) => `${name}=${py_repr(this[name])}`).join(', ')})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** The N of 'aspect_ratio:N', 1 where it is not said. */
export function divisorOf(method: string): number {
  if (typeof method !== 'string') throw new AttributeError(`'${typeName(method)}' object has no attribute 'partition'`);
  const match = /^aspect_ratio(?::(\d+))?$/.exec(method);
  const divisor = Number(match?.[1] ?? 1);
  if (match === null || divisor === 0) throw new ValueError(`invalid chunking_method: ${py_repr(method)}`);
  return divisor;
}

/** Throws a ValueError for a dtype that sums are not held in. */
export function checkedAccDtype(value: dtype): dtype {
  if (accDtypes.includes(value)) return value;
  throw new ValueError(
    'acc_dtype must be one of {None, torch.float16, torch.bfloat16, torch.float32, torch.float64}, ' +
      `got ${py_repr(value)}. Pass acc_dtype=None to let the op pick automatically.`);
}
