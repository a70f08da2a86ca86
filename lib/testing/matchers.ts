/** Matchers for tensors, for `expect.extend(matchers)` of vitest and jest. */
import { tensor } from '../tensor/factories.js';
import type { TensorData } from '../tensor/factories.js';
import type { Tensor } from '../tensor/tensor.js';
import type { dtype as DType } from '../values/dtype.js';
import { AssertionError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { assert_close, type CloseOptions } from './assert_close.js';

/** What a matcher gives back, in vitest and in jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** What the matchers are to whoever calls them: `expect(x).toBeCloseToTensor(y)`, and `expect.toBeCloseToTensor(y)`. */
export interface TensorMatchers<R = void> {
  /**
   * Close as `torch.testing.assert_close` has it, and told in its words: the same dtype, device, layout and shape, and
   * elements within `atol + rtol * |expected|`. Data that is no tensor becomes one of the dtype of what was received;
   * arrays, Maps and plain objects of tensors are compared part by part.
   */
  toBeCloseToTensor(expected: unknown, options?: CloseOptions): R;
  /** The same dtype, device, layout and shape, and the same elements, NaN among them. */
  toEqualTensor(expected: unknown): R;
  /** A tensor of that shape: `toHaveShape([2, 3])`. */
  toHaveShape(shape: readonly number[]): R;
  /** A tensor of that dtype: `toHaveDtype(torch.float32)`. */
  toHaveDtype(dtype: DType): R;
}

/** `expected`, a tensor where a tensor was received and data of numbers is expected. */
function comparable(received: unknown, expected: unknown): unknown {
  if (!is_tensor(received) || is_tensor(expected) || expected === null || expected === undefined) return expected;
  if (typeof expected === 'string') return expected;
  return tensor(expected as TensorData, { dtype: received.dtype, device: received.device });
}

function compared(received: unknown, expected: unknown, options: CloseOptions, words: string): MatcherResult {
  const other = comparable(received, expected);
  try {
    assert_close(received, other, options);
  } catch (error) {
    // What cannot be compared is not close either: an asymmetric matcher meets everything. Bad tolerances are wrong.
    if (!(error instanceof AssertionError) && !(error instanceof TypeError)) throw error;
    const { message } = error;
    return { pass: false, message: () => message, actual: received, expected: other };
  }
  return { pass: true, message: () => `Tensor-likes are ${words}, and should not be:\n${String(received)}` };
}

function having(received: unknown, what: string, of: (tensor: Tensor) => string, wanted: string): MatcherResult {
  const found = is_tensor(received) ? of(received) : undefined;
  const message = (): string => {
    if (found === wanted) return `a tensor of another ${what} than ${wanted} was expected`;
    const instead = found === undefined ? `, and this is none: ${String(received)}` : `, not of ${found}`;
    return `a tensor of ${what} ${wanted} was expected${instead}`;
  };
  return { pass: found === wanted, message };
}

const shapeText = (shape: readonly number[]): string => `[${Array.from(shape).join(', ')}]`;

/** See {@link TensorMatchers}. */
export const matchers = {
  toBeCloseToTensor: (received: unknown, expected: unknown, options: CloseOptions = {}): MatcherResult =>
    compared(received, expected, options, 'close'),
  toEqualTensor: (received: unknown, expected: unknown): MatcherResult =>
    compared(received, expected, { rtol: 0, atol: 0, equal_nan: true }, 'equal'),
  toHaveShape: (received: unknown, shape: readonly number[]): MatcherResult =>
    having(received, 'shape', (t) => shapeText(t.shape), shapeText(shape)),
  toHaveDtype: (received: unknown, dtype: DType): MatcherResult =>
    having(received, 'dtype', (t) => String(t.dtype), String(dtype)),
};
