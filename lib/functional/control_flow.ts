import { signature } from '../arguments/signature.js';
import { py_repr } from '../python/repr.js';
import { isPlainObject } from '../python/objects.js';
import { bool } from '../values/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { typeName } from '../values/type_name.js';

/** A condition: a boolean or number of JavaScript, or a tensor of one element. */
export type Condition = boolean | number | Tensor;

/** What lies in lists, Maps and plain objects, in order. */
function leaves(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (value instanceof Map) return [...value.values()].flatMap(leaves);
  return isPlainObject(value) ? Object.values(value as object).flatMap(leaves) : [value];
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : py_repr(Array.isArray(value) ? Object.freeze([...(value as unknown[])]) : value);

/**
 * `true_fn(...operands)` where the condition holds, else `false_fn(...operands)` (`torch.cond`). Only that branch runs,
 * and gradients flow through it. Throws a RuntimeError for a tensor of more than one element, for operands that are no
 * tensors, and for branches that cannot be called.
 */
export const cond = signature(`cond[T](pred: Condition, true_fn: Callable[..., T], false_fn: Callable[..., T],
  operands: Sequence[Any] = ()) -> T`).define((pred, true_fn, false_fn, operands) => {
  const branch = (holds: boolean): never => {
    const chosen = (holds ? true_fn : false_fn) as (...args: readonly unknown[]) => never;
    return chosen(...operands);
  };
  if (typeof pred === 'boolean' || typeof pred === 'number') return branch(Boolean(pred));
  if (!is_tensor(pred)) throw new RuntimeError(`Expected pred to be bool or tensor, but got ${shown(pred)}.`);
  if (pred.numel() !== 1) {
    throw new RuntimeError(`Expected pred to be bool or single-element tensor, but got ${pred}.`);
  }
  if (typeof true_fn !== 'function' || typeof false_fn !== 'function') {
    throw new RuntimeError('Expect both branches to be callable.');
  }
  if (!Array.isArray(operands) || !leaves(operands).every(is_tensor)) {
    throw new RuntimeError('Expect operands to be a tuple of possibly nested dict/list/tuple that only consists of ' +
      `tensor leaves, but got ${shown(operands)}.`);
  }
  return branch(Boolean(pred.item()));
});

/** Whether a value is what `while_loop` may carry: a tensor or a whole number. */
const carried = (value: unknown): boolean => is_tensor(value) || Number.isInteger(value) || typeof value === 'bigint';

function holds(pred: unknown): boolean {
  if (typeof pred === 'boolean') return pred;
  if (is_tensor(pred) && pred.dim() === 0 && pred.dtype === bool) return Boolean(pred.item());
  throw new RuntimeError(`cond_fn must return a boolean scalar tensor or a boolean but got ${shown(pred)}`);
}

/** What must stay the same of a carried value from one round to the next. */
function metadata(value: unknown): readonly string[] {
  if (!is_tensor(value)) return [`type: ${typeName(value)}`];
  return [`shape: ${value.shape}`, `dtype: ${value.dtype}`, `device: ${value.device}`, `layout: ${value.layout}`];
}

function checkCarried(before: readonly unknown[], after: readonly unknown[]): void {
  if (after.length !== before.length) {
    throw new AssertionError('body_fn should return the same number of elements as carried_inputs, got ' +
      `${after.length} vs ${before.length}`);
  }
  const lines = before.flatMap((value, i) => {
    const [were, are] = [metadata(value), metadata(after[i])];
    const at = were.findIndex((each, k) => each !== are[k]);
    return at < 0 ? [] : [`pair[${i}] differ in '${are[at]} vs ${were[at]!.replace(/^\w+: /, '')}'`];
  });
  if (lines.length === 0) return;
  throw new RuntimeError(
    `Expected body_fn_output and carried_inputs to have same metadata but found:\n${lines.join('\n')}`);
}

/** What a loop carries. */
export type Carried = readonly unknown[];

/**
 * Runs `body_fn` on what it gave last, `carried_inputs` at first, as long as `cond_fn` holds for it
 * (`torch.while_loop`): lists of tensors and whole numbers, nested in lists and plain objects if need be. The body
 * gives back a list like that which it got. Throws a RuntimeError where it does not, an AssertionError for
 * other values.
 */
export const while_loop = signature(`while_loop[T: Carried](cond_fn: Callable[..., Condition],
  body_fn: Callable[..., T | Tensor], carried_inputs: T) -> T`).define((cond_fn, body_fn, carried_inputs) => {
  if (typeof cond_fn !== 'function' || typeof body_fn !== 'function') {
    throw new RuntimeError('Expect cond_fn and body_fn to be callable.');
  }
  const first = leaves(carried_inputs);
  if (!first.every(carried)) {
    const types = py_repr(first.map((each) => typeName(each)));
    throw new AssertionError(`${py_repr(first)} can only be of Tensor and int but got ${types}`);
  }
  const condition = cond_fn as (...args: Carried) => unknown;
  const body = body_fn as (...args: Carried) => unknown;
  if (!holds(condition(...carried_inputs))) return copied(carried_inputs) as Carried;
  let values: Carried = carried_inputs;
  do {
    const out = body(...values);
    if (!Array.isArray(out) && !is_tensor(out)) {
      throw new AssertionError(`body_fn should return a tuple but got <class '${typeName(out)}'>`);
    }
    const next: Carried = Array.isArray(out) ? (out as Carried) : [out];
    checkCarried(first, leaves(next));
    values = next;
  } while (holds(condition(...values)));
  return values;
});

/** A loop that never runs gives copies, as one that runs gives new tensors. */
function copied(value: unknown): unknown {
  if (is_tensor(value)) return value.clone();
  if (Array.isArray(value)) return value.map(copied);
  if (value instanceof Map) {
    return new Map([...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [key, copied(item)]));
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, copied(item)]));
}
