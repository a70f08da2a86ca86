/** What a checkpoint lets go of and computes again (native/autograd/checkpoint.cpp). */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import type { CheckpointHandle, SavedMetadata } from './native/autograd.js';
import { wrapAll } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

export type { CheckpointHandle, SavedMetadata } from './native/autograd.js';

/** What a script is asked to do. */
export const requests = { recompute: 0, unpacked_twice: 1, too_many: 2 } as const;

/** Called by backward, for one run of it. It must not know the frame that it is given: that knows it. */
export type Script = (frame: CheckpointHandle, run: number, request: number) => void;

export const begin = (script: Script, inputs: readonly Tensor[], earlyStop: boolean): CheckpointHandle =>
  native.checkpoint_begin(script, inputs.map(selfOf), earlyStop);
/** What is saved from now on is only numbered; the place on the stack. */
export const enter = (frame: CheckpointHandle): number => native.checkpoint_enter(frame);
export const completed = (frame: CheckpointHandle): void => native.checkpoint_completed(frame);
export const inputsOf = (frame: CheckpointHandle): Tensor[] => wrapAll(native.checkpoint_inputs(frame)) as Tensor[];
/** What is saved from now on is what was numbered; the place on the stack. */
export const recompute = (frame: CheckpointHandle, run: number): number => native.checkpoint_recompute(frame, run);
export const leave = (place: number): void => native.pop_saved_tensors_hooks(place);
/** Whether all was there before the function ended, and an error ended it. */
export const stopped = (frame: CheckpointHandle, run: number): boolean => native.checkpoint_stopped(frame, run);
export const mismatch = (
  frame: CheckpointHandle, run: number,
): null | [number, number] | [number, SavedMetadata, SavedMetadata][] => native.checkpoint_mismatch(frame, run);

/** Runs what makes much that is no garbage yet: what a checkpoint is of, which is dead soon and best collected then. */
export function patiently<T>(body: () => T): T {
  const before = native.set_patience(true);
  try {
    return body();
  } finally {
    native.set_patience(before);
  }
}

/** Between two parts of what runs patiently: what only the first needed is garbage. */
export function between(): void {
  native.set_patience(native.set_patience(false));
}
