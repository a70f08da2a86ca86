import type { ObjectHandle } from '../native.js';
import type { SchemaHandle } from './jit.js';

/** What one Library registered with the dispatcher. */
export type LibraryHandle = ObjectHandle;

/**
 * A kernel as C++ calls it, with the number of the operator's definition, 0 for one of libtorch's, the arguments in the
 * order of the schema, and the dispatcher's keys. It gives a list with one value for each result.
 */
export type NativeKernel = (name: string, definition: number, args: unknown[], keys: bigint) => readonly unknown[];

/** An operator's kernel at keys that come before its arguments. */
export type KeyedOperator = (keys: bigint, ...args: unknown[]) => unknown;

/** The doors of native/library/libraries.cpp. Operators by their full names, keys by libtorch's. */
export interface LibrariesNative {
  library_new(kind: string, namespace: string, key: string, file: string, line: number): LibraryHandle;
  /** The name as the schema has it, without an overload's, and the full name. */
  library_define(
    library: LibraryHandle, schema: string, alias_analysis: string, tags: readonly number[],
  ): [name: string, full: string];
  /** A null kernel hands on to the next key. */
  library_impl(library: LibraryHandle, name: string, key: string, kernel: NativeKernel | null): void;
  library_fallback(library: LibraryHandle, key: string, kernel: NativeKernel | null): void;
  library_in_place_or_view(library: LibraryHandle, name: string, is_view: boolean): void;
  library_reset(library: LibraryHandle): void;
}

/** The doors of native/library/operators.cpp. */
export interface OperatorsNative {
  operator_exists(name: string): boolean;
  operator_has_kernel(name: string, key: string): boolean;
  operator_tags(name: string): number[];
  operator_schema(name: string): SchemaHandle;
  operator_redispatch(name: string): KeyedOperator;
  operator_kernel(name: string, key: string): KeyedOperator;
  /** Whether it is the name of a key. */
  dispatch_key_parse(name: string): boolean;
  dispatch_key_for_device(type: string): string;
  /** What operators without a formula do in backward ('nothing', 'warn', 'error'), or null; what they did before. */
  autograd_fallback_mode(mode: string | null): string;
}
