import { dispatcher } from '../addon/doors.js';
import { Operator } from './operator.js';

type AnyFunction = (...args: unknown[]) => unknown;

/** An operator packet, callable itself, with a function for each overload: `torch.ops.aten.add.Tensor`. */
export type OpOverloadPacket = AnyFunction & { readonly [overload: string]: AnyFunction };

/** A namespace of operators: `torch.ops.aten`. */
export type OpNamespace = { readonly [name: string]: OpOverloadPacket };

/** Every operator of libtorch's dispatcher by its schema name, public or not (`torch.ops`). */
export const ops: { readonly [namespace: string]: OpNamespace } = lazily((space) =>
  lazily((name) => packet(`${space}::${name}`)));

let byName: Map<string, string[]> | undefined;

/** The overloads of every name: those that take more tensors first, since a tensor may stand for a Scalar too. */
function overloadsOf(name: string): string[] | undefined {
  if (byName === undefined) {
    byName = new Map();
    for (const full of dispatcher.operator_names()) {
      const base = full.split('.', 1)[0]!;
      const list = byName.get(base);
      if (list === undefined) byName.set(base, [full]);
      else list.push(full);
    }
  }
  return byName.get(name)?.sort((a, b) => tensorsIn(b) - tensorsIn(a));
}

function tensorsIn(name: string): number {
  // Those with `out` need it, so their one tensor more does no harm: a call without it does not fit.
  return dispatcher.schema(name).arguments.filter(({ type, out }) => type === 'Tensor' && !out).length;
}

function packet(name: string): OpOverloadPacket | undefined {
  const overloads = overloadsOf(name);
  if (overloads === undefined) return undefined;
  const short = name.slice(name.indexOf('::') + 2);
  const choose = new Operator(overloads.join(' '), { name: short });
  const call = (...args: unknown[]): unknown => choose.call(args);
  Object.defineProperty(call, 'name', { value: short });
  choose.fn = call;
  for (const full of overloads) {
    const one = new Operator(full, { name: short });
    one.fn = call;
    const overload = full.includes('.') ? full.slice(full.indexOf('.') + 1) : 'default';
    Object.defineProperty(call, overload, {
      value: (...args: unknown[]): unknown => one.call(args), enumerable: true, configurable: true,
    });
  }
  return call as OpOverloadPacket;
}

/** An object whose properties are made when first asked for, and kept. */
function lazily<T>(make: (name: string) => T | undefined): { readonly [name: string]: T } {
  const made: Record<string, T | undefined> = Object.create(null) as Record<string, T | undefined>;
  return new Proxy(made, {
    get(target, name) {
      if (typeof name !== 'string') return undefined;
      return (target[name] ??= make(name));
    },
  }) as { readonly [name: string]: T };
}
