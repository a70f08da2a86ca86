/** Schemas of operators (torch._C; native/jit/schemas.cpp). */
import { inspect } from 'node:util';
import {
  jit as native, type AliasFacts, type ArgumentFacts, type ArgumentHandle, type SchemaFacts, type SchemaHandle,
} from '../addon/doors.js';
import { kind } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { Complex } from '../values/complex.js';
import { kinds as typeKinds, TensorType, Type, typeFrom } from './types.js';

const kinds = {
  ...typeKinds, AliasInfo: kind(isAliasInfo),
  bool: kind((value) => value === null || typeof value === 'boolean' || typeof value === 'number'),
  Argument: kind((value) => value instanceof Argument),
  FunctionSchema: kind((value) => value instanceof FunctionSchema),
};

const takes = {
  Argument: signature(`Argument(name: str, type: Type | None, N: int | None, default_value: SchemaDefault | None,
    kwarg_only: bool, alias_info: AliasInfo | None)`, kinds),
  FunctionSchema: signature(`FunctionSchema(name: str, overload_name: str, arguments: Sequence[Argument],
    returns: Sequence[Argument], is_vararg: bool, is_varret: bool)`, kinds),
  old: signature('FunctionSchema.is_backward_compatible_with(self, old_schema: FunctionSchema) -> bool', kinds),
};

/** What an argument has if a call does not give it: a number, a boolean, a text, or a list of them. */
export type SchemaDefault = number | boolean | string | readonly SchemaDefault[];

/** Of what an argument may be the memory, and whether it is written to. */
export interface AliasInfo {
  readonly is_write: boolean;
  readonly before_set: ReadonlySet<string>;
  readonly after_set: ReadonlySet<string>;
}

function isAliasInfo(value: unknown): boolean {
  const { is_write, before_set, after_set } = (value ?? {}) as Partial<AliasInfo>;
  return typeof is_write === 'boolean' && before_set instanceof Set && after_set instanceof Set;
}

const made = Symbol('made');
const isMade = <T>(args: readonly unknown[]): args is readonly [typeof made, T] => args[0] === made;

/** An argument of an operator, or a result (`torch.Argument`). */
export class Argument {
  readonly #argument: ArgumentHandle;
  readonly #facts: ArgumentFacts;

  /** `default_value` null is no default. */
  constructor(...args: typeof takes.Argument.args) {
    this.#argument = isMade<ArgumentHandle>(args) ? args[1] : argument(takes.Argument.list(args));
    this.#facts = native.jit_argument_read(this.#argument);
  }

  static handleOf(argument: Argument): ArgumentHandle {
    return argument.#argument;
  }

