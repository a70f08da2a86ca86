/** Sample arguments of an operator, for the tests of opcheck. */
import { tree_leaves, tree_map } from '../../functorch/pytree.js';
import type { OpOverload } from '../../operators/ops.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';

/** What a test gets. */
export interface Sample {
  readonly op: OpOverload;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly tolerance: { readonly rtol: number; readonly atol: number } | null;
}

/** Throws for an operator that fails. */
export type Test = (sample: Sample) => void;

export const tensorsIn = (tree: unknown): Tensor[] => tree_leaves(tree).filter(is_tensor) as Tensor[];

/** Calls the operator. */
export function call(op: OpOverload, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(kwargs).length === 0 ? op(...args) : op(...args, kwargs);
}

const mapTensors = <T>(tree: T, change: (tensor: Tensor) => unknown): T =>
  tree_map(tree, (each) => (is_tensor(each) ? change(each as Tensor) : each));

/** The sample with tensors of its own, which require grad where the others do. */
export function copied(sample: Sample): Sample {
  const copy = (tensor: Tensor): Tensor => {
    const made = tensor.detach().clone();
    return tensor.requires_grad ? made.requires_grad_() : made;
  };
  return { ...sample, args: mapTensors(sample.args, copy), kwargs: mapTensors(sample.kwargs, copy) };
}

/** Whether a tensor has no data that a kernel could read. */
export const isAbstract = ({ args, kwargs }: Sample): boolean =>
  tensorsIn([args, kwargs]).some(({ is_meta }) => is_meta);
