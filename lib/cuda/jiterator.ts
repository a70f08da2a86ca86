/** `torch.cuda.jiterator`: elementwise kernels that are compiled when they are first called. */
import { launchKernel } from '../addon/cuda_kernels.js';
import { pythonType } from '../arguments/python_objects.js';
import { isKeywords } from '../python/keywords.js';
import { AssertionError, KeyError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { is_available } from './init.js';

/** Numbers that a kernel takes beside tensors, by name. */
export type KernelNumbers = Readonly<Record<string, number | bigint | boolean>>;
/** A kernel: takes tensors on a GPU, and numbers by name. */
export type Kernel<Result> = (...args: [...Tensor[], KernelNumbers] | Tensor[]) => Result;

const mostTensors = 8;
const shape = /^\s*template\s*<.+>\s*\w+\s+(\w+)\s*\(.+\)\s*\{.+\}\s*/s;

function kernel(code: string, outputs: number, byReference: boolean, defaults: KernelNumbers): Kernel<Tensor[]> {
  if (typeof code !== 'string') throw new TypeError(`expected string or bytes-like object, got '${pythonType(code)}'`);
  const name = shape.exec(code)?.[1];
  if (name === undefined) throw new Error(`Couldn't parse code, please check correctness:\n ${code}`);
  return (...args) => {
    if (!is_available()) {
      throw new AssertionError('Jiterator is only supported on CUDA and ROCm GPUs, none are available.');
    }
    const last = args.at(-1);
    const given: KernelNumbers = isKeywords(last) ? (last as KernelNumbers) : {};
    const tensors = (isKeywords(last) ? args.slice(0, -1) : args) as Tensor[];
    if (tensors.length > mostTensors) {
      throw new AssertionError(`jiterator only supports up to ${mostTensors} tensor inputs, got ${tensors.length}`);
    }
    for (const key of Object.keys(given)) {
      if (!Object.hasOwn(defaults, key)) throw new KeyError(`'${key} is not declared in function definition'`);
    }
    return launchKernel(code, name, outputs, byReference, tensors, Object.values({ ...defaults, ...given }));
  };
}

/**
 * A kernel from a C++ template that gives the value of one element; `numbers` are its further arguments
 * (`torch.cuda.jiterator._create_jit_fn`). Throws an Error for a text that is no such template.
 */
export function _create_jit_fn(code_string: string, numbers: KernelNumbers = {}): Kernel<Tensor> {
  const run = kernel(code_string, 1, false, numbers);
  return (...args) => run(...args)[0]!;
}

/** As {@link _create_jit_fn}, for several values, by reference (`torch.cuda.jiterator._create_multi_output_jit_fn`). */
export function _create_multi_output_jit_fn(
  code_string: string, num_outputs: number, numbers: KernelNumbers = {},
): Kernel<Tensor[]> {
  return kernel(code_string, num_outputs, true, numbers);
}
