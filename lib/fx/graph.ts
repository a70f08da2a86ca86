/** Graphs: programs as lists of nodes (torch/fx/graph.py). */
import { inspect } from 'node:util';
import type { AnyFunction } from '../arguments/overrides.js';
import { Mode, runInMode } from '../autograd/mode.js';
import type { Memo } from '../nn/copy.js';
import type { Module } from '../nn/module.js';
import { CallableModule } from '../nn/module/callable_module.js';
import { membersOf } from '../nn/module/members.js';
import { ParameterImpl } from '../nn/parameter.js';
import { warn } from '../python/warnings.js';
import { AssertionError, AttributeError, RuntimeError } from '../values/errors.js';
import { pythonType } from '../values/type_name.js';
import { CodeGen, type CodeOptions, type TransformCodeFunc } from './codegen.js';
import { argumentText, pythonName } from './function_names.js';
import { attributeOf, checkNodes, checkTarget } from './lint.js';
import { javascriptNames, Namespace, snakeCase } from './names.js';
import { map_arg, Node, usersText, type Argument, type Kwargs, type Target, type TargetFunction } from './node.js';
import { NodeList } from './node_list.js';
import type { PythonCode } from './python_code.js';
import { tabulate } from './tabulate.js';

export { CodeGen } from './codegen.js';
export type { CodeOptions, TransformCodeFunc } from './codegen.js';
export { PythonCode } from './python_code.js';

/** What nodes are given besides what they compute. */
export interface NodeOptions {
  /** The type of the value, which code and texts show. */
  readonly type_expr?: unknown;
}
/** The same, and a name. */
export interface NamedNodeOptions extends NodeOptions {
  /** What the node is called, with a number behind it where that is taken; by default what it calls. */
  readonly name?: string | null;
}
/** What inputs are given. */
export interface PlaceholderOptions extends NodeOptions {
  /** What stands for an argument that a call does not give; undefined for none. */
  readonly default_value?: unknown;
}

/** A class of tracers, as graphs know the one that made them. */
export type TracerClass = abstract new (...args: never[]) => object;

/** What a graph belongs to: a GraphModule. */
interface Owner extends Module {
  readonly graph: Graph;
  recompile(): PythonCode;
}

const isOwner = (module: unknown): module is Owner =>
  module instanceof CallableModule && (module as unknown as Partial<Owner>).graph instanceof Graph;

/** As many arrays as the given one: node arguments. */
type Args = readonly Argument[] | null;

const isMagic = (name: string): boolean => /^__.+__$/.test(name);

/**
 * A program as a list of nodes (`torch.fx.Graph`): its inputs, the calls of functions, methods and modules, and what it
 * gives back. {@link symbolic_trace} records one; the methods here make nodes where the insert point is, at the end
 * first.
 */
export class Graph {
  readonly _root: Node = new Node(this, '', 'root', '', [], {});
  readonly _graph_namespace = new Namespace();
  _tracer_cls: TracerClass | null;
  _tracer_extras: Readonly<Record<string, unknown>> | null;
  _codegen = new CodeGen();
  #owner: Module | null;
  #insert: (node: Node) => void = (node) => this._root.prepend(node);
  #length = 0;

  constructor(
    owning_module: Module | null = null, tracer_cls: TracerClass | null = null,
    tracer_extras: Readonly<Record<string, unknown>> | null = null,
  ) {
    this.#owner = owning_module;
    this._tracer_cls = tracer_cls;
    this._tracer_extras = tracer_extras;
  }

