/** PyTorch's functions for sizes that may be symbols: here sizes are always numbers. */
import { signature } from '../arguments/signature.js';
import { AssertionError, ValueError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { pythonType } from '../backends/module.js';

/** A size, or a number. */
export type SymNumber = number | bigint;

/** The number without its fraction, or of its text (`torch.sym_int`). Throws a ValueError for other text. */
export const sym_int = signature('sym_int(a: object) -> int').define((a: unknown) => {
  if (typeof a === 'string' && /^\s*[+-]?\d+\s*$/.test(a)) return Number(a);
  if (typeof a === 'string') throw new ValueError(`invalid literal for int() with base 10: '${a}'`);
  return typeof a === 'bigint' ? (a as unknown as number) : Math.trunc(Number(a));
});

/** The number as a float (`torch.sym_float`). */
export const sym_float = signature('sym_float(a: object) -> float').define((a: unknown) => Number(a));

/** The greater of two numbers (`torch.sym_max`). Throws an AssertionError for what is no number. */
export const sym_max = signature('sym_max(a: SymNumber, b: SymNumber) -> SymNumber').define((a, b) =>
  (checked(b) > checked(a) ? b : a));

/** The less of two numbers (`torch.sym_min`). Throws an AssertionError for what is no number. */
export const sym_min = signature('sym_min(a: SymNumber, b: SymNumber) -> SymNumber').define((a, b) =>
  (checked(b) < checked(a) ? b : a));

/** The opposite (`torch.sym_not`). */
export const sym_not = signature('sym_not(a: object) -> bool').define((a: unknown) => !a);

/** The square root (`torch.sym_sqrt`). Throws a ValueError below zero. */
export const sym_sqrt = signature('sym_sqrt(a: SymNumber) -> float').define((a) => {
  if (Number(a) < 0) throw new ValueError('math domain error');
  return Math.sqrt(Number(a));
});

/** The sum of numbers, in a list or one by one (`torch.sym_sum`). */
export const sym_sum = signature('sym_sum(*args: SymNumber | Sequence[SymNumber]) -> SymNumber').define((args) => {
  const all = (args.length === 1 && Array.isArray(args[0]) ? args[0] : args) as readonly SymNumber[];
  if (!all.some((each) => typeof each === 'bigint')) return all.reduce<number>((sum, each) => sum + Number(each), 0);
  return all.reduce<bigint>((sum, each) => sum + BigInt(each), 0n);
});

/** A size that the compiler knows nothing of: the size itself (`torch.sym_fresh_size`). */
export const sym_fresh_size = signature('sym_fresh_size(expr: SymNumber) -> SymNumber').define((expr) => expr);

const ite = signature('sym_ite(b: bool, t: object, f: object)');

/**
 * The second if the first holds, else the third (`torch.sym_ite`). Throws an AssertionError for two kinds of values.
 */
export function sym_ite<T>(b: boolean, t: T, f: T): T;
export function sym_ite(...args: unknown[]): unknown {
  const [b, t, f] = ite.list(args) as [unknown, unknown, unknown];
  if (typeof b !== 'boolean') throw new AssertionError(`expected SymBool or bool, got <class '${pythonType(b)}'>`);
  if (typeof t !== typeof f) {
    throw new AssertionError(`type mismatch: <class '${pythonType(t)}'> vs <class '${pythonType(f)}'>`);
  }
  return b ? t : f;
}

function checked(value: SymNumber): SymNumber {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  throw new AssertionError(`expected (<class 'int'>, <class 'float'>), got <class '${typeName(value)}'>`);
}
