/**
 * `test_faketensor`: for tensors without data an operator gives what it gives for others, as far as shapes go
 * (torch/_subclasses/fake_utils.py). Tensors on the device `meta` stand for PyTorch's fake ones, so devices are not
 * compared.
 */
import * as dispatch_mode from '../../addon/dispatch_mode.js';
import type { Dispatched } from '../../addon/dispatch_mode.js';
import { operators } from '../../addon/doors.js';
import { same_tensor, storage_identity } from '../../addon/tensor_info.js';
import { tree_leaves, tree_map } from '../../functorch/pytree.js';
import { empty_strided } from '../../generated/torch.js';
import { Tag } from '../../jit/tag.js';
import { overloadOf } from '../../operators/ops.js';
import type { Tensor } from '../../tensor/tensor.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { has_kernel } from '../lookup.js';
import { call, copied, isAbstract, tensorsIn, type Test } from './samples.js';

const builtin = /^(aten|prims?)::/;
/** What their results are nobody knows without data, or they change their arguments' shapes. */
const notComparable = [Tag.dynamic_output_shape, Tag.inplace_view, Tag.data_dependent_output];
const metaKernels = ['Meta', 'CompositeExplicitAutograd', 'CompositeImplicitAutograd'];

export const fakeTest: Test = (sample) => {
  if (isAbstract(sample)) return;
  const { op, args, kwargs } = copied(sample);
  const place = dispatch_mode.push(compared);
  try {
    call(op, args, kwargs);
  } finally {
    dispatch_mode.pop(place);
  }
};

function isComparable(name: string): boolean {
  if (builtin.test(name) || !metaKernels.some((key) => has_kernel(name, key))) return false;
  const tags = operators.operator_tags(name);
  return !notComparable.some(({ value }) => tags.includes(value));
}

const asMeta = (tensor: Tensor): Tensor =>
  empty_strided(tensor.shape, tensor.stride(), { dtype: tensor.dtype, device: 'meta' });

function compared({ name, args, run }: Dispatched): unknown[] {
  if (!isComparable(name)) return run();
  const fakeArgs = tree_map([...args], (each) => (is_tensor(each) ? asMeta(each as Tensor) : each));
  const op = overloadOf(name)!;
  const fake = tree_leaves(op(...op.pythonArguments(fakeArgs))).filter((each) => each !== undefined);
  const results = run();
  const real = tree_leaves(results);
  const context = `When comparing the output of ${op} on FakeTensor and concrete Tensors, found`;
  if (fake.length !== real.length) {
    throw new AssertionError(`${context} mismatch in number of returns ${fake.length} != ${real.length}`);
  }
  checkAliases(context, [real, args], [fake, fakeArgs]);
  real.forEach((each, i) => {
    if (is_tensor(each) !== is_tensor(fake[i])) throw new AssertionError(`${context} mismatched number of tensor outputs`);
    const why = is_tensor(each) ? difference(each as Tensor, fake[i] as Tensor) : null;
    if (why === null) return;
    const at = real.length === 1 ? '' : ` for output[${i}]`;
    throw new RuntimeError(`${context} mismatched tensor metadata${at}: ${why}`);
  });
  return results;
}

const tuple = (list: readonly number[]): string => (list.length === 1 ? `(${list[0]},)` : `(${list.join(', ')})`);
const size = (shape: readonly number[]): string => `torch.Size([${shape.join(', ')}])`;

/** How what is known without data differs; null if it does not. */
function difference(real: Tensor, fake: Tensor): string | null {
  if (real.requires_grad !== fake.requires_grad) {
    return ' mismatched requires_grad-ness of outputs. This usually means that you have added autograd support for your ' +
      'operator at a dispatch key other than Autograd, which will lead to problems';
  }
  if (real.storage_offset() !== fake.storage_offset()) return ' mismatched storage offset';
  if (String(real.shape) !== String(fake.shape)) {
    return `Shapes ${size(real.shape)} and ${size(fake.shape)} are not equal!`;
  }
  if (real.dtype !== fake.dtype) return `Dtypes ${real.dtype} and ${fake.dtype} are not equal!`;
  const [own, other] = [real.stride(), fake.stride()];
  const at = real.numel() === 0 ? -1 : own.findIndex((each, i) => each !== other[i] && real.shape[i]! > 1);
  return at < 0 ? null : `Stride mismatch! Strides are ${tuple(own)} and ${tuple(other)} (mismatched at ${at})!`;
}

type Sides = readonly [outputs: unknown, inputs: unknown];

const storages = (tree: unknown): (number | bigint)[] =>
  tensorsIn(tree).map(storage_identity).filter((each) => each !== 0);

const aliasChecks: Readonly<Record<string, (sides: Sides) => boolean>> = {
  outputs_alias_inputs: ([outputs, inputs]) => {
    const own = storages(inputs);
    return storages(outputs).some((each) => own.includes(each));
  },
  outputs_are_inputs: ([outputs, inputs]) => {
    const own = tensorsIn(inputs);
    return tensorsIn(outputs).some((each) => own.some((other) => same_tensor(each, other)));
  },
  outputs_alias_each_other: ([outputs]) => new Set(storages(outputs)).size < storages(outputs).length,
};

function checkAliases(context: string, real: Sides, fake: Sides): void {
  for (const [name, check] of Object.entries(aliasChecks)) {
    const [wanted, got] = [check(real), check(fake)];
    if (wanted === got) continue;
    const text = (value: boolean): string => (value ? 'True' : 'False');
    throw new RuntimeError(`${context} mismatch in ${name} check ${text(got)} != ${text(wanted)}`);
  }
}
