/**
 * `test_schema`: what an operator does with its arguments is what its schema says
 * (torch/_subclasses/schema_check_mode.py).
 */
import * as dispatch_mode from '../../addon/dispatch_mode.js';
import type { Dispatched } from '../../addon/dispatch_mode.js';
import { same_tensor, storage_identity } from '../../addon/tensor_info.js';
import { allclose } from '../../generated/torch.js';
import type { Argument, FunctionSchema } from '../../jit/schema.js';
import type { Tensor } from '../../tensor/tensor.js';
import { strided } from '../../values/layout.js';
import { RuntimeError } from '../../values/errors.js';
import { is_tensor } from '../../values/is_tensor.js';
import { schemaOf } from '../schemas.js';
import { call, copied, isAbstract, tensorsIn, type Test } from './samples.js';

export const schemaTest: Test = (sample) => {
  if (isAbstract(sample)) return;
  const { op, args, kwargs } = copied(sample);
  const place = dispatch_mode.push(checked);
  try {
    call(op, args, kwargs);
  } finally {
    dispatch_mode.pop(place);
  }
};

interface Before {
  readonly tensor: Tensor;
  readonly copy: Tensor;
  readonly strides: string;
  readonly storage: number | bigint;
}

const stridesOf = (tensor: Tensor): string => (tensor.layout === strided ? String(tensor.stride()) : '');

const before = (tensor: Tensor): Before => ({
  tensor, copy: tensor.detach().clone(), strides: stridesOf(tensor), storage: storage_identity(tensor),
});

function isMutated({ tensor, copy, strides, storage }: Before): boolean {
  return String(tensor.shape) !== String(copy.shape) || !allclose(copy, tensor, { equal_nan: true }) ||
    stridesOf(tensor) !== strides || storage_identity(tensor) !== storage;
}

/** Whether the memory of a tensor in one is that of a tensor in the other. */
function overlap(a: unknown, b: unknown): boolean {
  const memory = (tree: unknown): (number | bigint)[] =>
    tensorsIn(tree).map(storage_identity).filter((each) => each !== 0);
  const own = memory(a);
  return memory(b).some((each) => own.includes(each));
}

const setOf = ({ alias_info }: Argument): ReadonlySet<string> => alias_info?.before_set ?? new Set();

/** Whether the schema says that both may be the same memory. */
function mayAlias(a: Argument, b: Argument): boolean {
  const [first, second] = [setOf(a), setOf(b)];
  if (first.has('*') || second.has('*')) return first.size > 0 && second.size > 0;
  return [...first].some((each) => second.has(each));
}

const mayReturnInputs = new Set(['aten::lift', 'aten::lift_fresh']);
const mayAliasInSecret = new Set(['aten::_unsafe_view', 'aten::unsafe_split']);

function checked({ name, args, run }: Dispatched): unknown[] {
  const schema = schemaOf(name);
  const copies = args.map((each) => tensorsIn(each).map(before));
  const results = run();
  schema.arguments.forEach((argument, i) => {
    const given = args[i];
    if (given === null || given === undefined) return;
    checkArgument(schema, argument, given, results);
    if (copies[i]!.some(isMutated) && !argument.is_write) {
      throw new RuntimeError(`Argument ${shown(argument)} is not defined as mutable but was mutated`);
    }
  });
  const { returns } = schema;
  for (let i = 0; i < returns.length; i++) for (let j = i + 1; j < returns.length; j++) {
    if (!overlap(results[i], results[j]) || mayAlias(returns[i]!, returns[j]!)) continue;
    throw new RuntimeError(`Outputs ${i} and ${j} alias unexpectedly`);
  }
  return results;
}

const shown = ({ name }: Argument): string => (name === 'self' ? 'input' : name);

function checkArgument(schema: FunctionSchema, argument: Argument, given: unknown, results: readonly unknown[]): void {
  results.forEach((result, j) => {
    const mayBe = mayAliasInSecret.has(schema.name) || mayAlias(schema.returns[j]!, argument);
    if (overlap(result, given) && !mayBe) {
      throw new RuntimeError(`Argument ${shown(argument)} is not defined to alias output but was aliasing`);
    }
    const isSame = is_tensor(result) && is_tensor(given) && same_tensor(result, given);
    if (isSame && !argument.is_write && !mayReturnInputs.has(schema.name)) {
      throw new RuntimeError('Dispatcher operators below autograd are not allowed to directly return inputs.\n' +
        `However, we found that \`outputs[${j}] is ${shown(argument)}`);
    }
  });
}
