/**
 * Python's `operator`: its operators as functions, which JavaScript cannot define for tensors. A traced program that
 * calls them has the nodes that Python's operators make.
 */
import {
  anyOverrides, askFunction, modesOn, type AnyFunction,
} from '../arguments/overrides.js';
import { isMap } from '../python/objects.js';
import { floor_divide, matmul as matmul_, pow as pow_, remainder, rsub } from '../generated/torch.js';
import { is_tensor } from '../values/is_tensor.js';
import type { Index } from '../tensor/indexing.js';
import type { Tensor } from '../tensor/tensor.js';
import { KeyError, IndexError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { inModule } from './function_names.js';

/** What an operator takes: numbers, tensors, and whatever else has a meaning for it. */
export type Operand = number | bigint | boolean | Tensor;
/** What it gives: a tensor, where one is among the operands. */
type Result<A, B = A> = A extends Tensor ? Tensor : B extends Tensor ? Tensor : number;
type Truth<A, B> = A extends Tensor ? Tensor : B extends Tensor ? Tensor : boolean;

interface Binary {
  /** What the operator makes of two numbers, or of tensors element by element. */
  <A extends Operand, B extends Operand>(a: A, b: B): Result<A, B>;
}
interface Comparison {
  /** Whether the comparison holds of two numbers, or of tensors element by element. */
  <A extends Operand, B extends Operand>(a: A, b: B): Truth<A, B>;
}
interface Unary {
  /** What the operator makes of a number, or of a tensor element by element. */
  <A extends Operand>(a: A): Result<A>;
}
interface Assignment {
  /** Puts `c` in the place `b` of `a`. */
  (a: unknown, b: unknown, c: unknown): void;
}

function asking<F extends AnyFunction>(name: string, body: F): F {
  const fn = (...args: unknown[]): unknown =>
    (modesOn === 0 && !anyOverrides(args) ? body(...args) : askFunction(fn, args, () => body(...args)));
  return Object.defineProperty(fn, 'name', { value: name }) as unknown as F;
}

/** How an operator acts on tensors, from the left and from the right, and on numbers. */
interface Meaning {
  tensor(a: Tensor, b: never): unknown;
  reflected?(a: never, b: Tensor): unknown;
  number(a: number, b: number): unknown;
}

function binary(name: string, { tensor, reflected, number }: Meaning): AnyFunction {
  return asking(name, (a, b) => {
    if (is_tensor(a)) return tensor(a, b as never);
    if (is_tensor(b)) return reflected === undefined ? tensor(b, a as never) : reflected(a as never, b);
    for (const each of [a, b]) {
      if (!['number', 'bigint', 'boolean'].includes(typeof each)) {
        throw new TypeError(`operator.${name}(): unsupported operand types: '${typeName(a)}' and '${typeName(b)}'`);
      }
    }
    return number(Number(a), Number(b));
  });
}

const floored = (a: number, b: number): number => Math.floor(a / b);

const made = {
  add: binary('add', { tensor: (a, b) => a.add(b), number: (a, b) => a + b }),
  sub: binary('sub', { tensor: (a, b) => a.sub(b), reflected: (a, b) => rsub(b, a), number: (a, b) => a - b }),
  mul: binary('mul', { tensor: (a, b) => a.mul(b), number: (a, b) => a * b }),
  truediv: binary('truediv', {
    tensor: (a, b) => a.div(b), reflected: (a, b) => b.reciprocal().mul(a), number: (a, b) => a / b,
  }),
  floordiv: binary('floordiv', {
    tensor: (a, b) => a.floor_divide(b), reflected: (a, b) => floor_divide(a, b), number: floored,
  }),
  mod: binary('mod', {
    tensor: (a, b) => a.remainder(b), reflected: (a, b) => remainder(a, b), number: (a, b) => a - floored(a, b) * b,
  }),
  pow: binary('pow', { tensor: (a, b) => a.pow(b), reflected: (a, b) => pow_(a, b), number: (a, b) => a ** b }),
  lshift: binary('lshift', {
    tensor: (a, b) => a.bitwise_left_shift(b), reflected: (a, b) => b.new_tensor(a).bitwise_left_shift(b),
    number: (a, b) => a * 2 ** b,
  }),
  rshift: binary('rshift', {
    tensor: (a, b) => a.bitwise_right_shift(b), reflected: (a, b) => b.new_tensor(a).bitwise_right_shift(b),
    number: (a, b) => Math.floor(a / 2 ** b),
  }),
  and_: binary('and_', { tensor: (a, b) => a.bitwise_and(b), number: (a, b) => Number(BigInt(a) & BigInt(b)) }),
  or_: binary('or_', { tensor: (a, b) => a.bitwise_or(b), number: (a, b) => Number(BigInt(a) | BigInt(b)) }),
  xor: binary('xor', { tensor: (a, b) => a.bitwise_xor(b), number: (a, b) => Number(BigInt(a) ^ BigInt(b)) }),
  matmul: asking('matmul', (a, b) => matmul_(a as Tensor, b as Tensor)),
  eq: asking('eq', (a, b) => compared(a, b, (x, y) => x.eq(y), (x, y) => x === y)),
  ne: asking('ne', (a, b) => compared(a, b, (x, y) => x.ne(y), (x, y) => x !== y)),
  lt: binary('lt', { tensor: (a, b) => a.lt(b), reflected: (a, b) => b.gt(a), number: (a, b) => a < b }),
  gt: binary('gt', { tensor: (a, b) => a.gt(b), reflected: (a, b) => b.lt(a), number: (a, b) => a > b }),
  le: binary('le', { tensor: (a, b) => a.le(b), reflected: (a, b) => b.ge(a), number: (a, b) => a <= b }),
  ge: binary('ge', { tensor: (a, b) => a.ge(b), reflected: (a, b) => b.le(a), number: (a, b) => a >= b }),
  neg: asking('neg', (a) => (is_tensor(a) ? a.neg() : -Number(a))),
  pos: asking('pos', (a) => (is_tensor(a) ? a.positive() : Number(a))),
  invert: asking('invert', (a) => (is_tensor(a) ? a.bitwise_not() : -Number(a) - 1)),
  abs: asking('abs', (a) => (is_tensor(a) ? a.abs() : Math.abs(Number(a)))),
  getitem: asking('getitem', item),
  setitem: asking('setitem', assign),
};

function compared(
  a: unknown, b: unknown, tensor: (x: Tensor, y: never) => unknown, other: (x: unknown, y: unknown) => boolean,
): unknown {
  if (is_tensor(a)) return tensor(a, b as never);
  return is_tensor(b) ? tensor(b, a as never) : other(a, b);
}

/** The indices of a tensor: one, or several as a tuple. */
const indices = (index: unknown): Index[] =>
  (Array.isArray(index) && Object.isFrozen(index) ? [...(index as Index[])] : [index as Index]);

function item(object: unknown, index: unknown): unknown {
  if (is_tensor(object)) return object.index(...indices(index));
  if (isMap(object)) {
    if (!object.has(index)) throw new KeyError(String(index));
    return object.get(index);
  }
  if (Array.isArray(object) || typeof object === 'string') {
    const at = Number(index);
    const place = at < 0 ? at + object.length : at;
    if (!(place in Object(object))) throw new IndexError('list index out of range');
    return (object as unknown[])[place];
  }
  const held = object as Readonly<Record<string, unknown>>;
  if (!(String(index) in Object(held))) throw new KeyError(String(index));
  return held[String(index)];
}

function assign(object: unknown, index: unknown, value: unknown): void {
  if (is_tensor(object)) object.index_put_(indices(index), value as Tensor);
  else if (isMap(object)) object.set(index, value);
  else (object as Record<string, unknown>)[String(index)] = value;
}

const functions = inModule('_operator', made);

/** a + b (`operator.add`): numbers, or tensors. */
export const add = functions.add as Binary;
/** The difference a - b (`operator.sub`). */
export const sub = functions.sub as Binary;
/** The product a * b (`operator.mul`). */
export const mul = functions.mul as Binary;
/** The quotient a / b (`operator.truediv`). */
export const truediv = functions.truediv as Binary;
/** a / b, rounded down (`operator.floordiv`). */
export const floordiv = functions.floordiv as Binary;
/** What is left of a / b rounded down, with the sign of b (`operator.mod`). */
export const mod = functions.mod as Binary;
/** a to the power of b (`operator.pow`). */
export const pow = functions.pow as Binary;
/** a * 2^b (`operator.lshift`): integers. */
export const lshift = functions.lshift as Binary;
/** a / 2^b, rounded down (`operator.rshift`): integers. */
export const rshift = functions.rshift as Binary;
/** The bits that both have (`operator.and_`). */
export const and_ = functions.and_ as Binary;
/** The bits that one of them has (`operator.or_`). */
export const or_ = functions.or_ as Binary;
/** The bits that just one of them has (`operator.xor`). */
export const xor = functions.xor as Binary;
/** The product of matrices (`operator.matmul`). */
export const matmul = functions.matmul as (a: Tensor, b: Tensor) => Tensor;
/** Whether they are equal, of tensors element by element (`operator.eq`). */
export const eq = functions.eq as Comparison;
/** Whether they differ, of tensors element by element (`operator.ne`). */
export const ne = functions.ne as Comparison;
/** Whether a is less than b (`operator.lt`). */
export const lt = functions.lt as Comparison;
/** Whether a is greater than b (`operator.gt`). */
export const gt = functions.gt as Comparison;
/** Whether a is not greater than b (`operator.le`). */
export const le = functions.le as Comparison;
/** Whether a is not less than b (`operator.ge`). */
export const ge = functions.ge as Comparison;
/** The negative, -a (`operator.neg`). */
export const neg = functions.neg as Unary;
/** a itself (`operator.pos`). */
export const pos = functions.pos as Unary;
/** The bits the other way round (`operator.invert`). */
export const invert = functions.invert as Unary;
/** The magnitude (`operator.abs`). */
export const abs = functions.abs as Unary;
/**
 * a[b] (`operator.getitem`): of a tensor what `index` gives, several indices as a frozen array; an element of a list, a
 * map or an object. Throws an IndexError or a KeyError where there is none.
 */
export const getitem = functions.getitem as <T = Tensor>(a: unknown, b: unknown) => T;
/** Sets an element, a[b] = c (`operator.setitem`). */
export const setitem = functions.setitem as Assignment;