  /** The module whose parameters and modules its nodes name; null where there is none. */
  get owning_module(): Module | null {
    return this.#owner;
  }
  set owning_module(module: Module | null) {
    this.#owner = module;
  }
  /** The nodes in their order; nodes may be made and erased while somebody goes through them. */
  get nodes(): NodeList {
    return new NodeList(this._root, () => this.#length);
  }
  /** The node that says what the graph gives back. Throws an AssertionError where the last one is another. */
  output_node(): Node {
    const last = this._root._prev;
    if (last.op !== 'output') throw new AssertionError(`Expected output node, got op=${last.op}`);
    return last;
  }
  /** The nodes that do this, and with it; of functions `target` is needed. In the order of the graph. */
  find_nodes({ op, target = null }: { readonly op: string; readonly target?: Target | null }): Node[] {
    if (op === 'call_function' && target === null) {
      throw new AssertionError('target must not be None for call_function op');
    }
    return [...this.nodes].filter((node) => node.op === op && (target === null || node.target === target));
  }

  /**
   * Copies the nodes of another graph to here, those that are in `val_map` already excepted, and gives what the other
   * graph's output is here; null if it has none. With `return_output_node` also the other graph's output.
   */
  graph_copy(g: Graph, val_map: Map<Node, Argument>): Argument;
  graph_copy(
    g: Graph, val_map: Map<Node, Argument>, options: { readonly return_output_node: true },
  ): readonly [value: Argument, output: Node] | null;
  graph_copy(
    g: Graph, val_map: Map<Node, Argument>, options: { readonly return_output_node?: boolean } = {},
  ): Argument | readonly [Argument, Node] {
    for (const node of g.nodes) {
      if (val_map.has(node)) continue;
      const mapped = (n: Node): Argument => val_map.get(n);
      if (node.op === 'output') {
        const value = map_arg(node.args[0], mapped);
        return options.return_output_node === true ? [value, node] : value;
      }
      val_map.set(node, this.node_copy(node, mapped));
    }
    return null;
  }
  /** A graph of the same nodes; `memo` knows the copies. */
  __deepcopy__(memo: Memo = new Map()): Graph {
    const copy = new Graph(null, this._tracer_cls);
    const output = copy.graph_copy(this, memo as Map<Node, Argument>, { return_output_node: true });
    const codegen = Object.create(Object.getPrototypeOf(this._codegen) as object) as CodeGen;
    copy._codegen = Object.assign(codegen, this._codegen);
    if (output !== null) {
      const [value, node] = output;
      copy.output(value, { type_expr: node.type }).meta = { ...node.meta };
    }
    return copy;
  }

  /**
   * Makes a node at the insert point (`torch.fx.Graph.create_node`). Throws a ValueError for a target that does not go
   * with `op`, and an AssertionError for arguments that are no list and no object.
   */
  create_node(
    op: string, target: Target, args: Args = null, kwargs: Kwargs | null = null, options: NamedNodeOptions = {},
  ): Node {
    if (args !== null && !Array.isArray(args)) throw new AssertionError(`args must be a tuple, got ${classText(args)}`);
    if (kwargs !== null && (typeof kwargs !== 'object' || Array.isArray(kwargs))) {
      throw new AssertionError(`kwargs must be a dict, got ${classText(kwargs)}`);
    }
    const name = this._graph_namespace.create_name(options.name ?? this._target_to_str(target), null);
    const node = new Node(this, name, op, target, args ?? [], kwargs ?? {}, options.type_expr ?? null);
    this._graph_namespace.associate_name_with_obj(name, node);
    this.#insert(node);
    this.#length++;
    return node;
  }
  /** What a call was given, as the inputs of the graph. */
  process_inputs(...args: unknown[]): readonly unknown[] {
    return this._codegen.process_inputs(...args);
  }
  /** What the graph gives, as what a call of its function gives. */
  process_outputs(out: unknown): unknown {
    return this._codegen.process_outputs(out);
  }

  /** Takes a node out. Throws a RuntimeError while another one has it as an argument, and for one of another graph. */
  erase_node(to_erase: Node): void {
    if (to_erase.users.size > 0) {
      throw new RuntimeError(`Tried to erase Node ${to_erase} but it still had ${to_erase.users.size} users in the ` +
        `graph: ${usersText(to_erase)}!`);
    }
    if (to_erase.graph !== this) throw new RuntimeError(`Attempting to remove ${to_erase} from wrong graph!`);
    if (to_erase._erased) return warn('UserWarning', `erase_node(${to_erase}) on an already erased node`);
    to_erase._remove_from_list();
    to_erase._erased = true;
    this.#length--;
    const none = (): null => null;
    to_erase._update_args_kwargs(map_arg([...to_erase.args], none), map_arg(to_erase.kwargs, none));
  }

  /**
   * Sets the insert point before a node, or at the beginning: while `body` runs, to the end of the block with `using`,
   * or from here on.
   */
  inserting_before(n?: Node | null): Mode;
  inserting_before<T>(n: Node | null, body: () => T): T;
  inserting_before<T>(n: Node | null = null, body?: () => T): Mode | T {
    if (n === null) return this.#inserting('inserting_before', (node) => this._root.append(node), body);
    if (n.graph !== this) throw new AssertionError('Node to insert before is not in graph.');
    return this.#inserting('inserting_before', (node) => n.prepend(node), body);
  }
  /**
   * Sets the insert point behind a node, or at the end: while `body` runs, to the end of the block with `using`, or
   * from here on.
   */
  inserting_after(n?: Node | null): Mode;
  inserting_after<T>(n: Node | null, body: () => T): T;
  inserting_after<T>(n: Node | null = null, body?: () => T): Mode | T {
    if (n === null) return this.#inserting('inserting_after', (node) => this._root.prepend(node), body);
    if (n.graph !== this) throw new AssertionError('Node to insert after is not in graph.');
    return this.#inserting('inserting_after', (node) => n.append(node), body);
  }
  #inserting<T>(name: string, insert: (node: Node) => void, body: (() => T) | undefined): Mode | T {
    const before = this.#insert;
    this.#insert = insert;
    const mode = new Mode(`Graph.${name}`, () => {
      this.#insert = before;
    });
    return body === undefined ? mode : runInMode(`Graph.${name}`, mode, body);
  }

