/** Graphs that are run node by node (torch/fx/interpreter.py). */
import type { AnyFunction } from '../arguments/overrides.js';
import type { Module } from '../nn/module.js';
import { isError, isPlainObject } from '../python/objects.js';
import { py_repr } from '../python/repr.js';
import { tqdm } from '../tqdm/index.js';
import { AssertionError, KeyError, RuntimeError } from '../values/errors.js';
import { callArguments, materialized, type Argument, type Target } from './arguments.js';
import { lastUses } from './codegen.js';
import { settings } from './config.js';
import { Graph } from './graph.js';
import { GraphModule } from './graph_module.js';
import { attributeOf } from './lint.js';
import { map_aggregate, map_arg, type Node } from './node.js';
import { Proxy } from './proxy.js';
import { preserve_node_meta, set_current_meta } from './traceback.js';
import { Tracer } from './tracer.js';
import { callTarget } from './wrapping.js';

/** The arguments of a node with the values in the nodes' place. */
export type Values = readonly unknown[];
/** The same by name. */
export type NamedValues = Readonly<Record<string, unknown>>;

/** What an {@link Interpreter} takes by name. */
export interface InterpreterOptions {
  /** Whether values are let go of when no further node needs them; true if nothing is said. */
  readonly garbage_collect_values?: boolean;
  /** The graph to run in the place of the module's own. */
  readonly graph?: Graph | null;
}

/** What {@link Interpreter.run} takes by name, behind the inputs. */
export interface RunOptions {
  /** Values of nodes that are known: these are not run. */
  readonly initial_env?: Map<Node, unknown> | null;
  /** Whether inputs and outputs go through the graph's code generator first; true if nothing is said. */
  readonly enable_io_processing?: boolean;
}

const nothing = Symbol('no argument');

const runOptions = ['initial_env', 'enable_io_processing'];

/** Whether the last input is none: an object that has these names alone. */
function areOptions(value: unknown): value is RunOptions {
  if (!isPlainObject(value)) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => runOptions.includes(name));
}

/**
 * Runs a graph node by node (`torch.fx.Interpreter`). A class that extends it may do something else for nodes of a
 * kind: `run` calls {@link run_node}, and that the method of the node's `op`.
 */
export class Interpreter {
  readonly module: Module;
  readonly graph: Graph;
  /** The values so far. */
  env = new Map<Node, unknown>();
  name = 'Interpreter';
  readonly garbage_collect_values: boolean;
  /** Whether errors say which node was run. */
  extra_traceback = true;
  /** The nodes that nobody uses behind a node. */
  readonly user_to_last_uses: ReadonlyMap<Node, readonly Node[]>;
  /** The inputs that no node has taken yet. */
  args_iter: Iterator<unknown> = [][Symbol.iterator]();

  constructor(module: Module, { garbage_collect_values = true, graph = null }: InterpreterOptions = {}) {
    this.module = module;
    const own = graph ?? (module as unknown as Partial<GraphModule>).graph;
    if (!(own instanceof Graph)) throw new AssertionError(`Interpreter(): ${module._get_name()} has no graph, and none is given`);
    this.graph = own;
    this.garbage_collect_values = garbage_collect_values;
    this.user_to_last_uses = garbage_collect_values ? lastUses([...own.nodes]) : new Map();
  }

  /**
   * Runs the graph (`torch.fx.Interpreter.run`): `run(x, y)`, `run(x, y, { initial_env, enable_io_processing })`. An
   * error of a node says which one it was.
   */
  run(...args: unknown[]): unknown {
    const options = args.at(-1);
    return areOptions(options) ? this._run(args.slice(0, -1), options) : this._run(args, {});
  }
  _run(args: readonly unknown[], { initial_env = null, enable_io_processing = true }: RunOptions): unknown {
    this.env = initial_env ?? new Map();
    const inputs = enable_io_processing ? this.graph.process_inputs(...args) : args;
    this.args_iter = inputs[Symbol.iterator]();
    const bar = settings.disable_progress ? null : tqdm([] as Node[], {
      total: this.graph.nodes.length, position: 0, leave: true,
      desc: `${this.name}: ${settings.verbose_progress ? py_repr([...this.graph.nodes]) : ''}`,
    });
    for (const node of this.graph.nodes) {
      bar?.update(1);
      if (this.env.has(node)) continue;
      this.env.set(node, this.#value(node));
      for (const done of this.user_to_last_uses.get(node) ?? []) this.env.delete(done);
      if (node.op !== 'output') continue;
      const result = this.env.get(node);
      bar?.close();
      return enable_io_processing ? this.graph.process_outputs(result) : result;
    }
    bar?.close();
    return null;
  }
  #value(node: Node): unknown {
    try {
      return this.run_node(node);
    } catch (error) {
      if (!this.extra_traceback || !isError(error)) throw error;
      const place = `While executing ${node.format_node()}\nOriginal traceback:\n${node.stack_trace ?? 'None'}`;
      const message = error.message === '' ? place : `${error.message}\n\n${place}`;
      if (error instanceof KeyError) throw new RuntimeError(message, { cause: error });
      error.message = message;
      throw error;
    }
  }
  /**
   * Runs the graph with a list of inputs, which is empty from then on, so that nobody else keeps them
   * (`torch.fx.Interpreter.boxed_run`). Throws a RuntimeError for another number of them.
   */
  boxed_run(args_list: unknown[]): unknown {
    const inputs = [...this.graph.nodes].filter(({ op }) => op === 'placeholder');
    if (args_list.length !== inputs.length) {
      throw new RuntimeError(
        `Interpreter.boxed_run expected ${inputs.length} arguments for placeholders but received ${args_list.length} ` +
          `(${args_list.length > inputs.length ? 'extra arguments' : 'missing arguments'})`);
    }
    const initial_env = new Map(inputs.map((node, i) => [node, args_list[i]]));
    args_list.length = 0;
    return this._run([], { initial_env });
  }

