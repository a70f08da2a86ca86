import type { Handle, ObjectHandle } from '../native.js';
import type { SchemaHandle, TypeHandle } from './jit.js';

/** A function of TorchScript, or a method with its object. */
export type FunctionHandle = ObjectHandle;
/** A unit of functions. */
export type UnitHandle = ObjectHandle;
/** An instance of a class of TorchScript, modules among them. */
export type ScriptHandle = ObjectHandle;
export type GraphHandle = ObjectHandle;
export type NodeHandle = ObjectHandle;
export type ValueHandle = ObjectHandle;
export type BlockHandle = ObjectHandle;

export interface FunctionFacts {
  readonly name: string;
  readonly qualified_name: string;
  readonly arguments: readonly string[];
  /** For each argument, whether a dict is one of its type. */
  readonly dicts: readonly boolean[];
  /** How many of them are the object of a method. */
  readonly self: number;
}

export interface ScriptFacts {
  readonly slots: readonly (readonly [name: string, kind: '' | 'parameter' | 'buffer' | 'module'])[];
  readonly constants: readonly string[];
  readonly methods: readonly string[];
  readonly properties: readonly string[];
  readonly is_module: boolean;
  readonly name: string;
  readonly qualified_name: string;
}

export interface BlockFacts {
  readonly inputs: readonly ValueHandle[];
  readonly outputs: readonly ValueHandle[];
  readonly nodes: readonly NodeHandle[];
  readonly owning: NodeHandle | null;
  readonly param: NodeHandle;
  readonly return: NodeHandle;
}

export interface ValueFacts {
  readonly name: string;
  readonly unique: number;
  readonly offset: number;
  readonly node: NodeHandle;
  readonly type: TypeHandle;
  readonly complete: boolean;
  readonly requires_grad: boolean;
  readonly known_grad: boolean | null;
  readonly uses: readonly (readonly [user: NodeHandle, offset: number])[];
}

