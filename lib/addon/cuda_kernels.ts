/** Kernels of libtorch_cuda that no operator reaches. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

type Tensors = readonly Tensor[];

/** NCCL's collectives over tensors on several devices of this process; `operation` by NCCL's number. */
export const nccl = {
  all_reduce: (inputs: Tensors, outputs: Tensors, operation: number): void =>
    native.nccl_all_reduce(inputs.map(selfOf), outputs.map(selfOf), operation),
  reduce_scatter: (inputs: Tensors, outputs: Tensors, operation: number): void =>
    native.nccl_reduce_scatter(inputs.map(selfOf), outputs.map(selfOf), operation),
  all_gather: (inputs: Tensors, outputs: Tensors): void =>
    native.nccl_all_gather(inputs.map(selfOf), outputs.map(selfOf)),
  reduce: (inputs: Tensors, output: Tensor, root: number, operation: number): void =>
    native.nccl_reduce(inputs.map(selfOf), selfOf(output), root, operation),
  broadcast: (inputs: Tensors, root: number): void => native.nccl_broadcast(inputs.map(selfOf), root),
  version: (): number => native.nccl_version(),
};

/** Compiles an elementwise kernel, unless it has been, and runs it over tensors on a GPU. */
export function launchKernel(
  code: string, name: string, outputs: number, byReference: boolean, tensors: Tensors,
  numbers: readonly (number | bigint | boolean)[],
): Tensor[] {
  return native.launch_kernel(code, name, outputs, byReference, tensors.map(selfOf), numbers).map((each) => wrap(each));
}
