/** `torch.autograd.forward_ad`: derivatives in the direction of a tangent, computed along with the values. */
import { layers } from '../addon/doors.js';
import { op } from '../addon/call/op.js';
import { namedTuple } from '../addon/call/named_tuple.js';
import { signature } from '../arguments/signature.js';
import { py_repr } from '../python/repr.js';
import type { Tensor } from '../tensor/tensor.js';
import { RuntimeError, ValueError } from '../values/errors.js';
import { inBlock, Mode, runInMode } from './mode.js';

/** The level that is used where none is named; -1 for none. */
let current = -1;

/** A tensor and its tangent, null where there is none (`torch.autograd.forward_ad.UnpackedDualTensor`). */
export type UnpackedDualTensor = readonly [primal: Tensor, tangent: Tensor | null] & {
  readonly primal: Tensor;
  readonly tangent: Tensor | null;
};

const unpacked = namedTuple('UnpackedDualTensor', ['primal', 'tangent'], (fields) =>
  `UnpackedDualTensor(${fields.map(([name, value]) => `${name}=${py_repr(value)}`).join(', ')})`);

const takes = signature('UnpackedDualTensor(primal: Tensor, tangent: Tensor | None)');

/** Makes what {@link unpack_dual} gives. */
export function UnpackedDualTensor(...args: typeof takes.args): UnpackedDualTensor {
  return unpacked(takes.list(args)) as UnpackedDualTensor;
}

/**
 * Begins a level of forward mode, and gives its number (`torch.autograd.forward_ad.enter_dual_level`). Throws a
 * RuntimeError where one has begun already: there is one at a time. {@link dual_level} ends it by itself.
 */
export const enter_dual_level = signature('enter_dual_level() -> int').define(() => {
  const level = layers.enter_dual_level();
  if (level !== current + 1) {
    throw new RuntimeError('Entering a new forward AD level but the current level is not valid. Make sure you did ' +
      'not modify it directly.');
  }
  current = level;
  return level;
});

/**
 * Ends a level, the last one, and forgets its tangents (`torch.autograd.forward_ad.exit_dual_level`). Throws a
 * RuntimeError for another one.
 */
export const exit_dual_level = signature('exit_dual_level(*, level: int = None) -> None').define((level) => {
  const left = level ?? current;
  if (left !== current) {
    throw new RuntimeError('Trying to exit a forward AD level that was not the last one that was created. This is ' +
      'not supported.');
  }
  layers.exit_dual_level(left);
  current = left - 1;
});

/**
 * The tensor with a tangent: what is computed of it carries its derivative in that direction
 * (`torch.autograd.forward_ad.make_dual`). Throws a RuntimeError out of a level, a ValueError for integers.
 */
export const make_dual = signature(
  'make_dual(tensor: Tensor, tangent: Tensor, *, level: int = None) -> Tensor',
).define((tensor, tangent, level) => {
  const at = level ?? current;
  if (at < 0) {
    throw new RuntimeError('Trying to create a dual Tensor for forward AD but no level exists, make sure to ' +
      'enter_dual_level() first.');
  }
  check_differentiable('primal', tensor);
  check_differentiable('tangent', tangent);
  return op('aten::_make_dual')(tensor, tangent, at);
});

function check_differentiable(what: string, { dtype }: Tensor): void {
  if (dtype.is_floating_point || dtype.is_complex) return;
  throw new ValueError(`Expected ${what} to be floating point or complex, but got: ${String(dtype)}`);
}

/**
 * The value and the tangent of a tensor (`torch.autograd.forward_ad.unpack_dual`): `const { primal, tangent } =
 * unpack_dual(y)`, or `[primal, tangent]`; the tangent is null where there is none.
 */
export const unpack_dual = signature(
  'unpack_dual(tensor: Tensor, *, level: int = None) -> UnpackedDualTensor',
).define((tensor, level) => {
  const at = level ?? current;
  if (at < 0) return UnpackedDualTensor(tensor, null);
  const [primal, tangent] = op<[Tensor, Tensor | null]>('aten::_unpack_dual')(tensor, at);
  return UnpackedDualTensor(primal, tangent);
});

/**
 * Runs `body` in a level of forward mode (`torch.autograd.forward_ad.dual_level`), or begins one for the rest of the
 * block, `using _ = dual_level()`. Tangents end with it. Throws a TypeError for an async function.
 */
export function dual_level(): Mode;
export function dual_level<T>(body: () => T): T;
export function dual_level<T>(body?: () => T): T | Mode {
  const level = enter_dual_level();
  const mode = new Mode('dual_level', () => exit_dual_level({ level }));
  return body === undefined ? inBlock(mode) : runInMode('dual_level', mode, body);
}

/** Runs `body` with forward mode switched on or off. */
export function with_fwd_grad<T>(enabled: boolean, body: () => T): T {
  const before = layers.is_fwd_grad_enabled();
  layers.set_fwd_grad_enabled(enabled);
  try {
    return body();
  } finally {
    layers.set_fwd_grad_enabled(before);
  }
}