  /** An input (`torch.fx.Graph.placeholder`); a star before the name takes all further arguments. */
  placeholder(name: string, { type_expr, default_value }: PlaceholderOptions = {}): Node {
    const args = default_value === undefined ? [] : [default_value as Argument];
    return this.create_node('placeholder', name, args, null, { type_expr });
  }
  /**
   * A parameter, buffer or module at a path of the owning module (`torch.fx.Graph.get_attr`); warns of one that is
   * not there.
   */
  get_attr(qualified_name: string, options: NodeOptions = {}): Node {
    if (this.#owner !== null && !isReferenced(this.#owner, qualified_name)) {
      warn('UserWarning', 'Attempted to insert a get_attr Node with no underlying reference in the owning GraphModule! ' +
        'Call GraphModule.add_submodule to add the necessary submodule, GraphModule.add_parameter to add the ' +
        'necessary Parameter, or nn.Module.register_buffer to add the necessary buffer');
    }
    return this.create_node('get_attr', qualified_name, null, null, options);
  }
  /**
   * A call of the module at a path (`torch.fx.Graph.call_module`). Throws an AttributeError where the owning module has
   * none there.
   */
  call_module(module_name: string, args: Args = null, kwargs: Kwargs | null = null, options: NodeOptions = {}): Node {
    this.#owner?.get_submodule(module_name);
    return this.create_node('call_module', module_name, args, kwargs, options);
  }
  /** A call of a method of the first argument (`torch.fx.Graph.call_method`). */
  call_method(method_name: string, args: Args = null, kwargs: Kwargs | null = null, options: NodeOptions = {}): Node {
    return this.create_node('call_method', method_name, args, kwargs, options);
  }
  /** A call of a function, of this library's or any other (`torch.fx.Graph.call_function`). */
  call_function(
    the_function: TargetFunction, args: Args = null, kwargs: Kwargs | null = null, options: NamedNodeOptions = {},
  ): Node {
    return this.create_node('call_function', the_function, args, kwargs, options);
  }
  /** What the graph gives back (`torch.fx.Graph.output`). */
  output(result: Argument, options: NodeOptions = {}): Node {
    return this.create_node('output', 'output', [result], null, options);
  }
  /** A copy of a node of another graph, whose arguments `arg_transform` turns into nodes of this one. */
  node_copy(node: Node, arg_transform: (node: Node) => Argument = (each) => each): Node {
    const args = map_arg([...node.args], arg_transform);
    const kwargs = map_arg(node.kwargs, arg_transform);
    const copy = this.create_node(node.op, node.target, args, kwargs, { name: node.name, type_expr: node.type });
    copy.meta = { ...node.meta };
    return copy;
  }

  _target_to_str(target: Target): string {
    const name = typeof target === 'function' ? pythonName(target as AnyFunction).name : target;
    if (typeof name !== 'string') throw new AssertionError(`Expected target to be str, got ${classText(name)}`);
    return snakeCase(typeof target === 'string' && isMagic(name) ? name.slice(2, -2) : name);
  }

