// The suite `ops`, see python/ops.py: PyTorch's table of operators, each called as a program calls it.

import * as torch from '../../../dist/index.js';
import { tensorsIn } from '../decode.mjs';
import { counterparts } from './counterparts.mjs';

export const functions = {
  PairwiseDistance: ({ p, eps, keepdim }) => {
    const module = new torch.nn.PairwiseDistance({ p, eps, keepdim });
    return (a, b) => module(a, b);
  },
  LinearCrossEntropyOptions: (options) => new torch.nn.LinearCrossEntropyOptions(options),
};

/** See replay.mjs. */
export function* perform(call, { entry, form }) {
  const { args, kwargs } = call;
  if (form === 'function') yield* asFunction(target(call, entry), call);
  else if (form.startsWith('out')) yield* intoOut(target(call, entry), call);
  else if (form === 'inplace' || /[^_]_$/.test(call.method)) yield* inPlace(call, entry);
  else if (form === 'method' || call.method !== undefined) yield* asMethod(call, entry);
  else yield ['result', () => target(call, entry)(...args, ...named(kwargs))];
}

/** Arguments by name are one trailing object. */
export function named(kwargs) {
  return Object.keys(kwargs).length > 0 ? [kwargs] : [];
}

/** What is called. */
export function target({ path }, entry) {
  if (path === null) return counterparts[entry]?.function ?? missing(`the table of counterparts has no function ${entry}`);
  if (counterparts[entry]?.always) return counterparts[entry].function;
  const at = path.replace(/^torch\./, '').split('.');
  const owner = at.slice(0, -1).reduce((space, name) => space?.[name], torch);
  // Private names are reached by the operator's own.
  const found = owner?.[at.at(-1)] ?? (at[0].startsWith('_') ? torch.ops.aten[at[0]] : undefined);
  return typeof found === 'function' ? found : missing(`torch.${path} is not there`);
}

function missing(why) {
  return () => {
    throw new ReferenceError(why);
  };
}

export function leavesIn(...values) {
  return [...new Set(tensorsIn(values).filter((tensor) => tensor.requires_grad))];
}

export const withGradients = (result) => tensorsIn(result).filter((tensor) => tensor.requires_grad);

function* asFunction(fn, { args, kwargs, cotangents, cotangents2 }) {
  const leaves = leavesIn(args, kwargs);
  const result = yield ['result', () => fn(...args, ...named(kwargs))];
  if (result === undefined) return;
  yield ['text', () => tensorsIn(result).map(String)];
  if (cotangents === undefined) return;
  const create_graph = cotangents2 !== undefined;
  const first = yield ['grad', () => torch.autograd.grad(withGradients(result), leaves,
    { grad_outputs: cotangents, allow_unused: true, create_graph: create_graph || undefined })];
  if (first === undefined || !create_graph) return;
  yield ['grad2', () => torch.autograd.grad(first.filter((grad) => grad?.requires_grad), leaves,
    { grad_outputs: cotangents2, allow_unused: true })];
}

function backward(result, leaves, cotangents) {
  torch.autograd.backward(withGradients(result), cotangents);
  return leaves.map((leaf) => leaf.grad);
}

function* asMethod({ args: [self, ...rest], kwargs, method, cotangents }, entry) {
  const leaves = leavesIn(self, rest, kwargs);
  const call = method === null || counterparts[entry]?.always
    ? (...all) => counterparts[entry].method(self, ...all) : (...all) => self[method](...all);
  const result = yield ['result', () => call(...rest, ...named(kwargs))];
  if (result !== undefined && cotangents !== undefined) yield ['grad', () => backward(result, leaves, cotangents)];
}

function* inPlace({ args: [self, ...rest], kwargs, method, cotangents }, entry) {
  const leaves = leavesIn(self, rest, kwargs);
  const written = self.clone();
  const call = method === null
    ? (...all) => counterparts[entry].inplace(written, ...all) : (...all) => written[method](...all);
  const result = yield ['result', () => call(...rest, ...named(kwargs))];
  if (result !== undefined) {
    yield ['same', () => result === written];
    if (cotangents !== undefined) yield ['grad', () => backward(result, leaves, cotangents)];
  }
  yield ['input', () => written];
}

function* intoOut(fn, { args, kwargs, out }) {
  const plain = (value) =>
    (value instanceof torch.Tensor ? value.detach() : Array.isArray(value) ? value.map(plain) : value);
  const given = Object.fromEntries(Object.entries(kwargs).map(([name, value]) => [name, plain(value)]));
  const result = yield ['result', () => fn(...plain(args), { ...given, out })];
  if (result === undefined) return;
  const [got, buffers] = [tensorsIn(result), tensorsIn(out)];
  yield ['same', () => got.every((tensor, i) => tensor === buffers[i])];
}
