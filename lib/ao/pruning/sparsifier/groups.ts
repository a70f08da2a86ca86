/** What sparsifiers know of the tensors that they make sparse. */
import type { Module } from '../../../nn/module.js';
import type { Tensor } from '../../../tensor/tensor.js';

/** What a sparsifier is told of one tensor: its path in the model, and what differs from the defaults. */
export interface SparsityConfig {
  readonly tensor_fqn: string;
  readonly [name: string]: unknown;
}

/** Where a tensor is: `module_fqn` is the path of its module, null for a module that is not there. */
export interface TensorInfo {
  module_fqn: string;
  module: Module | null;
  tensor_name: string;
  tensor_fqn: string;
}

/** All that a sparsifier has on one tensor: where it is, the defaults, and what the configuration says instead. */
export interface SparsityGroup {
  module: Module;
  module_fqn: string;
  tensor_name: string;
  tensor_fqn: string;
  [name: string]: unknown;
}

/** The level of sparsity of a group, which schedulers set. */
export type LeveledGroup = SparsityGroup & { sparsity_level: number };

/** Masks by the paths of the tensors. */
export type SparsifierState = Record<string, { mask?: Tensor; [name: string]: unknown }>;

/** What a sparsifier saves (`BaseSparsifier.state_dict`). */
export interface SparsifierStateDict {
  state: SparsifierState;
  groups: { tensor_fqn: string; [name: string]: unknown }[];
}

/** What belongs to the model, and is not saved. */
export const notSaved: readonly string[] = ['module', 'module_fqn', 'tensor_name'];
