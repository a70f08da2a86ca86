// The suite `modules`, see python/modules.py: PyTorch's table of modules, each made and called as a program does it.

import * as torch from '../../../dist/index.js';
import { BytesIO } from '../../../dist/serialization/index.js';
import { tensorsIn } from '../decode.mjs';
import { functions as makers } from './ops.mjs';

const { nn } = torch;

export const functions = { ...makers, gelu: nn.functional.gelu, relu: nn.functional.relu };

const named = (kwargs) => (Object.keys(kwargs).length > 0 ? [kwargs] : []);

/** Arguments of a constructor, objects among them made. */
function objects(value) {
  if (Array.isArray(value)) return value.map(objects);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if ('$module' in value) return new nn[value.$module](...value.args, ...named(value.kwargs));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, objects(item)]));
}

function make({ module, args, kwargs, dtype, training }) {
  const made = new nn[module](...objects(args), ...named(objects(kwargs)));
  if (dtype !== null) made.to(dtype);
  return made.train(training);
}

function stateOf(module) {
  const state = module.state_dict();
  return [[...state.keys()], [...state.values()].map((value) => (nn.parameter.is_lazy(value) ? null : value))];
}

function saved(module) {
  const file = new BytesIO();
  torch.save(module.state_dict(), file);
  file.seek(0);
  const state = torch.load(file);
  return [[...state.keys()], [...state.values()]];
}

const leavesIn = (...values) => [...new Set(tensorsIn(values).filter((tensor) => tensor.requires_grad))];
const withGradients = (result) => tensorsIn(result).filter((tensor) => tensor.requires_grad);

/** See replay.mjs. */
export function* perform(call, { form }, around = (body) => body()) {
  let module;
  yield ['made', () => {
    module = make(call);
    return true;
  }];
  if (module === undefined) return;
  const run = () => around(() => module(...call.inputs, ...named(call.named)));
  if (form === 'keywords' || form === 'error') {
    yield ['result', run];
    return;
  }
  yield ['text', () => String(module)];
  yield ['state', () => stateOf(module)];
  const result = yield ['result', run];
  if (result !== undefined) {
    yield ['after', () => stateOf(module)];
    yield* gradients(call, result, leavesIn(call.inputs, call.named, [...module.parameters()]));
  }
  if (call.save) yield ['saved', () => saved(module)];
}

function* gradients({ cotangents, cotangents2 }, result, leaves) {
  if (cotangents === undefined) return;
  const options = { allow_unused: true };
  const first = yield ['grad', () => torch.autograd.grad(withGradients(result), leaves,
    { ...options, grad_outputs: cotangents, create_graph: cotangents2 !== undefined })];
  if (first === undefined || cotangents2 === undefined) return;
  yield ['grad2', () => torch.autograd.grad(withGradients(first), leaves, { ...options, grad_outputs: cotangents2 })];
}
