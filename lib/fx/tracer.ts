/** Symbolic tracing of modules and functions (torch/fx/_symbolic_trace.py). */
import type { AnyFunction } from '../arguments/overrides.js';
import { splitCall } from '../arguments/overrides.js';
import { tree_flatten, tree_map, tree_unflatten } from '../functorch/pytree.js';
import { Module } from '../nn/module.js';
import type { AnyModule } from '../nn/module.js';
import { classOf, fieldsOf, hasAttribute, membersOf, setField } from '../nn/module/members.js';
import { Sequential } from '../nn/modules/container.js';
import { ParameterImpl } from '../nn/parameter.js';
import { typename } from '../overrides/typename.js';
import { isPromise } from '../python/objects.js';
import { warn } from '../python/warnings.js';
import type { Tensor } from '../tensor/tensor.js';
import { AssertionError, NameError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { _assert, _assert_is_none } from './asserts.js';
import { callArguments, type Argument } from './arguments.js';
import { Graph, type TracerClass } from './graph.js';
import { GraphModule } from './graph_module.js';
import type { Node } from './node.js';
import { eq } from './operator.js';
import { parametersOf } from './parameters.js';
import { checkPatchable, patched, type FunctionSpace } from './patcher.js';
import { PH, PHBase } from './placeholders.js';
import { isProxyableClass } from './proxyable.js';
import { ParameterProxy, Proxy, TracerBase } from './proxy.js';
import { PyTreeCodeGen } from './pytree_codegen.js';
import { Scope, ScopeContextManager } from './scope.js';

/** What can be traced: a module, or a function. */
export type Traceable = AnyModule | ((...args: never[]) => unknown);

/** Inputs that are not traced, by name or in order; `PH` stands for one that is. */
export type ConcreteArgs = Readonly<Record<string, unknown>> | readonly unknown[];

/** What a {@link Tracer} takes. */
export interface TracerOptions {
  /** Objects whose functions are leaves: `[Math]` if nothing is said. */
  readonly autowrap_modules?: readonly FunctionSpace[];
  /** Functions of these objects, or of globalThis, that are leaves. */
  readonly autowrap_functions?: readonly ((...args: never[]) => unknown)[];
  /** Whether the shape of a parameter is what it is now, and no node. */
  readonly param_shapes_constant?: boolean;
}

/** How deep tracing is in tracing. */
let tracing = 0;

/** Whether something is being traced. */
export const is_fx_tracing = (): boolean => tracing > 0;

/**
 * Records a module or a function into a graph (`torch.fx.Tracer`). Classes that extend it say which modules are leaves
 * ({@link Tracer.is_leaf_module}), what calls of modules do ({@link Tracer.call_module}), and what may be an argument
 * ({@link Tracer.create_arg}).
 */
export class Tracer extends TracerBase {
  /** The module that is traced; an empty one for a function. */
  declare root: Module;
  /** The name of its class; empty for a function. */
  root_module_name = '';
  readonly param_shapes_constant: boolean;
  /** How often each module was called. */
  readonly num_calls = new Map<string, number>();
  /** The paths of the modules below the root, while it is traced. */
  submodule_paths: Map<Module, string> | null = null;
  /** Where tensors lie that are no parameters: the paths of fields of modules. */
  tensor_attrs = new Map<unknown, string>();
  readonly #autowrap: { readonly modules: readonly FunctionSpace[]; readonly functions: readonly AnyFunction[] };

  constructor(options: TracerOptions = {}) {
    super();
    const { autowrap_modules = [Math], autowrap_functions = [], param_shapes_constant = false } = options;
    const functions = autowrap_functions as readonly AnyFunction[];
    checkPatchable(autowrap_modules, functions);
    this.#autowrap = { modules: autowrap_modules, functions };
    this.param_shapes_constant = param_shapes_constant;
  }

  override proxy(node: Node): Proxy {
    return new Proxy(node, this);
  }

  /** A name that begins so, which no attribute of the root has. */
  get_fresh_qualname(prefix: string): string {
    for (let i = 0; ; i++) if (!hasAttribute(this.root, `${prefix}${i}`)) return `${prefix}${i}`;
  }

  /**
   * A value of the program as an argument of a node: parameters, buffers and modules are nodes, and so is any other
   * tensor, which becomes an attribute of the root. Throws a NameError for a parameter of another module, and a
   * NotImplementedError for what can be no argument.
   */
  override create_arg(a: unknown): Argument {
    if (a instanceof ParameterImpl) {
      for (const [name, param] of this.root.named_parameters()) {
        if (param === a) return this.create_node('get_attr', name, [], {});
      }
      throw new NameError('parameter is not a member of this module');
    }
    if (is_tensor(a)) return this.#tensor(a);
    if (a instanceof Module) {
      for (const [name, module] of this.root.named_modules()) {
        if ((module as unknown) === a) return this.create_node('get_attr', name, [], {});
      }
    }
    if (typeof a === 'object' && a !== null && isProxyableClass(a.constructor)) {
      return this.#constant(`_${a.constructor.name}_constant_`, a);
    }
    return super.create_arg(a);
  }
  #tensor(tensor: Tensor): Argument {
    for (const [name, buffer] of this.root.named_buffers()) {
      if (buffer === tensor) return this.create_node('get_attr', name, [], {});
    }
    const path = this.tensor_attrs.get(tensor);
    if (path !== undefined) return this.create_node('get_attr', path, [], {});
    return this.#constant('_tensor_constant', tensor);
  }
  #constant(prefix: string, value: unknown): Argument {
    const name = this.get_fresh_qualname(prefix);
    if (is_tensor(value)) this.tensor_attrs.set(value, name);
    setField(this.root, name, value);
    return this.create_node('get_attr', name, [], {});
  }

  /**
   * Whether calls of a module are nodes, and what it does is not recorded: PyTorch's layers are such leaves, all but
   * `Sequential`, and no other module.
   */
  is_leaf_module(m: Module, _module_qualified_name: string): boolean {
    return typename(m).startsWith('torch.nn.') && !(m instanceof Sequential);
  }
  /** The path of a module below the root. Throws a NameError for one that is not there. */
  path_of_module(mod: Module): string {
    const path = this.submodule_paths === null
      ? [...this.root.named_modules()].find(([, module]) => module === mod)?.[0] : this.submodule_paths.get(mod);
    if (path === undefined) throw new NameError('module is not installed as a submodule');
    return path;
  }
  /** What a call of a module does: a node for a leaf, else `forward`, which runs it. */
  call_module(
    m: Module, forward: (...args: unknown[]) => unknown, args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
  ): unknown {
    const path = this.path_of_module(m);
    const scope = new ScopeContextManager(this.scope, new Scope(path, classOf(m)));
    try {
      const calls = this.num_calls.get(path) ?? 0;
      const key = calls > 0 ? `${path}@${calls}` : path;
      this.module_stack.set(key, [path, this.scope.module_type]);
      this.num_calls.set(path, calls + 1);
      const result = this.is_leaf_module(m, path)
        ? this.create_proxy('call_module', path, args, kwargs) : forward(...callArguments(args, kwargs));
      this.module_stack.delete(key);
      return result;
    } finally {
      scope[Symbol.dispose]();
    }
  }
  /**
   * What a program gets that reads a member of a module: for a parameter what stands for its node, and for a buffer too
   * with `proxy_buffer_attributes`; the member itself else.
   */
  getattr(_attr: string, attr_val: unknown, parameter_proxy_cache: Map<string, Proxy>): unknown {
    const standIn = (members: Iterable<readonly [string, unknown]>): Proxy | undefined => {
      for (const [name, value] of members) {
        if (value !== attr_val) continue;
        const known = parameter_proxy_cache.get(name);
        if (known !== undefined) return known;
        const proxy_factory_fn = this.param_shapes_constant && attr_val instanceof ParameterImpl
          ? (node: Node) => new ParameterProxy(this, node, name, attr_val) : null;
        const made = this.create_proxy('get_attr', name, [], {}, { proxy_factory_fn });
        parameter_proxy_cache.set(name, made);
        return made;
      }
      return undefined;
    };
    if (attr_val instanceof ParameterImpl) return standIn(this.root.named_parameters()) ?? attr_val;
    if (this.proxy_buffer_attributes && is_tensor(attr_val)) return standIn(this.root.named_buffers()) ?? attr_val;
    return attr_val;
  }

  /** Makes the inputs of the graph: gives the function that is traced, and what it is called with. */
  create_args_for_root(
    root_fn: AnyFunction, is_module: boolean, concrete_args: ConcreteArgs | null = null,
  ): [fn: AnyFunction, args: unknown[]] {
    const parameters = parametersOf(root_fn, is_module ? this.root : null);
    const call: AnyFunction = (...args) => root_fn.apply(is_module ? this.root : undefined, args);
    if (Array.isArray(concrete_args) && concrete_args.length > 0 && parameters.length === 1 && parameters[0]!.name.startsWith('*')) {
      const given = concrete_args as readonly unknown[];
      return [call, given.map((each, i) => transferred(this.create_proxy('placeholder', `input_${i}`, [], {}), each))];
    }
    const rest = parameters.find(({ name }) => name.startsWith('*'));
    if (rest !== undefined) {
      throw new RuntimeError(`Tracer.trace(): ${root_fn.name} takes ...${rest.name.slice(1)}, and a graph has to know how ` +
        'many there are: of a function that takes nothing else concrete_args says so, [PH, PH]');
    }
    const concrete = namedArguments(concrete_args, parameters.map(({ name }) => name));
    const args = parameters.map(({ name, fallback }) => this.#placeholder(name, fallback, concrete));
    const [flat, in_spec] = tree_flatten(args);
    if (in_spec!.children.every((child) => child === null)) return [call, args];
    const codegen = new PyTreeCodeGen({ orig_args: parameters.map(({ name }) => name), in_spec, out_spec: undefined });
    this.graph.set_codegen(codegen);
    const flattened: AnyFunction = (...leaves) => {
      const result = call(...(tree_unflatten(leaves, in_spec) as unknown[]));
      const [out, out_spec] = tree_flatten(result);
      codegen.pytree_info = { ...codegen.pytree_info, out_spec };
      return out;
    };
    return [flattened, flat];
  }

  #placeholder(name: string, fallback: unknown, concrete: Readonly<Record<string, unknown>> | null): unknown {
    const args = fallback === undefined ? [] : [fallback];
    if (concrete === null || !Object.hasOwn(concrete, name)) return this.create_proxy('placeholder', name, args, {});
    let count = 0;
    return tree_map(concrete[name], (value) => {
      const made = this.create_proxy('placeholder', `${name}_${++count}`, args, {});
      if (value instanceof PHBase) return transferred(made, value);
      const complaint = (shown: string): string =>
        `${name} has been specialized to have value ${shown} but got another value`;
      if (value === null || value === undefined) {
        this.create_proxy('call_function', _assert_is_none, [made, complaint('None')], {});
      } else if (is_tensor(value) || typeof value === 'function') {
        warn('UserWarning', `Was not able to add assertion to guarantee correct input ${name} to specialized function. ` +
          'It is up to the user to make sure that your inputs match the inputs you specialized the function with.');
      } else {
        _assert(eq(made as unknown as number, value as number), complaint(pythonText(value)));
      }
      return value;
    });
  }

  /**
   * The graph of what a module or a function does with its inputs (`torch.fx.Tracer.trace`). `concrete_args` are inputs
   * that are not traced. Throws a TraceError where the program asks a value that is not there yet.
   */
  trace(root: Traceable, concrete_args: ConcreteArgs | null = null): Graph {
    const isModule = root instanceof Module;
    this.root = isModule ? root as Module : new Module() as unknown as Module;
    const fn = (isModule ? fieldsOf(root as Module)[this.traced_func_name] : root) as AnyFunction;
    if (typeof fn !== 'function') {
      throw new AssertionError(`traced_func_name=${this.traced_func_name} doesn't exist in ${classOf(this.root).name}`);
    }
    this.root_module_name = isModule ? this.root._get_name() : '';
    const paths = [...this.root.named_modules()].map(([name, each]): [Module, string] => [each, name]);
    this.submodule_paths = isModule ? new Map(paths) : null;
    this.graph = new Graph(null, this.constructor as unknown as TracerClass);
    this.tensor_attrs = tensorAttributes(this.root);
    const cache = new Map<string, Proxy>();
    tracing++;
    try {
      const [traced, args] = this.create_args_for_root(fn, isModule, concrete_args);
      patched({
        root: this.root,
        ...this.#autowrap,
        read: (_module, name, value) => this.getattr(name, value, cache),
        call: (module, forward, given) => {
          const [positional, kwargs] = splitCall(given);
          return this.call_module(module, forward, positional, kwargs as Record<string, unknown>);
        },
      }, () => {
        const result = traced(...args);
        if (isPromise(result)) throw new RuntimeError('an async function cannot be traced: its calls come after the graph is done');
        this.create_node('output', 'output', [this.create_arg(result)], {});
      });
    } finally {
      tracing--;
      this.submodule_paths = null;
    }
    return this.graph;
  }
}

