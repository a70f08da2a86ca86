// The suite `optimizers`, see python/optimizers.py: PyTorch's table of optimizers, each with its sets of options.

import * as torch from '../../../dist/index.js';

const { optim } = torch;
const copies = (params) => params.map((param) => param.detach().clone());

/** What an optimizer is given, sets among it made. */
function plain(value) {
  if (Array.isArray(value) || value instanceof torch.Tensor || value === null || typeof value !== 'object') return value;
  return '$set' in value ? new Set(value.$set) : value;
}

/** The tensors of it, in order. */
function tensorsOf(groups) {
  if (groups instanceof torch.Tensor) return [groups];
  return [...groups].flatMap((one) => {
    const of = one instanceof torch.Tensor || Array.isArray(one) ? one : one.params;
    return of instanceof torch.Tensor ? [of] : tensorsOf(of.filter((item) => typeof item !== 'string'));
  });
}

function make({ optimizer, params, kwargs }) {
  return new optim[optimizer](plain(params), ...(Object.keys(kwargs).length > 0 ? [kwargs] : []));
}

const pairs = (value) => [...(value instanceof Map ? value : new Map(Object.entries(value)))];

function stateOf(optimizer) {
  const { state, param_groups } = optimizer.state_dict();
  return [pairs(state).map(([key, of]) => [Number(key), pairs(of)]), param_groups.map(pairs)];
}

/** See replay.mjs. */
export function* perform(call, { form }) {
  let params = plain(call.params);
  if (form === 'differentiable') {
    params = call.params.map((leaf) => leaf.clone());
    params.forEach((param, i) => (param.grad = call.grads[i]));
  }
  let optimizer;
  yield ['made', () => {
    optimizer = make({ ...call, params });
    return true;
  }];
  if (optimizer !== undefined) yield* uses[form](optimizer, call, params);
}

function step(optimizer, params, grads) {
  params.forEach((param, i) => (param.grad = grads[i]));
  optimizer.step();
  return copies(params);
}

function* steps(optimizer, call, params) {
  const flat = tensorsOf(params);
  yield ['text', () => String(optimizer)];
  const made = yield ['steps', () => call.steps.slice(0, -1).map((grads) => step(optimizer, flat, grads))];
  if (made === undefined) return;
  yield ['state', () => stateOf(optimizer)];
  yield ['loaded', () => {
    const other = make(call);
    other.load_state_dict(optimizer.state_dict());
    return step(other, flat, call.steps.at(-1));
  }];
}

const uses = {
  steps,
  groups: steps,
  names: steps,
  sparse: steps,
  *closure(optimizer, { targets, weights }, params) {
    const loss = () => {
      optimizer.zero_grad();
      const total = params.map((param, i) => param.sub(targets[i]).abs().square().mul(weights[i]).sum())
        .reduce((sum, part) => sum.add(part));
      total.backward();
      return total;
    };
    const once = () => {
      const given = optimizer.step(loss);
      return [given.detach(), copies(params)];
    };
    const made = yield ['steps', () => [once(), once(), once(), once()]];
    if (made !== undefined) yield ['state', () => stateOf(optimizer)];
  },
  *differentiable(optimizer, call, params) {
    const made = yield ['steps', () => {
      optimizer.step();
      return copies(params);
    }];
    if (made === undefined) return;
    yield ['grad', () => torch.autograd.grad(params, [...call.params, ...call.grads],
      { grad_outputs: call.cotangents, allow_unused: true })];
  },
  *error(optimizer, call, params) {
    const flat = tensorsOf(params);
    yield ['step', () => {
      step(optimizer, flat, call.steps[0]);
      return true;
    }];
  },
};
