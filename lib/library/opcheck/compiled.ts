/**
 * `test_aot_dispatch_static` and `test_aot_dispatch_dynamic`: under `torch.compile` an operator gives the same, and the
 * same gradients (torch/testing/_internal/optests/aot_autograd.py). Of PyTorch's compiler AOTAutograd alone is asked.
 */
import { grad } from '../../autograd/backward.js';
import { compile } from '../../compile/index.js';
import { tree_flatten, tree_leaves, tree_unflatten } from '../../functorch/pytree.js';
import { fork_rng, manual_seed } from '../../random.js';
import { assert_close } from '../../testing/assert_close.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { call, copied, isAbstract, tensorsIn, type Sample, type Test } from './samples.js';

type OfTensors = (tensors: readonly Tensor[]) => unknown;

const outputsText = 'Outputs of the operator are different in eager-mode PyTorch vs AOTDispatcher tracing. This means ' +
  "the operator will have incorrect output underneath torch.compile. This could be because the operator's " +
  'implementation not traceable.';
const gradientsText = 'Gradients of the operator are different in eager-mode PyTorch vs AOTDispatcher. This means the ' +
  "operator will have incorrect gradients underneath torch.compile. This could be because the operator's backward is " +
  'incorrectly registered or not traceable.';

export const compiledTest = (dynamic: boolean): Test => (sample) => {
  if (isAbstract(sample)) return;
  const plain = ofTensors(sample);
  const compiled = compile(plain as (...args: never[]) => unknown, { dynamic }) as unknown as OfTensors;
  const [expected, gradients] = run(plain, sample);
  // The first call runs the function, and those after it replay what they can.
  for (let i = 0; i < 3; i++) {
    const [actual, others] = run(compiled, sample);
    same(actual, expected, outputsText, sample);
    same(others, gradients, gradientsText, sample);
  }
};

/** The call of the operator as a function of the tensors among its arguments. */
function ofTensors({ op, args, kwargs }: Sample): OfTensors {
  const [leaves, spec] = tree_flatten([args, kwargs]);
  return (tensors) => {
    let next = 0;
    const filled = leaves.map((each) => (is_tensor(each) ? tensors[next++] : each));
    const [given, named] = tree_unflatten(filled, spec) as [unknown[], Record<string, unknown>];
    return call(op, given, named);
  };
}

/** Outputs, and gradients of their sum where there are any, for fresh copies of the tensors. */
function run(fn: OfTensors, sample: Sample): [outputs: unknown, gradients: unknown] {
  const { args, kwargs } = copied(sample);
  const tensors = tensorsIn([args, kwargs]);
  const outputs = fork_rng(() => {
    manual_seed(123);
    return fn(tensors);
  });
  const wanted = tensors.filter(({ requires_grad }) => requires_grad);
  const made = tree_leaves(outputs).filter(is_tensor) as Tensor[];
  if (wanted.length === 0 || !made.some(({ requires_grad }) => requires_grad)) return [outputs, null];
  const sum = made.map((each) => each.sum().abs()).reduce((all, each) => all.add(each));
  return [outputs, grad(sum, wanted, { allow_unused: true })];
}

function same(actual: unknown, expected: unknown, text: string, { tolerance }: Sample): void {
  try {
    assert_close(actual, expected, { ...tolerance });
  } catch (error) {
    throw Object.assign(new AssertionError(text), { cause: error });
  }
}
