/**
 * Functions that are leaves: calls of them are recorded, and not what they do (wrap of torch/fx/_symbolic_trace.py).
 */
import { tree_leaves } from '../functorch/pytree.js';
import { splitCall, type AnyFunction } from '../arguments/overrides.js';
import { map_aggregate } from './arguments.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { isProxyableClass, markProxyable } from './proxyable.js';
import type { Proxy } from './proxy.js';
import { isProxy } from './tracer_base.js';

/** The first of the arguments, or of what is in them, that stands for a node. */
export function findProxy(args: readonly unknown[]): Proxy | undefined {
  let found = tree_leaves([...args]).find(isProxy);
  if (found === undefined) {
    map_aggregate([...args], (leaf) => {
      if (isProxy(leaf)) found ??= leaf;
      return leaf;
    });
  }
  return found;
}

/** A function that is recorded where a proxy is among its arguments; `target` is what the node calls. */
export function recorded(fn: AnyFunction, target: () => AnyFunction): AnyFunction {
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const proxy = findProxy(args);
    if (proxy === undefined) return fn.apply(this, args);
    const [positional, kwargs] = splitCall(args);
    const made = proxy.tracer.create_proxy('call_function', target(), positional, kwargs as Record<string, unknown>);
    made.node.meta.is_wrapped = true;
    return made;
  };
  return Object.defineProperty(wrapped, 'name', { value: fn.name });
}

/** Functions of globalThis that are leaves. */
export const wrappedGlobals = new Set<string>();

/**
 * The function as a leaf (`torch.fx.wrap`): called with what stands for a node it is recorded, and not what it does.
 * Call what this gives, since no binding of a module can be put in another's place: `const f = wrap(function f(x) {
 * ... })`. A text names a function of globalThis, which is a leaf whenever something is traced. Throws a RuntimeError
 * for anything else, and a ValueError for a text that names none.
 */
export function wrap<F extends (...args: never[]) => unknown>(fn_or_name: F): F;
export function wrap(fn_or_name: string): string;
export function wrap(fn_or_name: unknown): unknown {
  if (typeof fn_or_name === 'function') {
    const wrapped: AnyFunction = recorded(fn_or_name as AnyFunction, () => wrapped);
    return wrapped;
  }
  if (typeof fn_or_name !== 'string') {
    throw new RuntimeError('Unsupported type for global function! Must be either a callable or string name');
  }
  if (typeof (globalThis as unknown as Record<string, unknown>)[fn_or_name] !== 'function') {
    throw new ValueError(`wrap(): globalThis has no function '${fn_or_name}', and bindings of modules cannot be replaced: ` +
      `const ${fn_or_name} = torch.fx.wrap(${fn_or_name})`);
  }
  wrappedGlobals.add(fn_or_name);
  return fn_or_name;
}

/**
 * A class whose construction is recorded (`torch.fx.ProxyableClassMeta`, a metaclass in Python): `new` with what
 * stands for a node among the arguments is a node that makes the object. `const Pair = ProxyableClassMeta(class Pair
 * { ... })`.
 */
export function ProxyableClassMeta<C extends abstract new (...args: never[]) => object>(cls: C): C {
  const made: C = new Proxy_(cls, {
    construct(target, args: unknown[], newTarget) {
      const proxy = newTarget === made ? findProxy(args) : undefined;
      if (proxy === undefined) return Reflect.construct(target, args, newTarget) as object;
      const [positional, kwargs] = splitCall(args);
      const node = proxy.tracer.create_proxy('call_function', made as unknown as AnyFunction, positional, kwargs as Record<string, unknown>);
      return node as object;
    },
  });
  Object.defineProperty(cls.prototype as object, 'constructor', { value: made, configurable: true, writable: true });
  markProxyable(made);
  return made;
}

const Proxy_ = globalThis.Proxy;

/** Calls the target of a node: classes are constructed. */
export function callTarget(target: AnyFunction, args: readonly unknown[]): unknown {
  return isProxyableClass(target) ? Reflect.construct(target, args) as object : target(...args);
}
