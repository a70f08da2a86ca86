import { AssertionError } from '../values/errors.js';
import { isKeywords } from '../python/keywords.js';
import { is_tensor } from '../values/is_tensor.js';
import { signature } from '../arguments/signature.js';
import { py_repr } from '../python/repr.js';
import { compareBooleans, compareNone, compareNumbers, compareTensors, tensorOf, type Compared, type Comparison } from './pairs.js';
import { Complex } from '../values/complex.js';

/** The text of an error, or what makes it of the text that it would have. */
export type Message = string | ((message: string) => string);

export interface CloseOptions extends Comparison {
  msg?: Message | null;
}

/**
 * Throws an AssertionError unless `actual` and `expected` are close (`torch.testing.assert_close`): of the same dtype,
 * device, layout and shape, and each element within `atol + rtol * |expected|`, by dtype if not given. Arrays, Maps and
 * plain objects are compared element by element, typed arrays as tensors. Two whole numbers must be equal. Throws a
 * TypeError for values that cannot be compared, and a ValueError for `rtol` without `atol`.
 */
export const assert_close = signature(`assert_close(
  actual: Any, expected: Any, *, allow_subclasses: bool = True, rtol: float = None, atol: float = None,
  equal_nan: bool = False, check_device: bool = True, check_dtype: bool = True, check_layout: bool = True,
  check_stride: bool = False, msg: Message = None)`).define((
  actual, expected, allow_subclasses, rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride, msg,
) => {
  const asked = { allow_subclasses, rtol, atol, equal_nan, check_device, check_dtype, check_layout, check_stride };
  let pairs: Pair[];
  try {
    pairs = pairsOf(actual, expected, [], asked);
  } catch (error) {
    // The message is for values that differ, not for what cannot be compared.
    throw error instanceof Failure ? error.toError(null) : error;
  }
  for (const pair of pairs) pair.run(msg);
});

type Place = readonly unknown[];

/** An error, and the item of nested values that it is about. */
class Failure extends Error {
  readonly #error: Error;
  readonly #place: Place;

  constructor(error: Error, place: Place) {
    super(error.message);
    this.#error = error;
    this.#place = place;
  }

  toError(msg: CloseOptions['msg']): Error {
    const error = this.#error;
    const where = this.#place.map((item) => `[${py_repr(item)}]`).join('');
    const text = where === '' ? error.message : `${error.message}\n\nThe failure occurred for item ${where}`;
    const said = typeof msg === 'function' ? msg(text) : (msg ?? text);
    return new (error.constructor as new (message: string) => Error)(said);
  }
}

/** Two values without parts. */
class Pair {
  readonly #compare: () => void;
  readonly #place: Place;

  constructor(compare: () => void, place: Place) {
    this.#compare = compare;
    this.#place = place;
  }

  run(msg: CloseOptions['msg']): void {
    try {
      this.#compare();
    } catch (error) {
      // The message is for values that differ, not for tolerances that cannot be.
      throw new Failure(error as Error, this.#place).toError(error instanceof AssertionError ? msg : null);
    }
  }
}

function pairsOf(actual: unknown, expected: unknown, place: Place, asked: Comparison): Pair[] {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length) {
      const text = `The length of the sequences mismatch: ${actual.length} != ${expected.length}`;
      throw new Failure(new AssertionError(text), place);
    }
    return actual.flatMap((item, i) => pairsOf(item, expected[i], [...place, i], asked));
  }
  const [left, right] = [mappingOf(actual), mappingOf(expected)];
  if (left !== undefined && right !== undefined) return pairsOfMappings(left, right, place, asked);
  return [new Pair(comparisonOf(actual, expected, place, asked), place)];
}

function mappingOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  return typeof value === 'object' && value !== null && isKeywords(value) ? new Map(Object.entries(value)) : undefined;
}

function pairsOfMappings(
  actual: ReadonlyMap<unknown, unknown>, expected: ReadonlyMap<unknown, unknown>, place: Place, asked: Comparison,
): Pair[] {
  const [missing, additional] = [sortedKeys(expected, actual), sortedKeys(actual, expected)];
  if (missing.length + additional.length > 0) {
    const text = `The keys of the mappings do not match:\nMissing keys in the actual mapping: ${py_repr(missing)}\n` +
      `Additional keys in the actual mapping: ${py_repr(additional)}`;
    throw new Failure(new AssertionError(text), place);
  }
  return sortedKeys(actual).flatMap((key) => pairsOf(actual.get(key), expected.get(key), [...place, key], asked));
}

/** The keys that `other` has not, as Python sorts numbers and texts. */
function sortedKeys(map: ReadonlyMap<unknown, unknown>, other?: ReadonlyMap<unknown, unknown>): unknown[] {
  const keys = [...map.keys()].filter((key) => !other?.has(key)) as string[];
  return keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

const isNumber = (value: unknown): value is Compared =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof Complex;

function comparisonOf(actual: unknown, expected: unknown, place: Place, asked: Comparison): () => void {
  const [a, e] = [actual ?? null, expected ?? null];
  if (a === null || e === null) return () => compareNone(a, e);
  if (typeof a === 'boolean' && typeof e === 'boolean') return () => compareBooleans(a, e);
  if (isNumber(a) && isNumber(e)) return () => compareNumbers(a, e, asked);
  if (related(a, e, asked.allow_subclasses ?? true)) return () => compareTensors(tensorOf(a), tensorOf(e), asked);
  const text = `No comparison pair was able to handle inputs of type ${classText(a)} and ${classText(e)}.`;
  throw new Failure(new TypeError(text), place);
}

/** Whether both are tensors, or both typed arrays, and the class of one is that of the other or above it. */
function related(actual: unknown, expected: unknown, subclasses: boolean): boolean {
  const all = (is: (value: unknown) => boolean): boolean => is(actual) && is(expected);
  if (!all(is_tensor) && !all(ArrayBuffer.isView)) return false;
  const [a, e] = [actual, expected].map((value) => Object.getPrototypeOf(value) as object) as [object, object];
  if (a === e) return true;
  return subclasses && (Object.prototype.isPrototypeOf.call(a, e) || Object.prototype.isPrototypeOf.call(e, a));
}

const pythonNames: Record<string, string> = {
  string: 'str', boolean: 'bool', bigint: 'int', Array: 'list', Map: 'dict', Object: 'dict', Tensor: 'torch.Tensor',
  TensorImpl: 'torch.Tensor', Parameter: 'torch.nn.parameter.Parameter',
};

/** The class of a value as Python names those that it has too. */
function classText(value: unknown): string {
  if (typeof value === 'number') return `<class '${Number.isInteger(value) ? 'int' : 'float'}'>`;
  const name = typeof value === 'object' ? (value?.constructor?.name ?? 'Object') : typeof value;
  return `<class '${pythonNames[name] ?? name}'>`;
}
