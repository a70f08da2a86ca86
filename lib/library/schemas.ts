/** What schemas of operators say, as torch.library asks (torch/_library/utils.py, torch/library.py). */
import { operators } from '../addon/doors.js';
import { schemaFrom, type Argument, type FunctionSchema } from '../jit/schema.js';
import { DeviceObjType, TensorType } from '../jit/types.js';
import { py_repr } from '../python/repr.js';
import { ValueError } from '../values/errors.js';

/** The schema of an operator that is there, 'ns::name.overload'. Throws a RuntimeError for another name. */
export const schemaOf = (full: string): FunctionSchema => schemaFrom(operators.operator_schema(full));

const tensors = new Set(['Tensor', 'Tensor?']);
const lists = new Set(['Tensor[]', 'Tensor?[]', 'Tensor[]?', 'Tensor?[]?']);

const isTensor = ({ type }: Argument): boolean => tensors.has(type.str());
/** Whether an argument, or result, is a list of tensors. */
export const is_tensorlist_like = ({ type }: Argument): boolean => lists.has(type.str());
const writes = ({ alias_info }: Argument): boolean => alias_info?.is_write === true;

export const has_kwarg_only_args = (schema: FunctionSchema): boolean =>
  schema.arguments.some(({ kwarg_only }) => kwarg_only);

export const has_kwarg_only_tensors = (schema: FunctionSchema): boolean =>
  schema.arguments.some((each) => each.kwarg_only && (isTensor(each) || is_tensorlist_like(each)));

export const has_tensor_arg = (schema: FunctionSchema): boolean =>
  schema.arguments.some((each) => isTensor(each) || is_tensorlist_like(each));

/** Where a schema has `Device device`; -1 if it has not. */
export const device_arg_index = (schema: FunctionSchema): number =>
  schema.arguments.findIndex(({ name, type }) => name === 'device' && type instanceof DeviceObjType);

/** The positions, and the names after `*`, of what an operator writes to. */
export function mutated_args(schema: FunctionSchema): { positions: number[]; names: string[] } {
  const positions: number[] = [];
  const names: string[] = [];
  schema.arguments.forEach((each, i) => {
    if (!writes(each)) return;
    if (each.kwarg_only) names.push(each.name);
    else positions.push(i);
  });
  return { positions, names };
}

/**
 * Whether an operator writes to nothing, has results, and these are no views: or, where views are allowed, one of one
 * tensor.
 */
export function is_functional_schema(schema: FunctionSchema, allow_valid_view = false): boolean {
  if (schema.is_mutable) return false;
  const { arguments: args, returns } = schema;
  const isView = returns.some(({ alias_info }) => alias_info !== null && !alias_info.is_write);
  const count = (list: readonly Argument[]): number => list.filter(({ type }) => type instanceof TensorType).length;
  if (isView) return allow_valid_view && count(args) === 1 && count(returns) === 1;
  return returns.length > 0;
}

const setText = (set: ReadonlySet<string>): string => (set.size === 0 ? 'set()' : `{${[...set].map(py_repr).join(', ')}}`);
const same = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => setText(a) === setText(b);
const namesOf = (args: readonly Argument[]): string => py_repr(args.map(({ name }) => name));

/** Throws a ValueError for a schema that is none of an operator with the tag `out`. */
export function validate_out_schema(schema: FunctionSchema): void {
  const got = `Got: ${schema}`;
  const tagged = 'Schema tagged with torch.Tag.out';
  const mutable = schema.arguments.filter(writes);
  if (mutable.length === 0) throw new ValueError(`${tagged} must have at least one mutable argument. ${got}`);
  const positional = mutable.filter(({ kwarg_only }) => !kwarg_only);
  if (positional.length > 0) {
    throw new ValueError(`${tagged} requires all mutable arguments to be keyword-only (after the *). Found mutable ` +
      `positional args: ${namesOf(positional)}. ${got}`);
  }
  const others = mutable.filter(({ type }) => !(type instanceof TensorType));
  if (others.length > 0) {
    throw new ValueError(`${tagged} only supports Tensor mutable arguments. Found unsupported mutable args: ` +
      `${namesOf(others)}. ${got}`);
  }
  const { returns } = schema;
  if (returns.length !== mutable.length) {
    throw new ValueError(`${tagged} must return all mutable arguments (got ${mutable.length} mutable args but ` +
      `${returns.length} returns). ${got}`);
  }
  returns.forEach(({ alias_info }, i) => {
    const { name, alias_info: wanted } = mutable[i]!;
    const start = 'of schema tagged with torch.Tag.out must';
    if (alias_info === null) throw new ValueError(`Return ${i} ${start} alias mutable arg '${name}'. ${got}`);
    if (!alias_info.is_write) {
      throw new ValueError(`Return ${i} ${start} be a mutable alias (e.g., Tensor(a!), not Tensor(a)) of arg ` +
        `'${name}'. ${got}`);
    }
    if (!same(alias_info.before_set, wanted!.before_set)) {
      throw new ValueError(`Return ${i} ${start} alias mutable arg '${name}' (return aliases ` +
        `${setText(alias_info.before_set)} but arg aliases ${setText(wanted!.before_set)}). ${got}`);
    }
  });
}

/** Throws a ValueError for a schema that is none of an operator with the tag `inplace`. */
export function validate_inplace_schema(schema: FunctionSchema): void {
  const got = `Got: ${schema}`;
  const tagged = 'Schema tagged with torch.Tag.inplace';
  const [first, ...others] = schema.arguments;
  if (first === undefined || first.kwarg_only) {
    throw new ValueError(`${tagged} must have at least one positional argument. ${got}`);
  }
  if (!writes(first)) {
    throw new ValueError(`${tagged} requires the first positional argument to be mutable (e.g., Tensor(a!)). ${got}`);
  }
  if (!(first.type instanceof TensorType)) {
    throw new ValueError(`${tagged} requires the first positional argument to be a Tensor. Got type '${first.type}' ` +
      `for arg '${first.name}'. ${got}`);
  }
  const { returns } = schema;
  if (returns.length !== 1) {
    throw new ValueError(`${tagged} must return exactly one value (the first argument). Got ${returns.length} ` +
      `returns. ${got}`);
  }
  const { type, alias_info } = returns[0]!;
  const wanted = `${tagged} must return the first mutable argument`;
  if (!(type instanceof TensorType)) {
    throw new ValueError(`${wanted} (return must be a Tensor, got type '${type}'). ${got}`);
  }
  if (alias_info === null) throw new ValueError(`${wanted} (return must alias the first argument). ${got}`);
  if (!alias_info.is_write) {
    throw new ValueError(`${wanted} (return must be a mutable alias, e.g., Tensor(a!)). ${got}`);
  }
  const { before_set } = first.alias_info!;
  if (!same(alias_info.before_set, before_set)) {
    throw new ValueError(`${wanted} (return aliases ${setText(alias_info.before_set)} but first arg aliases ` +
      `${setText(before_set)}). ${got}`);
  }
  const more = others.filter(writes);
  if (more.length > 0) {
    throw new ValueError(`${tagged} must only mutate the first positional argument. Found additional mutable args: ` +
      `${namesOf(more)}. ${got}`);
  }
}
