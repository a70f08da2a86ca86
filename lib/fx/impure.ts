/** Functions that do more than give a value back: nodes that call them are no dead code. */
import { dispatcher } from '../addon/doors.js';
import type { AnyFunction } from '../arguments/overrides.js';
import * as torch from '../generated/torch.js';
import { _assert } from './asserts.js';
import { setitem } from './operator.js';

const effectful = new Set<unknown>([setitem, _assert]);

/** Those that change the generator, also where random numbers count for nothing. */
const random = new Set<unknown>([
  torch.rand, torch.randn, torch.randint, torch.randperm, torch.rand_like, torch.randn_like, torch.randint_like,
  torch.normal, torch.poisson, torch.bernoulli, torch.multinomial,
]);

/**
 * Says that a function does more than give a value back, so that `Graph.eliminate_dead_code` leaves its calls where
 * they are (`torch.fx.has_side_effect`); gives the function back.
 */
export function has_side_effect<F extends (...args: never[]) => unknown>(fn: F): F {
  effectful.add(fn);
  return fn;
}

/** Whether an operator of torch.ops changes what it is given, or, if that counts, draws random numbers. */
function changes(target: AnyFunction, impureRandom: boolean): boolean {
  const { overload } = target as { overload?: unknown };
  const shown = String(target);
  const [space, name] = shown.split('.');
  const full = `${space}::${name}${typeof overload === 'string' && overload !== 'default' ? `.${overload}` : ''}`;
  if (!dispatcher.operator_names().includes(full)) return false;
  const schema = dispatcher.schema(full);
  if (/\([a-z]+!\)|Tensor\([a-z]+!/.test(schema.text)) return true;
  return impureRandom && schema.arguments.some(({ name: each }) => each === 'generator');
}

export function isImpure(target: AnyFunction, impureRandom: boolean): boolean {
  if (effectful.has(target) || random.has(target)) return true;
  const { overload, packet } = target as { overload?: unknown; packet?: unknown };
  return (typeof overload === 'string' || typeof packet === 'string') && changes(target, impureRandom);
}
