/** What every check is made of: the reader's answers come in, a Problem says what is off. */
import * as torch from 'nodetorch';

/** One friendly sentence for the reader; anything else thrown by a check is a mistake in the check. */
export class Problem extends Error {}

/** What the task cell of a lesson exports, by name. */
export type Answers = Record<string, unknown>;

export interface Task {
  names: string[];
  /** Returns when all is well and throws a Problem when something is off. */
  check(mine: Answers): void;
}

export const number_of = (mine: Answers, name: string): number => as_number(mine[name], name);

export function numbers_of(mine: Answers, name: string, count: number): number[] {
  const value = mine[name];
  if (!Array.isArray(value)) throw new Problem(`${name} should be a list of numbers, and is ${describe(value)}`);
  if (value.length !== count) throw new Problem(`${name} should have ${count} numbers, and has ${value.length}`);
  return Array.from(value, (item, i) => as_number(item, `${name}[${i}]`));
}

function as_number(value: unknown, name: string): number {
  if (value instanceof torch.Tensor) throw new Problem(`${name} is a tensor; .item() takes the number out of it`);
  if (typeof value !== 'number') throw new Problem(`${name} should be a number, and is ${describe(value)}`);
  if (!Number.isFinite(value)) throw new Problem(`${name} is ${value}`);
  return value;
}

/** A tensor of this shape; without a shape, of any. */
export function tensor_of(mine: Answers, name: string, shape?: number[]): torch.Tensor {
  const value = mine[name];
  if (!(value instanceof torch.Tensor)) throw new Problem(`${name} should be a tensor, and is ${describe(value)}`);
  const tensor = value;
  const got = [...tensor.shape];
  if (shape && !same(got, shape)) {
    throw new Problem(`${name} should have ${shape.join(' × ')} numbers, and has ${got.join(' × ') || 'just one'}`);
  }
  return tensor.detach();
}

/** Calls the reader's function; what it throws becomes a Problem. */
export function call<T>(mine: Answers, name: string, ...args: unknown[]): T {
  const value = mine[name];
  if (typeof value !== 'function') throw new Problem(`${name} should be a function, and is ${describe(value)}`);
  try {
    return value(...args) as T;
  } catch (error) {
    throw new Problem(`${name}(${args.join(', ')}) stopped with: ${error instanceof Error ? error.message : error}`);
  }
}

/** The part of its terms that a short sum in 32 bits may be off: a few units of the last of their 24 digits. */
export const rounding = 4 * 2 ** -24;

export const sum = (numbers: number[]): number => numbers.reduce((total, x) => total + x, 0);

/** Equal up to rounding; infinities and nan, which memory that nobody has set may hold, are equal to themselves. */
export const near = (a: number, b: number, tolerance = 1e-4): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));

/** Whether two tensors of one shape agree. */
export function all_near(a: torch.Tensor, b: torch.Tensor): boolean {
  const wanted = b.reshape(-1).tolist() as number[];
  return (a.reshape(-1).tolist() as number[]).every((value, i) => near(value, wanted[i]));
}

/** Throws unless two tensors of one shape agree; says where they first differ. */
export function expect_near(name: string, got: torch.Tensor, wanted: torch.Tensor, hint = ''): void {
  const [a, b] = [got.reshape(-1).tolist(), wanted.reshape(-1).tolist()] as [number[], number[]];
  const at = a.findIndex((value, i) => !near(value, b[i]));
  if (at < 0) return;
  const place: number[] = [];
  for (let rest = at, d = wanted.dim() - 1; d >= 0; d--) {
    place.unshift(rest % wanted.size(d));
    rest = Math.floor(rest / wanted.size(d));
  }
  throw new Problem(
    `${name}[${place.join(', ')}] is ${short(a[at])}, and should be ${short(b[at])}${hint && `. ${hint}`}`,
  );
}

export const short = (x: number): string => String(Number(x.toPrecision(5)));

export const same = (a: number[], b: number[]): boolean => a.length === b.length && a.every((x, i) => x === b[i]);

export function describe(value: unknown): string {
  if (value instanceof torch.Tensor) return `a tensor of shape ${(value).shape}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}
