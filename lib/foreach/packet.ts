import { op } from '../addon/call/op.js';
import { float32, float64 } from '../values/dtype.js';
import { is_tensor } from '../values/is_tensor.js';
import { Operator } from '../operators/operator.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * `torch._foreach_<name>` with its overloads, '' for one without a name; those that take tensors come first, since a
 * tensor may stand for a number too. On a CPU libtorch goes through the lists tensor by tensor; what the call saves is
 * the way there.
 */
export function packet(name: string, overloads: readonly string[]): (...args: unknown[]) => Tensor[] {
  const full = overloads.map((overload) => `aten::_foreach_${name}${overload === '' ? '' : `.${overload}`}`);
  const operator = new Operator(full.join(' '), { name: `_foreach_${name}` });
  return (...args) => operator.call(args) as Tensor[];
}

/**
 * The number as a tensor of the list's own dtype, where it means the same to every kernel: libtorch would make one of
 * it, in double precision, and convert that, for each tensor of the list. Anything else comes back as it is.
 */
export function ready(inputs: unknown, operand: unknown): unknown {
  if (typeof operand !== 'number' || !Array.isArray(inputs) || inputs.length < 2) return operand;
  const list = inputs as readonly unknown[];
  const [first] = list;
  // Kernels of lower precision take the number itself, with more digits than their tensors have.
  if (!is_tensor(first) || (first.dtype !== float32 && first.dtype !== float64)) return operand;
  for (let i = 1; i < list.length; i++) {
    const tensor = list[i];
    if (!is_tensor(tensor) || tensor.dtype !== first.dtype) return operand;
  }
  return op('aten::scalar_tensor')(operand, first.dtype);
}

/** One list in, one out. */
export function unary(name: string): (inputs: readonly Tensor[]) => Tensor[] {
  const call = packet(name, ['']);
  return (inputs) => call(inputs);
}

/** Changes the tensors of a list, and gives back that list itself. */
export function unary_(name: string): <T extends readonly Tensor[]>(inputs: T) => T {
  const call = packet(name, ['']);
  return (inputs) => {
    call(inputs);
    return inputs;
  };
}
