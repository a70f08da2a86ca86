/** Nodes: each is a value of a graph, and how it is computed (torch/fx/node.py). */
import { inspect } from 'node:util';
import type { AnyFunction } from '../arguments/overrides.js';
import { typename } from '../overrides/typename.js';
import { py_repr } from '../python/repr.js';
import { later } from '../tensor/slice.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { pythonType } from '../values/type_name.js';
import type { Module } from '../nn/module.js';
import type { NodeMeta } from './meta.js';
import { map_aggregate as mapAggregate, type Argument, type Kwargs, type Target } from './arguments.js';
import { argumentText, namedText, prettyTarget } from './function_names.js';
import type { Graph } from './graph.js';
import { immutable_dict, immutable_list } from './immutable_collections.js';
import { isImpure } from './impure.js';
import { metadataText } from './meta_text.js';
import { normalize_function, normalize_module, type ArgsKwargsPair, type NormalizeOptions } from './operator_schemas.js';
import { typeText } from './types.js';

export { has_side_effect } from './impure.js';
export type { NodeMeta } from './meta.js';
export type { Argument, BaseArgument, Kwargs, Target, TargetFunction } from './arguments.js';

/** What a node does. */
export type Opcode = 'placeholder' | 'call_method' | 'call_module' | 'call_function' | 'get_attr' | 'output' | 'root';

const opcodes: ReadonlySet<string> = new Set([
  'placeholder', 'call_method', 'call_module', 'call_function', 'get_attr', 'output', 'root',
]);

/** What {@link Node.format_node} takes by name. */
export interface FormatOptions {
  readonly include_tensor_metadata?: boolean;
}

/** What {@link Node.replace_all_uses_with} takes by name. */
export interface ReplaceOptions {
  readonly delete_user_cb?: ((user: Node) => boolean) | null;
  readonly propagate_meta?: boolean;
}

/**
 * A value of a graph (`torch.fx.Node`): an input (`placeholder`), a parameter or buffer (`get_attr`), the result of a
 * function, a method or a module, or what the graph gives back (`output`). Graphs make them; `args` and `kwargs` may be
 * assigned, and who uses whom is kept right.
 */
export class Node {
  readonly graph: Graph;
  /** What it is called in the graph, where no other has this name. */
  name: string;
  readonly op: Opcode;
  /** The function, or the name of the method, module, attribute or input. */
  target: Target;
  /** Who takes its value, in the order in which they began to. */
  readonly users = new Set<Node>();
  /** What its value is said to be: the text or class of a type. */
  type: unknown;
  /** What passes note about it. */
  meta: NodeMeta = {};
  /** Gives another text in the place of the name, where code is written. */
  _repr_fn: ((node: Node) => string) | null = null;
  _erased = false;
  /** The nodes among its arguments. */
  readonly _input_nodes = new Set<Node>();
  _prev: Node = this;
  _next: Node = this;
  #args!: readonly Argument[];
  #kwargs!: Kwargs;

  constructor(
    graph: Graph, name: string, op: string, target: Target, args: readonly Argument[], kwargs: Kwargs,
    return_type: unknown = null,
  ) {
    const complain = (wanted: string): ValueError => new ValueError(
      `Node [graph = ${graph}, name = '${name}'] target ${textOf(target)} has type ${typename(target)} but a ` +
        `${wanted} is expected`);
    if (op === 'call_function') {
      if (typeof target !== 'function') throw complain('Callable');
    } else {
      if (!opcodes.has(op)) throw new AssertionError(`op '${op}' is not in _legal_ops`);
      if (typeof target !== 'string') throw complain('str');
    }
    this.graph = graph;
    this.name = name;
    this.op = op as Opcode;
    this.target = target;
    this.type = return_type;
    this._update_args_kwargs(args, kwargs);
  }

  /** The one behind it. */
  get next(): Node {
    return this._next;
  }
  /** The one before it. */
  get prev(): Node {
    return this._prev;
  }

  /** Puts `x`, a node of the same graph, before this one. Throws an AssertionError for one of another graph. */
  prepend(x: Node): void {
    if (x.graph !== this.graph) throw new AssertionError('Attempting to move a Node into a different Graph');
    if (x === this) return;
    x._remove_from_list();
    const before = this._prev;
    before._next = x;
    x._prev = before;
    x._next = this;
    this._prev = x;
  }
  /** Puts `x`, a node of the same graph, behind this one. */
  append(x: Node): void {
    this._next.prepend(x);
  }
  _remove_from_list(): void {
    this._prev._next = this._next;
    this._next._prev = this._prev;
  }

