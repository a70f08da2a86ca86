import { forget, keepTensor, keptTensor, type FunctionHandle } from '../addon/function.js';
import { keep } from '../addon/scope.js';
import { is_tensor } from '../values/is_tensor.js';

/**
 * Moves the tensors among the properties of a ctx that a graph hangs on to the node of its Function
 * (native/handles/kept_tensors.h): the property asks there from now on, and is what it was for whoever reads it. True
 * if something is left that may hold tensors.
 */
export function keepProperties(ctx: object, state: FunctionHandle): boolean {
  // Backward may come after the scope that forward ran in.
  keep(ctx);
  let left = false;
  for (const key of Reflect.ownKeys(ctx)) {
    if (key === 'needs_input_grad') continue;
    const property = Reflect.getOwnPropertyDescriptor(ctx, key)!;
    const { value } = property as { value: unknown };
    if (!is_tensor(value)) {
      left ||= mayHoldTensors(value);
    } else if (property.configurable) {
      const index = keepTensor(state, value);
      if (index >= 0) Object.defineProperty(ctx, key, keptProperty(ctx, key, state, index, property));
    } else {
      left = true;
    }
  }
  return left;
}

/** In a function of its own, which knows no tensor. */
function keptProperty(
  ctx: object, key: PropertyKey, state: FunctionHandle, index: number, { enumerable, writable }: PropertyDescriptor,
): PropertyDescriptor {
  const set = function (this: object, value: unknown): void {
    Object.defineProperty(this, key, { value, enumerable, writable: true, configurable: true });
    if (this === ctx) forget(state, index);
  };
  return {
    enumerable, configurable: true, get: () => keptTensor(state, index), ...(writable ? { set } : {}),
  };
}

function mayHoldTensors(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || value.some((each) => typeof each === 'object' || typeof each === 'function');
}
