/** What records calls into a graph (the class TracerBase of torch/fx/proxy.py). */
import type { AnyFunction } from '../arguments/overrides.js';
import { Enumerated } from '../python/enumeration.js';
import { isBuiltin, isMap, isPlainObject } from '../python/objects.js';
import { Slice } from '../tensor/slice.js';
import { Complex } from '../values/complex.js';
import { Constant } from '../values/constant.js';
import { device } from '../values/device.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { Size } from '../values/size.js';
import { pythonType } from '../values/type_name.js';
import { ellipsis, sliceOf, type Argument, type Kwargs, type Target } from './arguments.js';
import { settings } from './config.js';
import { TraceError } from './errors.js';
import type { Graph, NamedNodeOptions } from './graph.js';
import { getitem } from './operator.js';
import { immutable_dict, immutable_list } from './immutable_collections.js';
import { map_arg, type Node } from './node.js';
import { check_for_mutable_operation } from './operator_schemas.js';
import type { Proxy } from './proxy.js';
import { Scope } from './scope.js';
import { programStack } from './stack.js';
import * as preserved from './traceback.js';

/** What {@link TracerBase.create_proxy} takes by name. */
export interface ProxyOptions extends NamedNodeOptions {
  /** Makes what stands for the node; by default {@link TracerBase.proxy}. */
  readonly proxy_factory_fn?: ((node: Node) => Proxy) | null;
}

/** Marks what stands for a node. */
export const standsFor: unique symbol = Symbol('stands for a node');

/** Whether a value stands for a node: a `Proxy`. */
export const isProxy = (value: unknown): value is Proxy =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && standsFor in value;

/** An object that says itself what it is as an argument. */
interface Creating {
  __fx_create_arg__(tracer: TracerBase): Argument;
}

/**
 * How many elements a program may take out of a value by `const [a, b] = value`, which says nowhere how many it
 * wants.
 */
const mostUnpacked = 64;

const isBase = (value: unknown): boolean =>
  value === null || ['string', 'number', 'bigint', 'boolean', 'undefined'].includes(typeof value) || value === ellipsis ||
  value instanceof Constant || value instanceof Complex || value instanceof Enumerated || value instanceof device ||
  is_tensor(value);

/** An operator of torch.ops, which may be an argument as it is. */
const isOperator = (value: unknown): boolean =>
  typeof value === 'function' && ('packet' in value || 'overload' in value);

/** Records calls into a graph (`torch.fx.proxy.TracerBase`); `Tracer` adds modules. */
export abstract class TracerBase {
  /** The graph that is recorded into. */
  declare graph: Graph;
  /** Whether nodes note the lines of the program that made them. */
  record_stack_traces = false;
  /** Whether a call that changes what it is given is an error. */
  check_mutable_operations = false;
  /** Whether a buffer of a module is a node as soon as it is read; by default when it is an argument. */
  proxy_buffer_attributes = false;
  /** The method of a module that is traced. */
  traced_func_name = 'forward';
  /** The module that is being called. */
  scope = new Scope('', null);
  /** The modules that are being called, the innermost last, by path and number of the call. */
  module_stack = new Map<string, readonly [path: string, type: Function | null]>();
  /** The module that each node was made in, by the node's name. */
  node_name_to_scope = new Map<string, readonly [path: string, type: Function | null]>();

  /** Makes a node: a class that extends this may look at it, or refuse it. */
  create_node(
    kind: string, target: Target, args: readonly Argument[], kwargs: Kwargs, options: NamedNodeOptions = {},
  ): Node {
    if (kind === 'call_function' && this.check_mutable_operations) {
      check_for_mutable_operation(target as AnyFunction, args, kwargs);
    }
    const node = this.graph.create_node(kind, target, args, kwargs, options);
    this.node_name_to_scope.set(node.name, [this.scope.module_path, this.scope.module_type]);
    if (preserved.has_preserved_node_meta()) preserved.copyMeta(node);
    else if (this.module_stack.size > 0) node.meta.nn_module_stack = new Map(this.module_stack);
    if (this.record_stack_traces && !settings.do_not_emit_stack_traces && node.stack_trace === null) {
      const stack = programStack();
      if (stack !== '') node.stack_trace = stack;
    }
    return node;
  }

