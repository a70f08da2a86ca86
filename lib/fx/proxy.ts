/** What stands for a value while a program is traced (torch/fx/proxy.py). */
import { inspect } from 'node:util';
import { asked, redispatch, splitCall, type AnyClass, type AnyFunction } from '../arguments/overrides.js';
import { tree_leaves } from '../functorch/pytree.js';
import { deepcopy, type Memo } from '../nn/copy.js';
import { ParameterImpl, type Parameter } from '../nn/parameter.js';
import { is_tensor_method_or_property } from '../overrides/names.js';
import { AssertionError, RuntimeError } from '../values/errors.js';
import { later } from '../tensor/slice.js';
import type { Size } from '../values/size.js';
import { callArguments, indexArgument, type Target } from './arguments.js';
import { getattr } from './builtins.js';
import { pythonName } from './function_names.js';
import type { Graph } from './graph.js';
import { handedOn, handOn } from './handed_on.js';
import type { Node } from './node.js';
import { getitem } from './operator.js';
import { isProxy, standsFor, TracerBase } from './tracer_base.js';

export { TraceError } from './errors.js';
export { Scope, ScopeContextManager } from './scope.js';
export { TracerBase } from './tracer_base.js';
export type { ProxyOptions } from './tracer_base.js';

/** A node that is made when somebody asks: most attributes are methods, and called. */
class Later {
  #node: Node | undefined;
  constructor(readonly make: () => Node) {}

  get node(): Node {
    return (this.#node ??= this.make());
  }
  get made(): Node | undefined {
    return this.#node;
  }
}

/** The name of a property that JavaScript itself asks for, and no program. */
const isLanguage = (name: string): boolean => /^__.*__$/.test(name) || name === 'then' || name === 'toJSON';

/** Properties that are no attributes: what stands for a node has them itself. */
const handler: ProxyHandler<object> = {
  get(target, name, receiver) {
    if (typeof name === 'symbol' || name in target) return Reflect.get(target, name, receiver) as unknown;
    if (isLanguage(name)) return undefined;
    const self = receiver as Proxy;
    if (name === 'length') {
      throw new RuntimeError("'len' is not supported in symbolic tracing by default. If you want this call to be " +
        "recorded, please call torch.fx.wrap('len') at module scope");
    }
    const record = (index: unknown): Proxy => self.tracer.create_proxy('call_function', getitem, [self, index], {});
    if (/^-?\d+$/.test(name)) return record(Number(name));
    // Python's brackets are these methods here.
    if (name === 'index' || name === 'at') {
      return (...indices: unknown[]) =>
        record(indices.length === 1 ? indexArgument(indices[0]) : Object.freeze(indices.map(indexArgument)));
    }
    return new Attribute(self, name);
  },
  apply(target, _self, args: unknown[]) {
    const { root, attr, tracer } = target as Attribute;
    const [positional, kwargs] = splitCall(args);
    return tracer.create_proxy('call_method', attr, [root, ...positional], kwargs as Record<string, unknown>);
  },
};

/** Functions of PyTorch's that call a method, which is what is recorded. */
const callMethods = new Set(['torch.nn.functional.sigmoid', 'torch.nn.functional.tanh']);

/** Records what is called with what stands for nodes. */
function record(
  orig_method: AnyFunction, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
): Proxy {
  const tracers = new Set(tree_leaves([args, kwargs]).filter(isProxy).map(({ tracer }) => tracer));
  if (tracers.size > 1) {
    throw new RuntimeError(`Found multiple different tracers [${[...tracers].map((each) => each.constructor.name).join(', ')}] ` +
      `while trying to trace operations ${orig_method.name}`);
  }
  const [tracer] = tracers as Iterable<TracerBase> as [TracerBase];
  if (is_tensor_method_or_property(orig_method)) return tracer.create_proxy('call_method', orig_method.name, args, kwargs);
  const { module, name } = pythonName(orig_method);
  const path = `${module}.${name === '_threshold' ? 'threshold' : name}`;
  if (callMethods.has(path)) return tracer.create_proxy('call_method', name, args, kwargs);
  // These ask nobody themselves; what they call does.
  if (/^torch\.nn\.functional\.upsample/.test(path)) return redispatch(orig_method, callArguments(args, kwargs)) as Proxy;
  const handed = handedOn(path.replace(/_with_indices$/, ''));
  const [list, named] = handed === undefined ? [args, kwargs] : handOn(handed, args, kwargs);
  return tracer.create_proxy('call_function', orig_method as Target, list, named);
}

/**
 * Stands for the value of a node while a program is traced (`torch.fx.Proxy`): functions of `torch` that are called
 * with it, its methods, attributes and indices are recorded as nodes, and give such objects back. Around a node of a
 * graph, it adds nodes there: `new Proxy(node).relu()`.
 */
export class Proxy {
  declare readonly node: Node;
  declare readonly tracer: TracerBase;
  /** Attributes and methods of the value: recorded. */
  // A program that is traced may ask for any.
  readonly [name: string]: unknown;

