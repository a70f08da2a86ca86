/** Gradients, the graph that computes them, and the hooks on both: libtorch's, on tensors. */
import { native } from './binding.js';
import { handleOrNull, selfOf } from './handle.js';
import type { Handle } from './native.js';
import type { HookHandle, MaybeHandle, NodeHandle, Place as NativePlace } from './native/autograd.js';
import { tie, tiedTo, untie } from './ties.js';
import { wrap, wrapAll, wrapOrNull } from './wrap.js';
import { dtypeOf, type dtype } from '../values/dtype.js';
import type { Tensor } from '../tensor/tensor.js';

export type { HookHandle, NodeHandle, NodeMarkHandle } from './native/autograd.js';

type Tensors = readonly Tensor[];
type MaybeTensors = readonly (Tensor | null)[];

/** A tensor, or a node and the number of one of its inputs. */
export type Place = Tensor | readonly [NodeHandle, number];

const place = (one: Place): NativePlace => (Array.isArray(one) ? one as readonly [NodeHandle, number] : selfOf(one));
const places = (list: readonly Place[]): NativePlace[] => list.map(place);
const all = (tensors: Tensors): Handle[] => tensors.map(selfOf);
const allOrNull = (tensors: MaybeTensors | null): MaybeHandle[] | null => tensors && tensors.map(handleOrNull);

export const requires_grad = (tensor: unknown): boolean => native.requires_grad(selfOf(tensor));
export const set_requires_grad = (tensor: unknown, requires_grad: boolean): void =>
  native.set_requires_grad(selfOf(tensor), requires_grad);
export const is_leaf = (tensor: unknown): boolean => native.is_leaf(selfOf(tensor));
export const retains_grad = (tensor: unknown): boolean => native.retains_grad(selfOf(tensor));
export const retain_grad = (tensor: unknown): void => native.retain_grad(selfOf(tensor));
export const output_nr = (tensor: unknown): number => native.output_nr(selfOf(tensor));
export const grad = (tensor: unknown): Tensor | null => wrapOrNull(native.grad(selfOf(tensor)));
export const set_grad = (tensor: unknown, gradient: Tensor | null): void =>
  native.set_grad(selfOf(tensor), handleOrNull(gradient));
export const set_grad_dtype = (tensor: unknown, type: dtype | null): void =>
  native.set_grad_dtype(selfOf(tensor), type?.code ?? null);
/** Null for any. */
export function grad_dtype(tensor: unknown): dtype | null {
  const code = native.grad_dtype(selfOf(tensor));
  return code === null ? null : dtypeOf(code);
}

export function backward(
  tensors: readonly Place[], gradients: MaybeTensors | null, retain: boolean | null, create: boolean,
  inputs: readonly Place[] | null,
): void {
  native.backward(places(tensors), allOrNull(gradients), retain, create, inputs && places(inputs));
}

export function autograd_grad(
  outputs: readonly Place[], inputs: readonly Place[], gradients: MaybeTensors | null, retain: boolean | null,
  create: boolean, allow_unused: boolean,
): (Tensor | null)[] {
  return wrapAll(
    native.autograd_grad(places(outputs), places(inputs), allOrNull(gradients), retain, create, allow_unused));
}

/** The same values, whose gradients fail with the message. */
export function delayed_error(tensors: MaybeTensors, message: string): (Tensor | null)[] {
  return wrapAll(native.delayed_error(tensors.map(handleOrNull), message));
}

export const grad_fn = (tensor: unknown): NodeHandle | null => native.grad_fn(selfOf(tensor));
/** As a tensor's text shows it: 'AddBackward0'; null for a leaf. */
export const grad_fn_name = (tensor: unknown): string | null => native.grad_fn_name(selfOf(tensor));
export const {
  node_name, node_short_name, node_same, node_next_functions, node_metadata, node_mark, will_execute,
  push_node_creation_hook,
} = native;
/** The node that adds to the gradient of a leaf. */
export const grad_accumulator = (tensor: unknown): NodeHandle => native.grad_accumulator(selfOf(tensor));
export const increment_version = (tensors: Tensors): void => native.increment_version(all(tensors));
export const node_variable = (node: NodeHandle): Tensor | null => wrapOrNull(native.node_variable(node));

type Gradients = (Tensor | null)[];

export function node_register_hook(
  node: NodeHandle, hook: (inputs: Gradients, outputs: Gradients) => MaybeTensors | null,
): HookHandle {
  return native.node_register_hook(node, (inputs, outputs) => allOrNull(hook(wrapAll(inputs), wrapAll(outputs))));
}
export function node_register_prehook(
  node: NodeHandle, hook: (outputs: Gradients) => MaybeTensors | null,
): HookHandle {
  return native.node_register_prehook(node, (outputs) => allOrNull(hook(wrapAll(outputs))));
}

export function register_hook(tensor: Tensor, hook: (gradient: Tensor) => Tensor | null): HookHandle {
  const callback = (gradient: Handle): MaybeHandle => handleOrNull(hook(wrap(gradient)));
  const registered = native.register_hook(selfOf(tensor), callback);
  tie(tensor, callback);
  hookOf.set(callback, hook);
  return registered;
}
export function register_post_accumulate_grad_hook(tensor: Tensor, hook: (leaf: Tensor) => void): HookHandle {
  const callback = (leaf: Handle): void => hook(wrap(leaf));
  const registered = native.register_post_accumulate_grad_hook(selfOf(tensor), callback);
  tie(tensor, callback);
  return registered;
}

const hookOf = new WeakMap<object, object>();

/** The hooks on its gradient that a tensor's object has, in the order in which they were registered. */
export function hooks_of(tensor: Tensor): object[] {
  return tiedTo(tensor).flatMap((callback) => hookOf.get(callback) ?? []);
}

export function remove_hook(hook: HookHandle): void {
  const removed = native.remove_hook(hook);
  if (removed !== undefined) untie(removed);
}