  /** What stands for a node in the program. */
  abstract proxy(node: Node): Proxy;

  /** Makes a node of the arguments that a program gave, and what stands for it. */
  create_proxy(
    kind: string, target: Target, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>,
    { proxy_factory_fn, ...options }: ProxyOptions = {},
  ): Proxy {
    const list = args.map((each) => this.create_arg(each));
    const named = this.create_arg({ ...kwargs }) as Kwargs;
    const node = this.create_node(kind, target, list, named, options);
    return proxy_factory_fn ? proxy_factory_fn(node) : this.proxy(node);
  }

  /** A value of the program as an argument of a node. Throws a NotImplementedError for what can be none. */
  create_arg(a: unknown): Argument {
    if (isProxy(a)) return a.node;
    if (isBase(a) || isOperator(a)) return a as Argument;
    if (typeof a === 'object' && typeof (a as Partial<Creating>).__fx_create_arg__ === 'function') {
      return (a as Creating).__fx_create_arg__(this);
    }
    const inner = (item: unknown): Argument => this.create_arg(item);
    if (a instanceof Size) return a;
    if (Array.isArray(a)) {
      const items = (a as unknown[]).map(inner);
      if (a instanceof immutable_list) return items;
      if (!isBuiltin(a)) return Object.setPrototypeOf(items, Object.getPrototypeOf(a) as object) as Argument[];
      return Object.isFrozen(a) ? Object.freeze(items) : items;
    }
    if (isPlainObject(a) || a instanceof immutable_dict) {
      return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, inner(value)]));
    }
    if (a instanceof Slice) return sliceOf(inner(a.start), inner(a.stop), inner(a.step));
    if (isMap(a)) {
      const entries = [...a].map(([key, value]): [unknown, Argument] => [this.#key(key), inner(value)]);
      return new Map(entries) as unknown as Argument;
    }
    throw new NotImplementedError(`argument of type: <class '${typeof a === 'function' ? 'function' : pythonType(a)}'>`);
  }

  #key(key: unknown): Argument {
    const made = typeof key === 'string' ? key : this.create_arg(key);
    return map_arg(made, (node) => {
      throw new RuntimeError(
        `Keys for dictionaries used as an argument cannot contain a Node. Got key: ${node}`);
    });
  }

  /**
   * Called where a program makes a truth value, a number or a text with others of what stands for a node: a TraceError
   * unless a class that extends this knows one.
   */
  to_bool(_obj: Proxy): boolean {
    throw new TraceError('symbolically traced variables cannot be used as inputs to control flow');
  }

  /**
   * Called where a program goes through what stands for a node. `const [a, b] = value` takes its elements; what wants
   * more than 64 of them is taken for a loop: a TraceError.
   */
  iter(obj: Proxy): Iterator<unknown> {
    let at = 0;
    return {
      next: () => {
        if (at < mostUnpacked) return { done: false, value: this.create_proxy('call_function', getitem, [obj, at++], {}) };
        throw new TraceError(
          'Proxy object cannot be iterated. This can be attempted when the Proxy is used in a loop or as a *args or ' +
            '**kwargs function argument. See the torch.fx docs on pytorch.org for a more detailed explanation of what ' +
            'types of control flow can be traced, and check out the Proxy docstring for help troubleshooting Proxy ' +
            'iteration errors');
      },
    };
  }

  /** Called where a program asks what stands for a node for its keys. */
  keys(obj: Proxy): unknown {
    return this.create_proxy('call_method', 'keys', [obj], {});
  }
}