/** `concrete_args` by the names of the parameters. Throws a RuntimeError for another number of them. */
function namedArguments(
  given: ConcreteArgs | null, names: readonly string[],
): Readonly<Record<string, unknown>> | null {
  if (!Array.isArray(given)) return given as Readonly<Record<string, unknown>> | null;
  if (given.length !== names.length) {
    throw new RuntimeError(`Tracing expected ${names.length} arguments but got ${given.length} concrete arguments`);
  }
  return Object.fromEntries(names.map((name, i) => [name, (given as readonly unknown[])[i]]));
}

/** The fields of a placeholder of `concrete_args` as fields of its node. */
function transferred(proxy: Proxy, from: unknown): Proxy {
  if (from instanceof PHBase && from !== PH) {
    for (const [name, value] of Object.entries(from)) {
      if (!(name in proxy.node)) Object.assign(proxy.node, { [name]: value });
    }
  }
  return proxy;
}

const pythonText = (value: unknown): string =>
  (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value));

/** The tensors that are fields of modules, and no members. */
function tensorAttributes(root: Module): Map<unknown, string> {
  const found = new Map<unknown, string>();
  for (const [path, module] of root.named_modules()) {
    const members = membersOf(module);
    const fields = fieldsOf(module);
    for (const name of Object.keys(fields)) {
      if (!members.has(name) && is_tensor(fields[name])) found.set(fields[name], path === '' ? name : `${path}.${name}`);
    }
  }
  return found;
}

/**
 * The module that does what a module or a function does, with the graph of it (`torch.fx.symbolic_trace`).
 * `concrete_args` are inputs that are not traced: of branches that depend on them one is taken. Throws a TraceError
 * where the program asks a value that is not there yet.
 */
export function symbolic_trace(root: Traceable, concrete_args: ConcreteArgs | null = null): GraphModule {
  const tracer = new Tracer();
  const graph = tracer.trace(root, concrete_args);
  const name = root instanceof Module ? classOf(root as Module).name : (root as AnyFunction).name;
  return new GraphModule(tracer.root, graph, name);
}
