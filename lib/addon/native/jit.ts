import type { Handle, ObjectHandle } from '../native.js';

/** A type of TorchScript. */
export type TypeHandle = ObjectHandle;
/** A schema of an operator. */
export type SchemaHandle = ObjectHandle;
/** An argument of a schema, or a result. */
export type ArgumentHandle = ObjectHandle;
/** A logger of libtorch's. */
export type LoggerHandle = ObjectHandle;

export interface TypeFacts {
  readonly kind: string;
  readonly text: string;
  readonly annotation: string;
  readonly is_interface: boolean;
  readonly requires_grad: boolean;
  readonly contained: readonly TypeHandle[];
}

/** What a type of tensors knows; null for what it does not. */
export interface TensorTypeFacts {
  readonly undefined: boolean | null;
  readonly sizes: readonly (number | null)[] | null;
  readonly strides: readonly (number | null)[] | null;
  readonly symbolic_sizes: readonly number[] | null;
  /** libtorch's number, and its name. */
  readonly dtype: number | null;
  readonly scalar_type: string | null;
  readonly device: string | null;
}

/** Whether it is written to, and the sets of what it may be the same as, before and after. */
export type AliasFacts = readonly [is_write: boolean, before: readonly string[], after: readonly string[]];

export interface ArgumentFacts {
  readonly name: string;
  readonly type: TypeHandle;
  readonly real_type: TypeHandle;
  readonly N: number | null;
  readonly has_default: boolean;
  readonly default: unknown;
  readonly kwarg_only: boolean;
  readonly is_out: boolean;
  readonly alias: AliasFacts | null;
}

export interface SchemaFacts {
  readonly name: string;
  readonly overload_name: string;
  readonly text: string;
  readonly is_mutable: boolean;
  readonly arguments: readonly ArgumentHandle[];
  readonly returns: readonly ArgumentHandle[];
}

/** The functions of native/jit/. */
export interface JitNative {
  jit_type(name: string): TypeHandle;
  jit_type_over(name: string, contained: readonly TypeHandle[]): TypeHandle;
  jit_enum_type(name: string, of: TypeHandle, values: readonly (readonly [string, unknown])[]): TypeHandle;
  jit_type_read(type: TypeHandle): TypeFacts;
  jit_tensor_type_read(type: TypeHandle): TensorTypeFacts;
  jit_tensor_type_with(type: TypeHandle, what: 'dtype', value: number): TypeHandle;
  jit_tensor_type_with(type: TypeHandle, what: 'device', value: string): TypeHandle;
  jit_tensor_type_with(type: TypeHandle, what: 'sizes', value: readonly (number | null)[] | null): TypeHandle;
  jit_tensor_type_with(type: TypeHandle, what: 'contiguous'): TypeHandle;
  jit_type_of_tensor(tensor: Handle): TypeHandle;
  jit_type_same(a: TypeHandle, b: TypeHandle): boolean;
  jit_type_is_subtype(type: TypeHandle, of: TypeHandle): boolean;
  jit_unify_types(types: readonly TypeHandle[]): TypeHandle;
  jit_schema_parse(text: string, allow_typevars: boolean): SchemaHandle;
  jit_schema(
    name: string, overload: string, args: readonly ArgumentHandle[], returns: readonly ArgumentHandle[],
    is_vararg: boolean, is_varret: boolean,
  ): SchemaHandle;
  jit_schema_read(schema: SchemaHandle): SchemaFacts;
  jit_schema_same(a: SchemaHandle, b: SchemaHandle): boolean;
  jit_schema_is_backward_compatible(schema: SchemaHandle, old: SchemaHandle): boolean;
  jit_schema_check_forward(schema: SchemaHandle, old: SchemaHandle): [is: boolean, whyNot: string];
  jit_argument(
    name: string, type: TypeHandle, N: number | null, fallback: unknown, kwarg_only: boolean, alias: AliasFacts | null,
  ): ArgumentHandle;
  jit_argument_read(argument: ArgumentHandle): ArgumentFacts;
  locking_logger(): LoggerHandle;
  locking_logger_aggregate(logger: LoggerHandle, name: string, how: number): void;
  locking_logger_value(logger: LoggerHandle, name: string): number | bigint;
}

/** Keys by libtorch's numbers, sets of them as 64 bits (native/jit/dispatch_keys.cpp). */
export interface DispatchKeysNative {
  dispatch_key_name(key: number): string;
  dispatch_key_set(key: number): bigint;
  dispatch_key_set_text(set: bigint): string;
  dispatch_key_set_highest(set: bigint): number;
  dispatch_key_set_has(set: bigint, key: number): boolean;
  dispatch_key_set_with(set: bigint, how: '|' | '&' | '-', other: bigint): bigint;
  dispatch_key_set_with(set: bigint, how: 'remove', key: number): bigint;
  /** The keys of the set that calls did not pass over before. */
  dispatch_exclude(set: bigint): bigint;
  dispatch_include(set: bigint): void;
}