  /** Runs a node: the method of its `op` gets its target and the values of its arguments. */
  run_node(n: Node): unknown {
    return set_current_meta(n, `Interpreter_${this.constructor.name}`, () => {
      const [args, kwargs] = this.fetch_args_kwargs_from_env(n);
      return this[n.op as Exclude<Node['op'], 'root'>](n.target, args, kwargs);
    });
  }

  /** The next input. Throws a RuntimeError where there is none and no default. */
  placeholder(target: Target, args: Values, _kwargs: NamedValues): unknown {
    const name = target as string;
    if (name.startsWith('*')) return [...{ [Symbol.iterator]: () => this.args_iter }];
    const { done, value } = this.args_iter.next();
    if (done !== true) return value;
    if (args.length > 0) return args[0];
    throw new RuntimeError(`Expected positional argument for parameter ${name}, but one was not passed in!`);
  }
  /** A parameter, buffer or module. */
  get_attr(target: Target, _args: Values, _kwargs: NamedValues): unknown {
    return this.fetch_attr(target as string);
  }
  /** What a function gives. */
  call_function(target: Target, args: Values, kwargs: NamedValues): unknown {
    if (typeof target === 'string') throw new AssertionError('target should not be a string for call_function');
    return callTarget(target as AnyFunction, callArguments(args, kwargs));
  }
  /** What a method of the first argument gives. */
  call_method(target: Target, args: Values, kwargs: NamedValues): unknown {
    const [self, ...rest] = args;
    const method = (self as Readonly<Record<string, AnyFunction>>)[target as string];
    if (typeof method !== 'function') throw new TypeError(`${py_repr(self)} has no method ${target as string}`);
    return Reflect.apply(method, self, callArguments(rest, kwargs)) as unknown;
  }
  /** What a module gives. */
  call_module(target: Target, args: Values, kwargs: NamedValues): unknown {
    const module = this.fetch_attr(target as string) as AnyFunction;
    return module(...callArguments(args, kwargs));
  }
  /** What the graph gives. */
  output(_target: Target, args: Values, _kwargs: NamedValues): unknown {
    return materialized(args[0]);
  }

  /** What lies at a path of the module. Throws a RuntimeError where there is nothing. */
  fetch_attr(target: string): unknown {
    const names = target.split('.');
    return names.reduce<unknown>((owner, name, i) => {
      const found = attributeOf(owner, name);
      if (found !== undefined) return found;
      throw new RuntimeError(`Node referenced nonexistent target ${names.slice(0, i + 1).join('.')}`);
    }, this.module);
  }
  /** The values of a node's arguments. */
  fetch_args_kwargs_from_env(n: Node): readonly [args: Values, kwargs: NamedValues] {
    return [this.map_nodes_to_values(n.args, n) as Values, this.map_nodes_to_values(n.kwargs, n) as NamedValues];
  }
  /** Arguments with the values in the nodes' place. Throws a RuntimeError for a node that has none yet. */
  map_nodes_to_values(args: unknown, n: Node): unknown {
    return map_arg(args, (node) => {
      const value = this.env.has(node) ? this.env.get(node) : nothing;
      if (value !== nothing) return value;
      throw new RuntimeError(
        `Node ${n} referenced nonexistent value ${node}! Run Graph.lint() to diagnose such issues`);
    });
  }
}

/** Records what a {@link Transformer} does: every module is a leaf. */
class TransformerTracer extends Tracer {
  constructor(graph: Graph, root: Module) {
    super();
    this.graph = graph;
    this.root = root;
  }
  override is_leaf_module(): boolean {
    return true;
  }
}

/**
 * Makes a module of another one, node by node (`torch.fx.Transformer`): a class that extends it says by the methods of
 * {@link Interpreter} what stands in the place of a node, in terms of `Proxy` objects.
 */
export class Transformer extends Interpreter {
  /** The graph that is made. */
  readonly new_graph = new Graph();
  /** What records into it. */
  readonly tracer: Tracer;

  constructor(module: GraphModule) {
    super(module);
    this.new_graph.set_codegen(module.graph._codegen);
    this.tracer = new TransformerTracer(this.new_graph, module);
  }

  override placeholder(target: Target, args: Values, _kwargs: NamedValues): unknown {
    const node = this.new_graph.placeholder(target as string, { default_value: args[0] });
    return new Proxy(node, this.tracer);
  }
  override get_attr(target: Target, args: Values, kwargs: NamedValues): unknown {
    return this.tracer.create_proxy('get_attr', target, args, kwargs);
  }
  override call_module(target: Target, args: Values, kwargs: NamedValues): unknown {
    const module = this.fetch_attr(target as string) as Module;
    const { forward } = module as unknown as { forward: AnyFunction };
    return this.tracer.call_module(module, (...given) => forward.apply(module, given), args, kwargs);
  }
  override call_function(target: Target, args: Values, kwargs: NamedValues): unknown {
    return this.tracer.create_proxy('call_function', target, args, kwargs);
  }
  override output(_target: Target, args: Values, _kwargs: NamedValues): unknown {
    return args[0];
  }

  /** Makes the module. */
  transform(): GraphModule {
    const result = preserve_node_meta(true, () => this._run([], { enable_io_processing: false }));
    if (result !== null && result !== undefined) {
      const stripped = map_aggregate(result, (leaf) => (leaf instanceof Proxy ? leaf.node : leaf)) as Argument;
      const output = this.new_graph.output(stripped);
      Object.assign(output.meta, this.graph.output_node().meta);
    }
    return new GraphModule(this.module, this.new_graph);
  }
}
