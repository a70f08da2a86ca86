import { native } from './binding.js';
import { selfOf } from './handle.js';
import type { TypeHandle } from './native/jit.js';

/** The type of a tensor, with all that is known of it (native/jit/types.cpp). */
export const typeOfTensor = (tensor: unknown): TypeHandle => native.jit_type_of_tensor(selfOf(tensor));
