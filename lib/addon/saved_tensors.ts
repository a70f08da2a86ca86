/** Hooks on the tensors that the graph saves (native/autograd/saved_hooks.cpp). */
import { native } from './binding.js';
import { handleOf, selfOf } from './handle.js';
import type { SavedTensorHandle } from './native/autograd.js';
import { wrap, wrapOrNull } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

export type { SavedTensorHandle } from './native/autograd.js';

/** Packs what is saved from now on; the place on the stack, for `pop_saved_tensors_hooks`. */
export function push(pack: (tensor: Tensor) => unknown, unpack: (packed: unknown) => Tensor): number {
  return native.push_saved_tensors_hooks(
    (handle) => {
      const packed = pack(wrap(handle));
      // A tensor is kept by the graph itself, and freed as that is.
      const tensor = handleOf(packed);
      return tensor === undefined ? [null, packed] : [tensor];
    },
    (tensor, other) => selfOf(unpack(other === null ? wrapOrNull(tensor) : other[1])));
}

/** A tensor saved outside of any node, as nodes save theirs: hooks see it. */
export const save = (tensor: Tensor, isOutput = false): SavedTensorHandle =>
  native.save_tensor(selfOf(tensor), isOutput);
export const unpack = (saved: SavedTensorHandle): Tensor => wrap(native.unpack_tensor(saved)!);

/** The same data with no history, and with the versions of the tensor. */
export const alias = (tensor: Tensor): Tensor => wrap(native.alias_tensor(selfOf(tensor)));

/** A context in which saved tensors may be changed in place: `copy` before somebody writes. */
export interface Mutations {
  readonly copy: (tensor: Tensor) => void;
  readonly end: () => void;
}

/** Begins one; `refuse` throws for a backward that comes after its end. */
export function allowMutations(refuse: () => never): Mutations {
  const [context, place] = native.mutation_begin(refuse);
  return {
    copy: (tensor) => native.mutation_copy(context, selfOf(tensor)),
    end() {
      native.mutation_end(context);
      native.pop_saved_tensors_hooks(place);
    },
  };
}