  /**
   * The function of JavaScript that the graph is (`torch.fx.Graph.python_code`, which writes Python there), and what it
   * names; `root_module` is what its modules and parameters are looked up in: 'this'.
   */
  python_code(root_module: string, options: CodeOptions = {}): PythonCode {
    const namespace = new Namespace(javascriptNames);
    const before = new Map([...this.nodes].map((node) => [node, node._repr_fn]));
    for (const node of before.keys()) node._repr_fn = (each) => namespace.create_name(each.name, each);
    for (const name of this._codegen._reserved_names()) namespace.create_name(name, null);
    // Before all else that has a name: values are called what they are called in the graph.
    before.forEach((_, node) => String(node));
    try {
      return this._codegen._gen_python_code(this.nodes, root_module, namespace, options);
    } finally {
      for (const [node, repr] of before) node._repr_fn = repr;
    }
  }

  /** A line for each node, as PyTorch prints them. */
  toString(): string {
    const lines = Array.from(this.nodes, (node) => `\n    ${node.format_node()}`);
    return `graph():${lines.join('')}`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
  /** Prints the nodes as a table (`torch.fx.Graph.print_tabular`). */
  print_tabular(): void {
    const rows = Array.from(this.nodes, ({ op, name, target, args, kwargs }) => {
      const shown = typeof target === 'string' ? target : argumentText(target);
      return [op, name, shown, argumentText(args), argumentText(kwargs)];
    });
    console.log(tabulate(rows, ['opcode', 'name', 'target', 'args', 'kwargs']));
  }

  /**
   * Throws a RuntimeError where the graph is not as it should be (`torch.fx.Graph.lint`): nodes of other graphs, values
   * that are used before they are there, names twice, modules and parameters that the owning module lacks.
   */
  lint(): void {
    checkNodes(this);
    if (this.#owner !== null) for (const node of this.nodes) checkTarget(node, this.#owner);
  }

  /**
   * Takes out nodes that nobody uses and that do nothing else, by `is_impure_node` or {@link Node.is_impure}, and says
   * whether there were any (`torch.fx.Graph.eliminate_dead_code`).
   */
  eliminate_dead_code(is_impure_node?: ((node: Node) => boolean) | null): boolean {
    this.lint();
    const isImpure = is_impure_node ?? ((node: Node): boolean => node.is_impure());
    let changed = false;
    for (const node of this.nodes.reversed()) {
      if (node.users.size > 0 || isImpure(node)) continue;
      this.erase_node(node);
      changed = true;
    }
    if (this.#owner === null) return changed;
    const names = new Set(this.find_nodes({ op: 'get_attr' }).map(({ target }) => target));
    for (const [name, child] of this.#owner.named_children()) {
      if (!names.has(name) || !isOwner(child)) continue;
      changed = child.graph.eliminate_dead_code() || changed;
      child.recompile();
    }
    return changed;
  }

  /** Has code written by another class. */
  set_codegen(codegen: CodeGen): void {
    this._codegen = codegen;
  }
  /**
   * Has the lines of code changed before they are put together: `make_transformer` is given what did so until now, or
   * null, and gives what does (`torch.fx.Graph.on_generate_code`). To the end of the block with `using`, or from here
   * on.
   */
  on_generate_code(make_transformer: (before: TransformCodeFunc | null) => TransformCodeFunc): Mode {
    const codegen = this._codegen;
    const before = codegen._body_transformer;
    codegen._body_transformer = make_transformer(before);
    return new Mode('Graph.on_generate_code', () => {
      codegen._body_transformer = before;
    });
  }
}

const classText = (value: unknown): string => `<class '${pythonType(value)}'>`;

/** Whether a path of a module is a module, a parameter or a buffer. */
function isReferenced(owner: Module, path: string): boolean {
  const at = path.lastIndexOf('.');
  const name = path.slice(at + 1);
  let module: Module;
  try {
    module = owner.get_submodule(path.slice(0, Math.max(at, 0)));
  } catch (error) {
    if (!(error instanceof AttributeError)) throw error;
    warn('UserWarning', `Failed to fetch module ${path.slice(0, Math.max(at, 0))}!`);
    return false;
  }
  const value = attributeOf(module, name);
  return value instanceof CallableModule || value instanceof ParameterImpl || membersOf(module).get(name) === 'buffer';
}
