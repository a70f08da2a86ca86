import { get_device_capability } from '../../../cuda.js';
import type { device } from '../../../values/device.js';
import { bfloat16, float16, float32, type dtype } from '../../../values/dtype.js';
import { NotImplementedError, RuntimeError, ValueError, ZeroDivisionError } from '../../../values/errors.js';
import { checkedAccDtype, divisorOf, type LinearCrossEntropyOptions } from './options.js';

/** What a call has, as far as the pieces depend on it. */
export interface Call {
  readonly batches: number;
  readonly features: number;
  readonly classes: number;
  readonly dtype: dtype;
  readonly device: device;
  /** Whether the targets are probabilities. */
  readonly probabilities: boolean;
}

/** The options of one call, with nothing left open. */
export interface Plan {
  /** Samples in one piece. */
  readonly rows: number;
  /** Whether as little as possible is held in `acc_dtype`. */
  readonly compact: boolean;
  readonly acc_dtype: dtype;
}

/**
 * Decides for one call what its options leave open. Throws a ValueError if they say two sizes of a piece, a
 * RuntimeError for an `acc_dtype` that does not go with the input, and a NotImplementedError for mixed precision on a
 * GPU.
 */
export function planned(options: LinearCrossEntropyOptions, call: Call): Plan {
  const { dtype, device } = call;
  const policy = options.acc_policy === 'auto' ? policyFor(call) : options.acc_policy;
  const compact = policy === 'compact';
  const rows = rowsOf(options, call, compact);
  const held = options.acc_dtype ?? (options.acc_policy === 'auto' ? automatic(call) : dtype);
  const acc_dtype = checkedAccDtype(held);
  if (acc_dtype !== dtype && !(isHalf(dtype) && acc_dtype === float32)) {
    throw new RuntimeError(
      'linear_cross_entropy supports float32 acc_dtype with float16/bfloat16 inputs, but got ' +
        `${String(acc_dtype)} acc_dtype and ${String(dtype)} inputs.`);
  }
  if (acc_dtype !== dtype && device.type === 'cuda') {
    throw new NotImplementedError(
      `linear_cross_entropy: chunks of ${String(dtype)} with sums in ${String(acc_dtype)} are not there on CUDA; ` +
        `pass acc_dtype: ${String(dtype)}, or no options`);
  }
  return { rows, compact, acc_dtype };
}

function rowsOf(options: LinearCrossEntropyOptions, call: Call, compact: boolean): number {
  const { batches } = call;
  const { batch_chunk_size: asked } = options;
  const automatic = options.chunking_method === 'auto' && asked === null;
  const method = options.chunking_method === 'auto' ? (automatic ? 'aspect_ratio' : null) : options.chunking_method;
  if (method === null) return Math.max(1, Math.min(asked ?? batches, batches));
  let rows = byAspectRatio(call, divisorOf(method));
  if (automatic && compact) rows = Math.max(1, Math.min(rows, mostRows(call)));
  if (asked !== null && asked !== rows) {
    throw new ValueError(
      `batch_chunk_size (=${asked}) and chunking_method ('${method}') give different chunk sizes ` +
        `(${asked} vs ${rows}); pass only one.`);
  }
  return Math.max(1, rows);
}

/** So many rows that their scores are as large as the input, up to the next power of two. */
function byAspectRatio({ batches, features, classes }: Call, divisor: number): number {
  if (features === 0 || classes === 0) throw new ZeroDivisionError('integer division or modulo by zero');
  const target = Math.ceil(batches / Math.ceil(classes / features));
  // PyTorch's bit count of -1 is 1: no rows become two, of which min leaves none.
  const power = target === 0 ? 2 : 2 ** bits(target - 1);
  return Math.min(Math.floor(power / divisor), batches);
}

/** The largest power of two with which pieces need no more memory than the whole does. */
function mostRows({ batches, features, classes, probabilities }: Call): number {
  const limit = Math.floor(probabilities ? batches / 2 : (batches * classes) / (4 * features));
  return limit >= 1 ? 2 ** (bits(limit) - 1) : 1;
}

const bits = (n: number): number => (n === 0 ? 0 : n.toString(2).length);

const isHalf = (type: dtype): boolean => type === float16 || type === bfloat16;

/** A CPU multiplies matrices of 16 bits slowly. */
function policyFor({ dtype, device }: Call): 'accurate' | 'compact' {
  return device.type === 'cpu' && isHalf(dtype) ? 'accurate' : 'compact';
}

/** float32 for 16 bits where a processor can sum so, else the dtype of the input. */
function automatic({ dtype, device }: Call): dtype {
  if (!isHalf(dtype)) return dtype;
  if (device.type === 'cpu') return float32;
  if (device.type !== 'cuda') return dtype;
  const [major] = get_device_capability(device);
  return major >= (dtype === bfloat16 ? 8 : 7) ? float32 : dtype;
}
