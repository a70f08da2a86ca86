import { redispatch } from '../addon/call/keyed.js';
import { dispatcher } from '../addon/doors.js';
import { Operator } from './operator.js';

type AnyFunction = (...args: unknown[]) => unknown;

/** One operator: `torch.ops.aten.add.Tensor`. */
export type OpOverload = AnyFunction & {
  /** 'Tensor', or 'default'. */
  readonly overload: string;
  /** 'aten::add.Tensor' */
  readonly _name: string;
  /** Goes on at the first of these keys of the dispatcher, as a kernel does that has done its part. */
  readonly redispatch: (keyset: { raw_repr(): bigint }, ...args: unknown[]) => unknown;
  /** What stands in the order of the schema, as Python gives it: defaults left out, and the rest named behind `*`. */
  readonly pythonArguments: (args: readonly unknown[]) => unknown[];
};

/** An operator packet, callable itself, with a function for each overload: `torch.ops.aten.add.Tensor`. */
export type OpOverloadPacket = AnyFunction & { readonly [overload: string]: OpOverload };

/** A namespace of operators: `torch.ops.aten`. */
export type OpNamespace = { readonly [name: string]: OpOverloadPacket };

/** Every operator of libtorch's dispatcher by its schema name, public or not (`torch.ops`). */
export const ops: { readonly [namespace: string]: OpNamespace } = lazily((space) =>
  lazily((name) => packet(`${space}::${name}`)));

/** Whether a value is an operator of {@link ops}, and no packet. */
export const isOverload = (value: unknown): value is OpOverload =>
  typeof value === 'function' && Object.hasOwn(value, '_name') && Object.hasOwn(value, 'redispatch');

/** Whether a value is a packet of operators. */
export const isPacket = (value: unknown): value is OpOverloadPacket =>
  typeof value === 'function' && Object.hasOwn(value, 'packet');

/** Somebody defined an operator, 'ns::name.overload', or took one away: whoever asks for it finds what there is. */
export function operatorsChanged(full: string, isThere: boolean): void {
  const base = full.split('.', 1)[0]!;
  const [space, name] = base.split('::') as [string, string];
  if (byName !== undefined) {
    const others = (byName.get(base) ?? []).filter((each) => each !== full);
    const left = isThere ? [...others, full] : others;
    if (left.length === 0) byName.delete(base);
    else byName.set(base, left);
  }
  delete (ops[space] as Record<string, unknown>)[name];
}

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
  const shown = name.replace('::', '.');
  for (const full of overloads) {
    const overload = overloadIn(full);
    const value = one(full, short, overload);
    Object.defineProperty(call, overload, { value, enumerable: true, configurable: true });
  }
  hide(call, { packet: shown, toString: () => shown });
  return call as unknown as OpOverloadPacket;
}

function one(full: string, short: string, overload: string): OpOverload {
  const operator = new Operator(full, { name: short });
  const again = redispatch(full);
  const call = (...args: unknown[]): unknown => operator.call(args);
  operator.fn = call;
  const shown = `${full.split('.', 1)[0]!.replace('::', '.')}.${overload}`;
  hide(call, {
    overload, _name: full, toString: () => shown,
    pythonArguments: (args: readonly unknown[]) => pythonArguments(full, args),
    redispatch: (keyset: { raw_repr(): bigint }, ...args: unknown[]) => again(keyset.raw_repr(), args),
  });
  return call as OpOverload;
}

const overloadIn = (full: string): string => (full.includes('.') ? full.slice(full.indexOf('.') + 1) : 'default');

function hide(target: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) Object.defineProperty(target, name, { value });
}

/** The operator of a full name, 'aten::add.Tensor'; undefined if there is none. */
export function overloadOf(full: string): OpOverload | undefined {
  const [space, name] = full.split('.', 1)[0]!.split('::') as [string, string];
  return ops[space]?.[name]?.[overloadIn(full)];
}

function pythonArguments(full: string, args: readonly unknown[]): unknown[] {
  const plans = dispatcher.schema(full).arguments;
  const isDefault = (i: number): boolean => {
    const text = plans[i]!.default;
    const value = args[i];
    if (text === null) return false;
    if (value === null) return text === 'None';
    return text.toLowerCase() === (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));
  };
  const start = plans.findIndex(({ kwarg_only }) => kwarg_only);
  let count = start < 0 ? args.length : start;
  while (count > 0 && isDefault(count - 1)) count--;
  const named = plans.flatMap(({ name }, i) =>
    (start >= 0 && i >= start && !isDefault(i) ? [[name, args[i]] as const] : []));
  return named.length === 0 ? args.slice(0, count) : [...args.slice(0, count), Object.fromEntries(named)];
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
