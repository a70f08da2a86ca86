// The suite `autocast`, see python/autocast.py: the tables of operators and modules under torch.autocast on the CPU.

import * as torch from '../../../dist/index.js';
import * as modules from './modules.mjs';
import { leavesIn, named, target, withGradients } from './ops.mjs';

export const { functions } = modules;

/** See replay.mjs. */
export function* perform(call, about) {
  const block = (body) => torch.autocast('cpu', { dtype: torch[about.dtype] }, body);
  if (call.module !== undefined) {
    yield* modules.perform(call, about, block);
    return;
  }
  const { args, kwargs, cotangents } = call;
  const leaves = leavesIn(args, kwargs);
  const fn = target(call, about.entry);
  if (about.form === 'backward inside') {
    // Around both, so that the second finds the casts of the first.
    const inside = torch.autocast('cpu', { dtype: torch[about.dtype] });
    const leave = inside[Symbol.dispose];
    try {
      yield* forwardAndBackward();
    } finally {
      leave.call(inside);
    }
  } else yield* forwardAndBackward();

  function* forwardAndBackward() {
    const result = yield ['result', () => block(() => fn(...args, ...named(kwargs)))];
    if (result === undefined || cotangents === undefined) return;
    yield ['grad', () => torch.autograd.grad(withGradients(result), leaves,
      { grad_outputs: cotangents, allow_unused: true })];
  }
}
