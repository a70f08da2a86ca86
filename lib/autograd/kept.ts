import { native } from '../addon/binding.js';
import { kept } from '../addon/scope.js';
import type { FunctionHandle } from '../addon/native/autograd.js';
import { TensorBase } from '../addon/tensor_base.js';
import { wrap } from '../addon/wrap.js';

/**
 * Moves the tensors among the properties of a ctx that a graph hangs on to the node of its Function
 * (native/handles/kept_tensors.h): the property asks there from now on, and is what it was for whoever reads it. True
 * if something is left that may hold tensors.
 */
export function keepProperties(ctx: object, state: FunctionHandle): boolean {
  // Backward may come after the scope that forward ran in.
  kept(ctx);
  let left = false;
  for (const key of Reflect.ownKeys(ctx)) {
    if (key === 'needs_input_grad') continue;
    const property = Reflect.getOwnPropertyDescriptor(ctx, key)!;
    const { value } = property as { value: unknown };
    const handle = TensorBase.handle(value);
    if (handle === undefined) {
      left ||= mayHoldTensors(value);
    } else if (property.configurable) {
      const index = native.function_keep(state, handle, value as object);
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
    if (this === ctx) native.function_forget(state, index);
  };
  return {
    enumerable, configurable: true, get: () => keptTensor(state, index), ...(writable ? { set } : {}),
  };
}

function keptTensor(state: FunctionHandle, index: number): object {
  const found = native.function_kept(state, index);
  if (typeof found !== 'number') return found;
  const tensor = wrap(found);
  native.function_kept_made(state, index, TensorBase.self(tensor), tensor);
  return tensor;
}

function mayHoldTensors(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) || value.some((each) => typeof each === 'object' || typeof each === 'function');
}
