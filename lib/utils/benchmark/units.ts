/** How times are shown. */
import { signature } from '../../arguments/signature.js';
import { scope } from '../../addon/scope.js';
import { get_num_threads, set_num_threads } from '../../addon/threads.js';
import { context } from '../../autograd/context.js';
import { tensor } from '../../tensor/factories.js';
import { AssertionError, KeyError } from '../../values/errors.js';
import { py_repr } from '../../python/repr.js';

/** A unit of time, and how many seconds it is. */
export type ChosenUnit = readonly [unit: string, scale: number];

const units: Readonly<Record<string, { readonly scale: number; readonly name: string }>> = {
  ns: { scale: 1e-9, name: 'nanosecond' }, us: { scale: 1e-6, name: 'microsecond' },
  ms: { scale: 1e-3, name: 'millisecond' }, s: { scale: 1, name: 'second' },
};
const byThousands: Readonly<Record<number, string>> = { [-3]: 'ns', [-2]: 'us', [-1]: 'ms' };

/** The logarithm as tensors have it, in their precision. */
export const log10 = (x: number): number => scope(() => tensor(x).log10().item() as number);

/** The unit in which a time of so many seconds has one to three digits (`torch.utils.benchmark.select_unit`). */
export const select_unit = signature('select_unit(t: float) -> ChosenUnit').define((t): ChosenUnit => {
  const unit = byThousands[Math.floor(log10(t) / 3)] ?? 's';
  return Object.freeze([unit, units[unit]!.scale]) as ChosenUnit;
});

/** The name of a unit (`torch.utils.benchmark.unit_to_english`). Throws a KeyError for another one. */
export const unit_to_english = signature('unit_to_english(u: str) -> str').define((u) => {
  if (!Object.hasOwn(units, u)) throw new KeyError(py_repr(u));
  return units[u]!.name;
});

/** A number with so many digits that are not 0 (`torch.utils.benchmark.trim_sigfig`). */
export const trim_sigfig = signature('trim_sigfig(x: float, n: int) -> float').define((x, n) => {
  if (!Number.isInteger(n)) throw new AssertionError('Number of significant figures must be an integer');
  return scope(() => {
    const magnitude = tensor(x).abs().log10().ceil().item() as number;
    const scale = 10 ** (magnitude - n);
    return tensor(x / scale).round().mul(scale).item() as number;
  });
});

/** The elements, each once, in the order of their first (`torch.utils.benchmark.ordered_unique`). */
export function ordered_unique<T>(elements: Iterable<T>): T[];
export function ordered_unique<T>(named: { readonly elements: Iterable<T> }): T[];
export function ordered_unique(...args: unknown[]): unknown[] {
  return [...new Set(unique.list(args)[0])];
}
const unique = signature('ordered_unique(elements: Iterable[Any])');

/** A context with another number of libtorch's threads (`torch.utils.benchmark.set_torch_threads`). */
export const set_torch_threads = context(signature('set_torch_threads(n: int)'), (n) => {
  const before = get_num_threads();
  set_num_threads(n);
  return () => set_num_threads(before);
});