  constructor(node: Node, tracer?: TracerBase | null) {
    const target = this as Proxy;
    const given: unknown = node;
    if (given instanceof Later) return callableTarget(target, given, tracer!) as Proxy;
    Object.defineProperty(target, 'node', { value: node, enumerable: true, configurable: true, writable: true });
    this.tracer = tracer ?? new GraphAppendingTracer(node.graph);
    return new globalThis.Proxy(target, handler) as Proxy;
  }

  /** Records a call (`torch.overrides`). */
  static __torch_function__(
    orig_method: AnyFunction, _types: readonly AnyClass[], args: readonly unknown[] = [],
    kwargs: Readonly<Record<string, unknown>> = {},
  ): unknown {
    return record(orig_method, args, kwargs);
  }

  get [standsFor](): true {
    return true;
  }
  /** May be the bound of a slice. */
  get [later](): true {
    return true;
  }
  /** Asked as an object is, although an attribute is a function. */
  get [asked](): true {
    return true;
  }

  /** The keys of a dict. */
  keys(): unknown {
    return this.tracer.keys(this);
  }
  [Symbol.iterator](): Iterator<unknown> {
    return this.tracer.iter(this);
  }
  /** Where a number or a truth value is wanted: there is none. */
  [Symbol.toPrimitive](hint: string): string | boolean {
    return hint === 'string' ? this.toString() : this.tracer.to_bool(this);
  }
  toString(): string {
    return `Proxy(${this.node.name})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
  /** One around a copy of the node. */
  __deepcopy__(memo: Memo): Proxy {
    return new Proxy(deepcopy(this.node, memo), deepcopy(this.tracer, memo));
  }
}

/** A function in the place of an object, which a program may call; its node comes when somebody asks for it. */
function callableTarget(made: Proxy, later: Later, tracer: TracerBase): object {
  const target = (() => undefined) as unknown as Record<string, unknown>;
  delete target['name'];
  delete target['length'];
  Object.setPrototypeOf(target, Object.getPrototypeOf(made) as object);
  Object.defineProperty(target, 'node', { get: () => later.node });
  Object.defineProperty(target, '_node', { get: () => later.made });
  Object.defineProperty(target, 'tracer', { value: tracer });
  return new globalThis.Proxy(target, handler);
}

/**
 * An attribute of what stands for a node (`torch.fx.proxy.Attribute`): a call of it is a node that calls the method; it
 * is a node of its own once it is used in any other way.
 */
export class Attribute extends Proxy {
  declare readonly root: Proxy;
  declare readonly attr: string;

  constructor(root: Proxy, attr: string) {
    super(new Later(() => root.tracer.create_proxy('call_function', getattr, [root, attr], {}).node) as unknown as Node,
      root.tracer);
    Object.defineProperty(this, 'root', { value: root });
    Object.defineProperty(this, 'attr', { value: attr });
  }

  override toString(): string {
    const made = this['_node'] as Node | undefined;
    return made === undefined ? `Attribute(${this.root}, ${this.attr})` : `Proxy(${made.name})`;
  }
}

/**
 * Stands for a parameter whose shape the program may ask: that is no node, but the parameter's own
 * (`torch.fx.proxy.ParameterProxy`).
 */
export class ParameterProxy extends Proxy {
  declare readonly param: Parameter;
  declare readonly name: string;

  constructor(tracer: TracerBase, node: Node, name: string, param: Parameter) {
    super(node, tracer);
    if (!(param instanceof ParameterImpl)) throw new AssertionError(`Expected Parameter, got ${typeof param}`);
    Object.defineProperty(this, 'param', { value: param });
    Object.defineProperty(this, 'name', { value: name });
  }

  /** The parameter's own. */
  get shape(): Size {
    return this.param.shape;
  }
  /** The parameter's own. */
  size(): Size {
    return this.param.size();
  }
  /** The parameter's own. */
  dim(): number {
    return this.param.dim();
  }
  /** The parameter's own. */
  get ndim(): number {
    return this.param.ndim;
  }
  /** The parameter's own. */
  numel(): number {
    return this.param.numel();
  }
  /** The parameter's own. */
  nelement(): number {
    return this.param.nelement();
  }
  override toString(): string {
    return `ParameterProxy(${this.name})`;
  }
}

/** Adds nodes to a graph where nothing is traced (`torch.fx.proxy.GraphAppendingTracer`): behind `new Proxy(node)`. */
export class GraphAppendingTracer extends TracerBase {
  constructor(graph: Graph) {
    super();
    this.graph = graph;
  }

  override proxy(node: Node): Proxy {
    return new Proxy(node, this);
  }
}
