/** Whether values are of the kinds that a signature's text names, for functions that are C++ in PyTorch. */
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';
import type { ParsedSignature } from './text.js';

const isInt = (value: unknown): boolean => Number.isInteger(value) || typeof value === 'bigint';

/** The kinds that are looked at: what a text calls otherwise is for the body to check. */
const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: isInt,
  bigint: isInt,
  StreamNumber: isInt,
  float: (value) => typeof value === 'number' || isInt(value),
  bool: (value) => typeof value === 'boolean',
  str: (value) => typeof value === 'string',
  Tensor: is_tensor,
  'Sequence[int]': (value) => Array.isArray(value) && value.every(isInt),
  'Sequence[Tensor]': (value) => Array.isArray(value) && value.every(is_tensor),
  None: (value) => value === null,
};

/** Python's words for a kind. */
const shown: Readonly<Record<string, string>> = {
  StreamNumber: 'int', 'Sequence[int]': 'tuple of ints', 'Sequence[Tensor]': 'tuple of Tensors',
};

/**
 * Throws PyTorch's TypeError for a value that is of none of the kinds of its parameter; the first `count` came by
 * position.
 */
export function checkKinds(
  { parameters, shownName }: ParsedSignature, values: readonly unknown[], count: number,
): void {
  for (const [i, { name, type, value: fallback }] of parameters.entries()) {
    const value = values[i];
    if (value === fallback) continue;
    const wanted = type.split(' | ');
    if (wanted.some((kind) => kinds[kind] === undefined || kinds[kind](value))) continue;
    const place = i < count ? ` (position ${i + 1})` : '';
    const words = wanted.filter((kind) => kind !== 'None' && kind !== 'bigint').map((kind) => shown[kind] ?? kind).join(' or ');
    const fn = shownName.replace(/\.__init__$/, '');
    throw new TypeError(`${fn}(): argument '${name}'${place} must be ${words}, not ${typeName(value)}`);
  }
}
