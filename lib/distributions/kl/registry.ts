/** Which function computes a divergence, by the classes of both distributions. */
import { signature } from '../../arguments/signature.js';
import { warn } from '../../python/warnings.js';
import type { Tensor } from '../../tensor/tensor.js';
import { NotImplementedError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';
import { Distribution } from '../distribution.js';

/** A class of distributions. */
export type DistributionClass<D extends Distribution = Distribution> = { readonly prototype: D; readonly name: string };

/** Computes the divergence of two distributions. */
export type Divergence<P extends Distribution = Distribution, Q extends Distribution = Distribution> =
  (p: P, q: Q) => Tensor;

type Cls = DistributionClass;
interface Entry { readonly p: Cls; readonly q: Cls; readonly divergence: Divergence }

const registry: Entry[] = [];
/** What was found before for two classes; null for none. */
let found = new Map<Cls, Map<Cls, Divergence | null>>();

function checkClass(name: string, cls: unknown): void {
  const { prototype } = (typeof cls === 'function' ? cls : {}) as { prototype?: unknown };
  if (prototype instanceof Distribution || cls === Distribution) return;
  throw new TypeError(`Expected ${name} to be a Distribution subclass but got ${py_repr(cls)}`);
}

/**
 * Registers the function that computes the divergence for two classes and those that extend them
 * (`torch.distributions.register_kl`, a decorator): `register_kl(Normal, Normal)((p, q) => ...)`. Throws a TypeError
 * for what is no class of distributions.
 */
export function register_kl<P extends Distribution, Q extends Distribution>(
  type_p: DistributionClass<P>, type_q: DistributionClass<Q>,
): (fun: Divergence<P, Q>) => Divergence<P, Q> {
  checkClass('type_p', type_p);
  checkClass('type_q', type_q);
  return (fun) => {
    const at = registry.findIndex(({ p, q }) => p === type_p && q === type_q);
    const entry = { p: type_p, q: type_q, divergence: fun as unknown as Divergence };
    if (at < 0) registry.push(entry);
    else registry[at] = entry;
    found = new Map();
    return fun;
  };
}

const isSubclass = (cls: Cls, base: Cls): boolean => cls === base || cls.prototype instanceof (base as never);

/** Whether classes are as special as others, or more: the first that differ decide. */
function isAtMost(classes: readonly Cls[], others: readonly Cls[]): boolean {
  for (let i = 0; i < classes.length; i++) {
    if (!isSubclass(classes[i]!, others[i]!)) return false;
    if (classes[i] !== others[i]) break;
  }
  return true;
}

/** The most special of them, as Python's `min` finds it. */
function most(matches: readonly Entry[], order: (entry: Entry) => readonly Cls[]): Entry {
  return matches.reduce((best, each) => {
    const [a, b] = [order(each), order(best)];
    return isAtMost(a, b) && a.some((cls, i) => cls !== b[i]) ? each : best;
  });
}

function dispatch(type_p: Cls, type_q: Cls): Divergence | null {
  const matches = registry.filter(({ p, q }) => isSubclass(type_p, p) && isSubclass(type_q, q));
  if (matches.length === 0) return null;
  const left = most(matches, ({ p, q }) => [p, q]);
  const right = most(matches, ({ p, q }) => [q, p]);
  if (left.divergence !== right.divergence) {
    warn('RuntimeWarning', `Ambiguous kl_divergence(${type_p.name}, ${type_q.name}). ` +
      `Please register_kl(${left.p.name}, ${right.q.name})`);
  }
  return left.divergence;
}

function divergenceOf(type_p: Cls, type_q: Cls): Divergence | null {
  let row = found.get(type_p);
  if (row === undefined) found.set(type_p, (row = new Map()));
  let divergence = row.get(type_q);
  if (divergence === undefined) row.set(type_q, (divergence = dispatch(type_p, type_q)));
  return divergence;
}

/**
 * The Kullback-Leibler divergence KL(p || q) (`torch.distributions.kl_divergence`): to batch_shape. Throws a
 * NotImplementedError for classes that have no formula.
 */
export const kl_divergence = signature(
  'kl_divergence(p: Distribution, q: Distribution) -> Tensor',
).define((p, q) => {
  const [type_p, type_q] = [p.constructor as unknown as Cls, q.constructor as unknown as Cls];
  const divergence = divergenceOf(type_p, type_q);
  if (divergence !== null) return divergence(p, q);
  throw new NotImplementedError(
    `No KL(p || q) is implemented for p type ${type_p.name} and q type ${type_q.name}`);
}, { asks: false });
