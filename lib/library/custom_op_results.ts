/** What the kernels of custom operators may give back. */
import { same_tensor, storage_identity } from '../addon/tensor_info.js';
import { isPlainObject } from '../python/objects.js';
import { RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import type { AnyFunction } from './kinds.js';

interface Tagged {
  readonly isInplace: boolean;
  readonly isOut: boolean;
  readonly isView: boolean;
}

const same = (a: unknown, b: unknown): boolean => is_tensor(a) && is_tensor(b) && same_tensor(a, b);

/**
 * Throws a RuntimeError for results that are not what the tags of an operator say, and for those of one without tags
 * that share memory with an argument or one another. `names` are the arguments after `*` that it writes to.
 */
export function checkResult(
  name: string, fn: AnyFunction, { isInplace, isOut, isView }: Tagged, names: readonly string[],
  args: readonly unknown[], result: unknown,
): void {
  const start = `${name} (with implementation in ${fn.name === '' ? '???' : fn.name}): `;
  if (isInplace) {
    if (same(result, args[0])) return;
    throw new RuntimeError(`${start}An operator tagged with torch.Tag.inplace must return its first argument.`);
  }
  if (isOut) {
    const named = args.at(-1) as Readonly<Record<string, unknown>>;
    const results: readonly unknown[] = names.length > 1 && Array.isArray(result) ? result : [result];
    if (results.length === names.length && names.every((each, i) => same(results[i], named[each]))) return;
    throw new RuntimeError(
      `${start}An operator tagged with torch.Tag.out must return its mutable keyword-only arguments.`);
  }
  if (isView || !sharesMemory(args, result)) return;
  throw new RuntimeError(`${start}The output of this custom operator (1) must not also be an input to this custom ` +
    'operator and (2) may not alias any inputs to this custom operator or other returns. The most common way to ' +
    'trigger this error is if we have y = custom_op(x) and y and x are the same Tensor. Please instead return a clone ' +
    'of the offending output tensor(s) (e.g. return x.clone()) or refactor the custom operator to not return y.');
}

/** Whether a result has the memory of an argument, or of a result before it. */
function sharesMemory(args: readonly unknown[], result: unknown): boolean {
  const taken = new Set(storages(args));
  for (const each of storages([result])) {
    if (taken.has(each)) return true;
    taken.add(each);
  }
  return false;
}

/** Of the tensors in lists, and in what names arguments. */
function storages(values: readonly unknown[]): (number | bigint)[] {
  return values.flatMap((each): (number | bigint)[] => {
    if (is_tensor(each)) return [storage_identity(each)].filter((identity) => identity !== 0);
    if (Array.isArray(each)) return storages(each);
    return isPlainObject(each) ? storages(Object.values(each)) : [];
  });
}
