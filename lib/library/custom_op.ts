/** `torch.library.custom_op` (torch/_library/custom_ops.py). */
import { signature } from '../arguments/signature.js';
import { Tag } from '../jit/tag.js';
import { isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { ValueError } from '../values/errors.js';
import { CustomOpDef } from './custom_op_def.js';
import type { DeviceTypes, KernelFunction, Tags } from './kinds.js';
import { parse_namespace } from './lookup.js';
import { schemaOf } from './schemas.js';

const takes = {
  custom_op: signature(`custom_op(name: str, fn: KernelFunction = None, /, *, mutates_args: str | Sequence[str],
    device_types: DeviceTypes = None, schema: str = None, tags: Tags = None)`),
};

/** The options of {@link custom_op}. */
export interface CustomOpOptions {
  /** The names of the arguments that the function writes to. */
  readonly mutates_args: string | Iterable<string>;
  /** What it takes and gives, without the operator's name: `'(Tensor x, float s=2.0) -> Tensor'`. */
  readonly schema: string;
  /** The kinds of devices that the function is for; all without. */
  readonly device_types?: DeviceTypes;
  readonly tags?: Tags | null;
}

/** Makes a custom operator of a function. */
export type CustomOpDecorator = <F extends KernelFunction>(fn: F) => CustomOpDef<F>;

/**
 * Makes an operator of a function (`torch.library.custom_op`): `custom_op('mylib::sin', fn, { mutates_args: [], schema:
 * '(Tensor x) -> Tensor' })`; without a function it gives what makes one. Where Python reads the schema from the types
 * of the function's parameters, which JavaScript does not keep, it is an argument here. The operator replaces one that
 * `custom_op` made by the same name. `mutates_args` must be what the schema marks (`Tensor(a!) x`), else it throws a
 * ValueError, as it does without a schema; and a NotImplementedError for tensors after `*`, but for `Tag.out`.
 */
export function custom_op<F extends KernelFunction>(name: string, fn: F, options: CustomOpOptions): CustomOpDef<F>;
export function custom_op<F extends KernelFunction>(name: string, options: CustomOpOptions, fn: F): CustomOpDef<F>;
export function custom_op(name: string, options: CustomOpOptions): CustomOpDecorator;
export function custom_op(...given: unknown[]): unknown {
  const isLast = given.length === 3 && isPlainObject(given[1]) && typeof given[2] === 'function';
  const args = isLast ? [given[0], given[2], given[1]] : given;
  const { name, fn, mutates_args, device_types, schema, tags } = takes.custom_op.read(args);
  const make = (of: KernelFunction): CustomOpDef => {
    if (schema === null) {
      throw new ValueError(`custom_op('${name}', ...): a function of JavaScript has no types that a schema could be ` +
        "inferred from: give one, as in { schema: '(Tensor x) -> Tensor' }");
    }
    const [namespace, opname] = parse_namespace(name);
    const list = tags === null ? [] : tags instanceof Tag ? [tags] : [...new Set(tags)];
    const made = new CustomOpDef(namespace, opname, schema, of, list);
    checkMutates(made, schema, mutates_args);
    made.register_kernel(device_types, of);
    return made;
  };
  return fn === null ? make : make(fn);
}

function checkMutates(made: CustomOpDef, schema: string, mutates_args: string | Iterable<string>): void {
  const marked = schemaOf(made._qualname).arguments.filter(({ is_write }) => is_write).map(({ name }) => name);
  const given = new Set(mutates_args);
  if (given.size === new Set(marked).size && marked.every((each) => given.has(each))) return;
  const expected = marked.length === 0 ? 'set()' : `{${marked.map(py_repr).join(', ')}}`;
  const shown = typeof mutates_args === 'string' ? mutates_args : py_repr([...mutates_args]);
  throw new ValueError(`Attempted to create a custom op with \`mutates_args=${shown}\` and \`schema=${schema}. The schema ` +
    `suggests that the op mutates ${expected}which is different from what was provided to us in \`mutates_args\`. ` +
    'Please make these consistent.');
}