  get name(): string {
    return this.#facts.name;
  }
  get type(): Type {
    return typeFrom(this.#facts.type);
  }
  /** As the schema says; `type` has what Python's callers may know of it: `int` for `SymInt`. */
  get real_type(): Type {
    return typeFrom(this.#facts.real_type);
  }
  /** The length of a list that may be given as one number. */
  get N(): number | null {
    return this.#facts.N;
  }
  get default_value(): unknown {
    return value(this.#facts.default);
  }
  /** Whether it may be left out. */
  has_default_value(): boolean {
    return this.#facts.has_default;
  }
  get kwarg_only(): boolean {
    return this.#facts.kwarg_only;
  }
  /** Whether it is an `out` that results are written to. */
  get is_out(): boolean {
    return this.#facts.is_out;
  }
  /** Whether the operator writes to it. */
  get is_write(): boolean {
    return this.#facts.alias?.[0] ?? false;
  }
  get alias_info(): AliasInfo | null {
    const { alias } = this.#facts;
    if (alias === null) return null;
    const [is_write, before, after] = alias;
    return { is_write, before_set: new Set(before), after_set: new Set(after) };
  }
}

function argument(
  [name, type, N, fallback, kwarg_only, alias]: (typeof takes.Argument)['args'] extends never ? never
    : readonly [string, Type | null, number | null, SchemaDefault | null, boolean, AliasInfo | null],
): ArgumentHandle {
  const facts: AliasFacts | null = alias && [alias.is_write, [...alias.before_set], [...alias.after_set]];
  return native.jit_argument(name, Type.handleOf(type ?? TensorType.get()), N, fallback, kwarg_only, facts);
}

/** Complex numbers come from the addon in two parts. */
function value(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('re' in given)) return given;
  const { re, im } = given as { re: number; im: number };
  return new Complex(re, im);
}

/** What an operator takes and gives (`torch.FunctionSchema`): printed as {@link parse_schema} reads it. */
export class FunctionSchema {
  readonly #schema: SchemaHandle;
  readonly #facts: SchemaFacts;

  constructor(...args: typeof takes.FunctionSchema.args) {
    this.#schema = isMade<SchemaHandle>(args) ? args[1] : schema(takes.FunctionSchema.read(args));
    this.#facts = native.jit_schema_read(this.#schema);
  }

  /** With its namespace: `aten::add`. */
  get name(): string {
    return this.#facts.name;
  }
  get overload_name(): string {
    return this.#facts.overload_name;
  }
  get arguments(): Argument[] {
    return this.#facts.arguments.map(argumentFrom);
  }
  get returns(): Argument[] {
    return this.#facts.returns.map(argumentFrom);
  }
  /** Whether an argument is written to. */
  get is_mutable(): boolean {
    return this.#facts.is_mutable;
  }
  /** Whether an argument may be a result, and is not written to. */
  _is_view_op(): boolean {
    return this.arguments.some(({ alias_info }) => alias_info !== null && !alias_info.is_write);
  }
  /** Whether whoever called by the old schema may call by this. */
  is_backward_compatible_with(...args: typeof takes.old.args): boolean {
    return native.jit_schema_is_backward_compatible(this.#schema, takes.old.list(args)[0].#schema);
  }
  /** Whether whoever calls by this schema may call by the old one, and why not. */
  check_forward_compatible_with(...args: typeof takes.old.args): [is: boolean, why_not: string] {
    const [old] = takes.old.list(args, 'FunctionSchema.check_forward_compatible_with');
    return native.jit_schema_check_forward(this.#schema, old.#schema);
  }
  /** Whether both say the same (Python's `==`). */
  equals(other: unknown): boolean {
    return other instanceof FunctionSchema && native.jit_schema_same(this.#schema, other.#schema);
  }

  toString(): string {
    return this.#facts.text;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

interface SchemaParts {
  readonly name: string;
  readonly overload_name: string;
  readonly arguments: readonly Argument[];
  readonly returns: readonly Argument[];
  readonly is_vararg: boolean;
  readonly is_varret: boolean;
}
function schema({ name, overload_name, arguments: args, returns, is_vararg, is_varret }: SchemaParts): SchemaHandle {
  const handles = (list: readonly Argument[]): ArgumentHandle[] => list.map((each) => Argument.handleOf(each));
  return native.jit_schema(name, overload_name, handles(args), handles(returns), is_vararg, is_varret);
}

const argumentFrom = (handle: ArgumentHandle): Argument =>
  new (Argument as unknown as new (...args: readonly [typeof made, ArgumentHandle]) => Argument)(made, handle);

/** The object for a schema of libtorch's. */
export function schemaFrom(handle: SchemaHandle): FunctionSchema {
  const Made = FunctionSchema as unknown as new (...args: readonly [typeof made, SchemaHandle]) => FunctionSchema;
  return new Made(made, handle);
}

/**
 * Reads the schema of an operator (`torch.parse_schema`): `'add(Tensor self, Tensor other, *, Scalar alpha=1) ->
 * Tensor'`.
 * Lower-case types that nobody knows are variables, unless `allow_typevars` is false. Throws a RuntimeError that shows
 * where the text is none.
 */
export const parse_schema = signature('parse_schema(schema: str, allow_typevars: bool = True) -> FunctionSchema', kinds)
  .define((text, allow) => schemaFrom(native.jit_schema_parse(text, allow)));