  /** The arguments by position, a tuple. Assign another list to change them. */
  get args(): readonly Argument[] {
    return this.#args;
  }
  set args(args: readonly Argument[]) {
    this._update_args_kwargs(args, this.#kwargs);
  }
  /** The arguments by name. Assign another object to change them. */
  get kwargs(): Kwargs {
    return this.#kwargs;
  }
  set kwargs(kwargs: Kwargs) {
    this._update_args_kwargs(this.#args, kwargs);
  }

  _update_args_kwargs(args: readonly Argument[], kwargs: Kwargs): void {
    if (!Array.isArray(args)) throw new AssertionError(`args must be a tuple, got <class '${pythonType(args)}'>`);
    if (typeof kwargs !== 'object' || kwargs === null || Array.isArray(kwargs)) {
      throw new AssertionError(`kwargs must be a dict, got <class '${pythonType(kwargs)}'>`);
    }
    for (const node of this._input_nodes) node.users.delete(this);
    this._input_nodes.clear();
    const use = (leaf: unknown): unknown => {
      if (leaf instanceof Node) {
        this._input_nodes.add(leaf);
        leaf.users.add(this);
      }
      return leaf;
    };
    this.#args = Object.freeze(args.map((each) => mapAggregate(each, use))) as readonly Argument[];
    this.#kwargs = mapAggregate({ ...kwargs }, use) as Kwargs;
  }

  /** The nodes among the arguments, each once, in their order. */
  get all_input_nodes(): Node[] {
    return [...this._input_nodes];
  }
  /** Another argument at a position that has one. */
  update_arg(idx: number, arg: Argument): void {
    const args = [...this.#args];
    args[idx] = arg;
    this.args = args;
  }
  /** One argument more, before the one at `idx`. Throws an AssertionError for a place that there is not. */
  insert_arg(idx: number, arg: Argument): void {
    if (!(idx >= 0 && idx <= this.#args.length)) {
      throw new AssertionError(`insert_args index must be between 0 and len(self.args), got ${idx}`);
    }
    this.args = [...this.#args.slice(0, idx), arg, ...this.#args.slice(idx)];
  }
  /** Another argument under a name. */
  update_kwarg(key: string, arg: Argument): void {
    this.kwargs = { ...this.#kwargs, [key]: arg };
  }

  /** The lines of the program that made it, the innermost last, where the tracer was told to record them. */
  get stack_trace(): string | null {
    return this.meta.stack_trace ?? null;
  }
  set stack_trace(trace: string | null) {
    this.meta.stack_trace = trace;
  }

  /**
   * A line about it, as a graph prints it (`torch.fx.Node.format_node`); null for an input where `placeholder_names`
   * takes its name.
   */
  format_node(
    placeholder_names: string[] | null = null, maybe_return_typename: string[] | null = null,
    { include_tensor_metadata = false }: FormatOptions = {},
  ): string | null {
    const { name, op, target, type } = this;
    const users = `[num_users=${this.users.size}]`;
    const typed = type === null ? '' : `${typeText(type)} `;
    if (op === 'placeholder') {
      const text = target as string;
      if (placeholder_names !== null && placeholder_names.length > 0) {
        placeholder_names.push(type === null ? text : `${text}${text}: ${typeText(type)}`);
        return null;
      }
      const fallback = this.#args.length > 0 ? `(default=${textOf(this.#args[0])})` : '';
      return `%${name} : ${typed}${users} = ${op}[target=${text}]${fallback}`;
    }
    if (op === 'get_attr') return `%${name} : ${typed}${users} = ${op}[target=${prettyTarget(target as string)}]`;
    if (op === 'output') {
      if (type !== null && maybe_return_typename !== null) maybe_return_typename[0] = ` -> ${typeText(type)}`;
      return `return ${textOf(this.#args[0])}`;
    }
    const annotation = (include_tensor_metadata ? metadataText(this) : undefined) ?? typed;
    const named = Object.entries(this.#kwargs).map(([key, value]) =>
      `${key}: ${namedText(target, key, value) ?? formatArgument(value)}`);
    return `%${name} : ${annotation}${users} = ${op}[target=${prettyTarget(target as AnyFunction)}](` +
      `args = ${formatArgument(this.#args)}, kwargs = {${named.join(', ')}})`;
  }

  /**
   * Puts `replace_with` in this node's place wherever it is an argument, or where `delete_user_cb` says so, and gives
   * back who was changed (`torch.fx.Node.replace_all_uses_with`). With `propagate_meta` the other node gets this one's
   * `meta`: throws an AssertionError if it has some.
   */
  replace_all_uses_with(
    replace_with: Node, delete_user_cb?: ReplaceOptions['delete_user_cb'] | ReplaceOptions, named?: ReplaceOptions,
  ): Node[] {
    const options = typeof delete_user_cb === 'function' ? { ...named, delete_user_cb } : named ?? delete_user_cb ?? {};
    if (options.propagate_meta === true) {
      if (Object.keys(replace_with.meta).length > 0) {
        throw new AssertionError('Called node.replace_all_uses_with(replace_with, propagate_meta=True), ' +
          'but replace_with already has .meta keys');
      }
      Object.assign(replace_with.meta, this.meta);
    }
    const users = [...this.users].filter((user) => options.delete_user_cb?.(user) ?? true);
    for (const user of users) user.replace_input_with(this, replace_with);
    return users;
  }
  /** Puts one node in the place of another among the arguments of this one. */
  replace_input_with(old_input: Node, new_input: Node): void {
    const change = (leaf: unknown): unknown => (leaf === old_input ? new_input : leaf);
    this._update_args_kwargs(
      this.#args.map((each) => mapAggregate(each, change)) as Argument[], mapAggregate(this.#kwargs, change) as Kwargs);
  }

  /**
   * Whether it does more than compute a value: inputs and the output, random numbers unless `impure_random` is false,
   * what changes its arguments, and functions that {@link has_side_effect} was told of.
   */
  is_impure(impure_random = true): boolean {
    if (this.op === 'placeholder' || this.op === 'output') return true;
    if (this.op === 'call_module') {
      const { owning_module } = this.graph;
      if (owning_module === null) throw new AssertionError('self.graph.owning_module not set for purity check');
      const module = owning_module.get_submodule(this.target as string);
      return (module as unknown as { _is_impure?: boolean })._is_impure ?? false;
    }
    return this.op === 'call_function' && isImpure(this.target as AnyFunction, impure_random);
  }

  /**
   * The arguments with the defaults of the function or module that it calls, by position and name, or all by name
   * (`torch.fx.Node.normalized_arguments`); null where that is not known.
   */
  normalized_arguments(root: Module, options: NormalizeOptions = {}): ArgsKwargsPair | null {
    if (this.op === 'call_function') {
      return normalize_function(this.target as AnyFunction, this.#args, this.#kwargs, options);
    }
    if (this.op !== 'call_module') return null;
    return normalize_module(root, this.target as string, this.#args, this.#kwargs, options);
  }

  /** May be the bound of a slice. */
  get [later](): true {
    return true;
  }
  /** The name; where code is written, what stands for it there. */
  toString(): string {
    return this._repr_fn === null ? this.name : this._repr_fn(this);
  }
  [inspect.custom](): string {
    return this.toString();
  }

  _rename(candidate: string): void {
    if (candidate === this.name) return;
    const name = this.graph._graph_namespace.create_name(candidate, null);
    this.name = name;
    this.graph._graph_namespace.rename(this, name);
  }
}

/** Python's `str`: that of a text is the text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : argumentText(value));

/** An argument in a line of a graph: nodes have a percent sign, texts no quotes. */
export function formatArgument(arg: unknown): string {
  if (arg instanceof Node) return `%${arg}`;
  if (arg instanceof immutable_list) return `[${Array.from(arg, formatArgument).join(', ')}]`;
  if (Array.isArray(arg) && Object.isFrozen(arg)) {
    const items = (arg as unknown[]).map(formatArgument).join(', ');
    return arg.length === 1 ? `(${items},)` : `(${items})`;
  }
  if (arg instanceof immutable_dict) {
    return `{${Object.entries(arg).map(([key, value]) => `${key}: ${formatArgument(value)}`).join(', ')}}`;
  }
  return textOf(arg);
}

/**
 * The tree with `fn` of each node in the node's place (`torch.fx.map_arg`). Throws an AssertionError for no function.
 */
export function map_arg<T>(a: T, fn: (node: Node) => unknown): T {
  if (typeof fn !== 'function') throw new AssertionError('torch.fx.map_arg(a, fn): fn must be a callable');
  return mapAggregate(a, (leaf) => (leaf instanceof Node ? fn(leaf) : leaf)) as T;
}

/**
 * The tree with `fn` of each leaf in the leaf's place (`torch.fx.node.map_aggregate`): lists and dicts become such as
 * nobody changes, tuples and slices stay what they are.
 */
export function map_aggregate<T>(a: T, fn: (leaf: unknown) => unknown): T {
  return mapAggregate(a, fn) as T;
}

/** Python's text of the users of a node, a dict there. */
export const usersText = (node: Node): string =>
  `{${[...node.users].map((user) => `${py_repr(user)}: None`).join(', ')}}`;
