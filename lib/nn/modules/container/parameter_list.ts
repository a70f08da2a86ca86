import { is_tensor } from '../../../values/is_tensor.js';
import { IndexError, RuntimeError } from '../../../values/errors.js';
import { typeName } from '../../../values/type_name.js';
import { Tensor } from '../../../tensor/tensor.js';
import { Module } from '../../module.js';
import { deleteMember, fieldsOf, typename } from '../../module/members.js';
import { Parameter, ParameterImpl } from '../../parameter.js';
import { defineLength } from './listed.js';
import { signature } from '../../../arguments/signature.js';

const list_ = signature('ParameterList(values: Iterable[Any] | None = None)');

/**
 * A list of parameters, which are members of the module that holds it (`torch.nn.ParameterList`). Tensors become
 * parameters; other values are kept as they are.
 */
export class ParameterList<T = Parameter> extends Module {
  /** The values by number, as in Python; `at` knows negative numbers too. */
  [index: number]: T;
  /** How many values there are (Python's `len`). */
  declare readonly length: number;
  protected _size = 0;

  constructor(values?: Iterable<NoInfer<T> | Tensor> | null);
  constructor(options: { values: Iterable<NoInfer<T> | Tensor> | null; [Symbol.iterator]?: never });
  constructor(...args: unknown[]) {
    super();
    const [values] = list_.list(args);
    defineLength(this, (list: this) => list._size);
    if (values !== null) this.extend(values as Iterable<T | Tensor>);
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = 0; i < this._size; i++) yield this[i]!;
  }

  /** The value at a place; from the end if negative. Throws an IndexError where there is none. */
  at(index: number): T {
    return this[this._place(index)]!;
  }
  /** Puts a value at a place that there is. */
  set(index: number, value: T | Tensor): this {
    fieldsOf(this)[this._place(index)] = asParameter(value);
    return this;
  }
  /** Adds an entry at the end (`torch.nn.ParameterList.append`); a tensor becomes a parameter. */
  append(value: T | Tensor): this {
    this._size++;
    return this.set(this._size - 1, value);
  }
  /** Adds entries at the end (`torch.nn.ParameterList.extend`); tensors become parameters. */
  extend(values: Iterable<T | Tensor>): this {
    if (typeof (values as Partial<Iterable<T>> | null)?.[Symbol.iterator] !== 'function' || values instanceof Tensor) {
      throw new TypeError(`ParameterList.extend should be called with an iterable, but got ${typeName(values)}`);
    }
    for (const value of [...values]) this.append(value);
    return this;
  }
  /** Takes the last value out. */
  pop(): T {
    const last = this.at(-1);
    this._size--;
    deleteMember(this, String(this._size));
    return last;
  }
  /** The values from one place to before another as a new list. */
  slice(start?: number, end?: number): ParameterList<T> {
    return new (this.constructor as typeof ParameterList)<T>([...this].slice(start, end));
  }

  forward(): never {
    throw new RuntimeError('ParameterList should not be called.');
  }
  override extra_repr(): string {
    return [...this].map((value, i) => entryText(i, value, (tensor) => String(tensor.dtype))).join('\n');
  }

  protected _place(index: number): number {
    const place = index < 0 ? index + this._size : index;
    if (!(Number.isInteger(index) && place >= 0 && place < this._size)) {
      throw new IndexError(`index ${index} is out of range`);
    }
    return place;
  }
}

/** Tensors become parameters when a list or a dict of parameters takes them. */
export function asParameter(value: unknown): unknown {
  const plain = is_tensor(value) && !(value instanceof ParameterImpl);
  return plain ? Parameter(value as Tensor) : value;
}

/** One line of the text of a list or a dict of parameters. */
export function entryText(key: string | number, value: unknown, describe: (tensor: Tensor) => string): string {
  if (!is_tensor(value)) return `  (${key}): Object of type: ${typename(value)}`;
  const tensor = value as Tensor;
  const device = tensor.is_cuda ? ` (${String(tensor.device)})` : '';
  const kind = tensor instanceof ParameterImpl ? 'Parameter' : 'Tensor';
  return `  (${key}): ${kind} containing: [${describe(tensor)} of size ${tensor.shape.join('x')}${device}]`;
}
