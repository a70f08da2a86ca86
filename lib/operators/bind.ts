import * as table from '../generated/operator_table.js';
import { isPlainObject } from '../python/objects.js';
import { deviceConstructors, deviceContext } from '../values/device_context.js';
import { Operator } from './operator.js';

type AnyFunction = (...args: unknown[]) => unknown;

const cache = new Map<string, Record<string, AnyFunction>>();

/** The functions of a namespace by name; each finds its operators when it is first called. */
export function functionsOf<T>(space: string): T {
  let functions = cache.get(space);
  if (functions === undefined) {
    functions = {};
    for (const [name, spec] of Object.entries(table.functions[space]!)) functions[name] = functionOf(name, spec, space);
    cache.set(space, functions);
  }
  return functions as T;
}

function functionOf(name: string, spec: string, space: string): AnyFunction {
  const operator = new Operator(spec, {
    name: space === 'torch' || space === 'nn' ? name : `${space}_${name}`,
    numbersAsTensors: table.numbersAsTensors.has(name),
    creates: table.creators.has(name),
    defaults: table.defaults[name],
  });
  if (deviceConstructors[space]?.has(name) === true) {
    return (operator.fn = named(name, (...args) => operator.call(deviceContext() === null ? args : onDevice(args))));
  }
  return (operator.fn = named(name, function (a?: unknown, b?: unknown): unknown {
    switch (arguments.length) {
      case 1:
        return a === undefined ? operator.call([a]) : operator.callTensors(a);
      case 2:
        return b === undefined ? operator.call([a, b]) : operator.callTensors(a, b);
      default:
        return operator.call([...arguments]);
    }
  }));
}

/** The arguments of a call, with the device of the context where they name none. */
function onDevice(args: unknown[]): unknown[] {
  const last = args.at(-1);
  if (!isPlainObject(last)) return [...args, { device: deviceContext() }];
  const named = last as Record<string, unknown>;
  return named['device'] == null ? [...args.slice(0, -1), { ...named, device: deviceContext() }] : args;
}

/** Defines the operator methods and the properties that are one operator on a prototype. */
export function installMethods(prototype: object): void {
  for (const [name, spec] of Object.entries(table.methods)) {
    const operator = new Operator(spec, {
      name,
      method: true,
      numbersAsTensors: table.numbersAsTensors.has(name),
      creates: table.creators.has(name),
    });
    define(prototype, name, { value: methodOf(name, operator), writable: true });
  }
  for (const [name, spec] of Object.entries(table.properties)) {
    const operator = new Operator(spec, { name, method: true });
    operator.fn = named(name, (self: unknown) => operator.call([self]));
    define(prototype, name, { get(this: unknown) { return operator.call([this]); } });
  }
}

// Few arguments are the rule: they make one array here, where a rest parameter would make two.
function methodOf(name: string, operator: Operator): AnyFunction {
  return (operator.fn = named(name, function (this: unknown, a?: unknown, b?: unknown): unknown {
    switch (arguments.length) {
      case 0:
        return operator.callTensors(this);
      case 1:
        return a === undefined ? operator.call([this, a]) : operator.callTensors(this, a);
      case 2:
        return operator.call([this, a, b]);
      default:
        return operator.call([this, ...arguments]);
    }
  }));
}

function named<T extends AnyFunction>(name: string, fn: T): T {
  return Object.defineProperty(fn, 'name', { value: name });
}

function define(prototype: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(prototype, name, { ...descriptor, configurable: true, enumerable: false });
}
