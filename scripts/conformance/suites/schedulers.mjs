// The suite `schedulers`, see python/schedulers.py: every scheduler with several sets of arguments.

import * as torch from '../../../dist/index.js';

const { optim } = torch;
const { lr_scheduler, swa_utils } = optim;
const count = 30;

export const functions = { halves: (epoch) => 0.5 ** epoch, shrinks: (epoch) => 1 / (1 + epoch), keeps: () => 0.95 };

const scaled = (rate, by) => (rate instanceof torch.Tensor ? rate.mul(by) : rate * by);
const number = (value) => (value instanceof torch.Tensor ? value.item() : value);

function optimizerOf({ optimizer, options: given }) {
  const params = [0, 1].map(() => torch.zeros(2, { dtype: torch.float64 }).requires_grad_());
  const options = Object.fromEntries(Object.entries(given).map(([name, value]) =>
    [name, value instanceof torch.Tensor ? value.clone() : value]));
  const groups = [{ params: [params[0]] }, { params: [params[1]], lr: scaled(options.lr, 0.125) }];
  return new optim[optimizer](groups, options);
}

function make(name, optimizer, given) {
  const made = (value) => {
    if (Array.isArray(value)) return value.map(made);
    const isScheduler = value !== null && typeof value === 'object' && '$scheduler' in value;
    return isScheduler ? make(value.$scheduler, optimizer, value.kwargs) : value;
  };
  const kwargs = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, made(value)]));
  if (name === 'ChainedScheduler') {
    const { schedulers } = kwargs;
    return new lr_scheduler.ChainedScheduler(schedulers, ...(schedulers.length > 0 ? [{ optimizer }] : []));
  }
  const Scheduler = name === 'SWALR' ? swa_utils.SWALR : lr_scheduler[name];
  return new Scheduler(optimizer, ...(Object.keys(kwargs).length > 0 ? [kwargs] : []));
}

function rates({ param_groups }) {
  return param_groups.map(({ lr, momentum, betas }) =>
    [number(lr), momentum ?? null, betas === undefined ? null : [...betas]]);
}

function plain(value) {
  if (value === null || value === undefined) return null;
  if (value instanceof torch.Tensor) return value.item();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return [...value].map(([key, item]) => [key, plain(item)]);
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.entries(value).map(([key, item]) => [key, plain(item)]);
  }
  return typeof value === 'object' || typeof value === 'function' ? value.constructor.name : value;
}

/** See replay.mjs. */
export function* perform(call, { form }) {
  let optimizer;
  let scheduler;
  yield ['made', () => {
    optimizer = optimizerOf(call);
    scheduler = make(call.scheduler, optimizer, call.kwargs);
    return rates(optimizer);
  }];
  if (scheduler === undefined || form === 'error') return;
  const steps = (of, by, first, last) => {
    const found = [];
    for (let i = first; i < last; i++) {
      of.step();
      if (call.metrics !== null) by.step(call.metrics[i]);
      else if (call.closed) by.step((i * 7) % 23);
      else by.step();
      found.push(rates(of));
    }
    return found;
  };
  if (form === 'resumed') {
    yield ['rates', () => {
      steps(optimizer, scheduler, 0, 7);
      const other = optimizerOf(call);
      const again = make(call.scheduler, other, call.kwargs);
      other.load_state_dict(optimizer.state_dict());
      again.load_state_dict(scheduler.state_dict());
      return steps(other, again, 7, 15);
    }];
    return;
  }
  const made = yield ['rates', () => steps(optimizer, scheduler, 0, count)];
  if (made === undefined) return;
  yield ['last', () => scheduler.get_last_lr().map(number)];
  yield ['state', () => plain(scheduler.state_dict())];
}