export interface NodeFacts {
  readonly kind: string;
  readonly inputs: readonly ValueHandle[];
  readonly outputs: readonly ValueHandle[];
  readonly blocks: readonly BlockHandle[];
  readonly owning: BlockHandle | null;
  /** By name libtorch's word for what it is: `i`, `fs`, `t`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly scope: string;
  readonly hierarchy: string;
  readonly source: string;
  readonly nondeterministic: boolean;
  readonly none: boolean;
  readonly schema: string | null;
  readonly text: string;
}

/** Those that know no tensor. */
export interface ScriptNative {
  jit_mismatch(callee: FunctionHandle, index: number, type: string, repr: string): string;
  jit_object_read(object: ScriptHandle): ScriptFacts;
  jit_object_type(object: ScriptHandle): TypeHandle;
  jit_object_method(object: ScriptHandle, name: string): FunctionHandle;
  jit_object_property(object: ScriptHandle, name: string): [getter: FunctionHandle, setter: FunctionHandle | null];
  jit_object_same(a: ScriptHandle, b: ScriptHandle): boolean;
  jit_object_copy(object: ScriptHandle, deep: boolean): ScriptHandle;
  jit_module(name: string, unit: UnitHandle, mangle: boolean): ScriptHandle;
  jit_module_define(module: ScriptHandle, text: string): void;
  jit_module_dump(module: ScriptHandle, code: boolean, attributes: boolean, parameters: boolean): string;
  jit_unit(): UnitHandle;
  jit_unit_define(unit: UnitHandle, text: string): void;
  jit_unit_functions(unit: UnitHandle): FunctionHandle[];
  jit_unit_find(unit: UnitHandle, name: string): FunctionHandle | null;
  jit_unit_type(unit: UnitHandle, name: string): TypeHandle | null;
  jit_unit_create(unit: UnitHandle, name: string, graph: GraphHandle, mangle: boolean): FunctionHandle;
  jit_function_read(of: FunctionHandle): FunctionFacts;
  jit_function_schema(of: FunctionHandle): SchemaHandle;
  jit_function_graph(of: FunctionHandle, inlined: boolean): GraphHandle;
  jit_function_owner(of: FunctionHandle): ScriptHandle | null;
  jit_graph(): GraphHandle;
  jit_graph_parse(text: string, tensors: boolean): GraphHandle;
  jit_graph_text(graph: GraphHandle, sources: boolean): string;
  jit_graph_copy(graph: GraphHandle): GraphHandle;
  jit_graph_lint(graph: GraphHandle): void;
  jit_graph_block(graph: GraphHandle): BlockHandle;
  jit_graph_aliases(graph: GraphHandle, what: 'text' | 'graphviz', frozen: boolean, descend: boolean): string;
  jit_graph_aliases(
    graph: GraphHandle, what: 'writers', frozen: boolean, descend: boolean, value: ValueHandle,
  ): boolean;
  jit_graph_aliases(
    graph: GraphHandle, what: 'alias', frozen: boolean, descend: boolean, a: ValueHandle, b: ValueHandle,
  ): boolean;
  jit_block_read(block: BlockHandle): BlockFacts;
  jit_block_find(block: BlockHandle, kind: string, recurse: boolean): NodeHandle[];
  jit_value_read(value: ValueHandle): ValueFacts;
  jit_value_text(value: ValueHandle): string;
  jit_value_set(value: ValueHandle, nameOrType: string | TypeHandle): void;
  jit_part_same(kind: 'node' | 'value' | 'block', a: ObjectHandle, b: ObjectHandle): boolean;
  jit_node_read(node: NodeHandle): NodeFacts;
  jit_node_order(a: NodeHandle, b: NodeHandle): boolean;
  jit_node_named_input(node: NodeHandle, name: string): ValueHandle;
  jit_import(
    unit: UnitHandle, from: string | Uint8Array, device: string | null, extraFiles: readonly string[], shapes: boolean,
  ): [module: ScriptHandle, extraFiles: Uint8Array[]];
  jit_save(what: ScriptHandle | FunctionHandle, names: readonly string[], contents: readonly Uint8Array[]): Uint8Array;
  jit_freeze(module: ScriptHandle, preserved: readonly string[]): ScriptHandle;
  jit_optimize_frozen(graph: GraphHandle, numerics: boolean): void;
  jit_optimize_for_inference(module: ScriptHandle, methods: readonly string[]): ScriptHandle;
  jit_operators(module: ScriptHandle): string[];
}

/** Those that give and take values: see lib/addon/jit_values.ts. */
export interface ScriptValuesNative {
  jit_run(
    callee: FunctionHandle, values: readonly unknown[], names: readonly string[], named: readonly unknown[],
  ): unknown;
  jit_object_get(object: ScriptHandle, name: string, known?: Handle): unknown;
  jit_object_set(object: ScriptHandle, name: string, value: unknown): void;
  jit_module_register(
    module: ScriptHandle, name: string, type: TypeHandle | null, value: unknown, parameter: boolean, buffer: boolean,
  ): void;
  jit_function_code(of: FunctionHandle): [text: string, constants: unknown[]];
  jit_value_constant(value: ValueHandle): [unknown] | null;
  jit_node_attribute(node: NodeHandle, name: string): unknown;
  jit_trace(
    module: ScriptHandle, values: readonly unknown[], names: readonly string[], strict: boolean,
    body: (values: readonly unknown[]) => unknown,
  ): GraphHandle;
  jit_trace_enter(scope: string | null, names: readonly string[], values: readonly unknown[]): void;
  jit_trace_leave(named: boolean): void;
}

export type ReaderHandle = ObjectHandle;
export type WriterHandle = ObjectHandle;
/** A list or a dict that JavaScript holds. */
export type ContainerHandle = ObjectHandle;

/** Archives by their records (native/jit/zip.cpp). */
export interface RecordsNative {
  zip_reader(from: string | Uint8Array): ReaderHandle;
  zip_records(reader: ReaderHandle): string[];
  zip_record(reader: ReaderHandle, name: string): Uint8Array;
  zip_has(reader: ReaderHandle, name: string): boolean;
  zip_number(reader: ReaderHandle, what: 'size' | 'offset' | 'header', name: string): number;
  zip_reader_id(reader: ReaderHandle): string;
  zip_writer(path: string | null, checksums: boolean, alignment: number): WriterHandle;
  zip_write(writer: WriterHandle, name: string, bytes: Uint8Array): void;
  zip_write_end(writer: WriterHandle): void;
  zip_taken(writer: WriterHandle): Uint8Array;
  zip_set_version(writer: WriterHandle, version: number): void;
  zip_written(writer: WriterHandle): [name: string, id: string, records: string[]];
}

/** Lists and dicts (native/jit/containers.cpp); values cross as lib/addon/jit_values.ts says. */
export interface ContainersNative {
  /** A text where the values have no type of their own. */
  script_container(values: unknown): ContainerHandle | string;
  script_container_empty(kind: 'list' | 'dict'): ContainerHandle;
  script_container_read(container: ContainerHandle): unknown;
  script_list_size(list: ContainerHandle): number;
  script_list_get(list: ContainerHandle, index: number): unknown;
  script_list_put(list: ContainerHandle, index: number, value: unknown, between: boolean): void;
  script_list_drop(list: ContainerHandle, index: number): void;
  script_list_find(list: ContainerHandle, value: unknown, from: number, method: string): number;
  script_dict_get(dict: ContainerHandle, key: unknown): [unknown] | null;
  script_dict_set(dict: ContainerHandle, key: unknown, value: unknown): void;
  script_dict_drop(dict: ContainerHandle, key: unknown): boolean;
}
