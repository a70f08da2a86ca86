import { OrderedDict, type DictItems } from '../../../collections/ordered_dict.js';
import { AttributeError, KeyError, RuntimeError } from '../../../values/errors.js';
import { typeName } from '../../../values/type_name.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { Module } from '../../module.js';
import { deleteMember, fieldsOf, setField, typename } from '../../module/members.js';
import type { Parameter } from '../../parameter.js';
import { defineLength } from './listed.js';
import { checkedPairs } from './module_dict.js';
import { asParameter, entryText } from './parameter_list.js';
import { signature } from '../../../arguments/signature.js';

const dict_ = signature('ParameterDict(parameters: Any = None)');

/**
 * Parameters by name, which are members of the module that holds it (`torch.nn.ParameterDict`). Tensors become
 * parameters; other values are kept as they are. Of a plain object the names are sorted, as PyTorch does with a dict.
 */
export class ParameterDict<T = Parameter> extends Module {
  /** How many values there are (Python's `len`). */
  declare readonly length: number;
  protected readonly _keys = new Set<string>();

  constructor(parameters?: DictItems<string, NoInfer<T> | Tensor> | ParameterDict<T> | null);
  constructor(...args: unknown[]) {
    super();
    const [parameters] = dict_.list(args);
    defineLength(this, (dict: this) => dict._keys.size);
    if (parameters !== null) this.update(parameters as DictItems<string, T | Tensor>);
  }

  /** The value of that name. Throws an AttributeError if there is none and no other is given for it. */
  get(key: string): T;
  get<D>(key: string, otherwise: D): T | D;
  get(key: string, ...otherwise: unknown[]): unknown {
    if (this._keys.has(key)) return fieldsOf(this)[key];
    if (otherwise.length === 0) {
      throw new AttributeError(`'${this._get_name()}' object has no attribute '${key}'`);
    }
    return otherwise[0];
  }
  /** Puts a parameter under a name (Python's `d[key] = value`); a tensor becomes one. */
  set(key: string, value: T | Tensor): this {
    if (typeof key !== 'string') {
      throw new TypeError(
        'Index given to ParameterDict cannot be used as a key as it is not a string (type is ' +
          `'${typeName(key)}'). Open an issue on github if you need non-string keys.`);
    }
    this._keys.add(key);
    setField(this, key, asParameter(value));
    return this;
  }
  /** Whether there is an entry of that name (Python's `in`). */
  has(key: string): boolean {
    return this._keys.has(key);
  }
  /** Takes the value of that name out; says whether there was one. */
  delete(key: string): boolean {
    const there = this._keys.delete(key);
    if (there) deleteMember(this, key);
    return there;
  }
  /** Removes all entries (`torch.nn.ParameterDict.clear`). */
  clear(): void {
    for (const key of [...this._keys]) this.delete(key);
  }
  /** Takes the value of that name out and gives it back. Throws an AttributeError if there is none. */
  pop(key: string): T {
    const value = this.get(key);
    this.delete(key);
    return value;
  }
  /** Takes the last pair out. Throws a KeyError if there is none. */
  popitem(): [key: string, value: T] {
    const key = [...this._keys].at(-1);
    if (key === undefined) throw new KeyError('popitem(): dictionary is empty');
    return [key, this.pop(key)];
  }
  /** The value of that name, put there first if it is missing. */
  setdefault(key: string, value: T | Tensor): T {
    if (!this.has(key)) this.set(key, value);
    return this.get(key);
  }

  /** The names, in order (`torch.nn.ParameterDict.keys`). */
  keys(): ArrayIterator<string> {
    return [...this._keys].values();
  }
  /** The entries, in order (`torch.nn.ParameterDict.values`). */
  values(): ArrayIterator<T> {
    return [...this._keys].map((key) => this.get(key)).values();
  }
  /** Names and entries, in order (`torch.nn.ParameterDict.items`). */
  items(): ArrayIterator<[key: string, value: T]> {
    return [...this._keys].map((key): [string, T] => [key, this.get(key)]).values();
  }
  /** The names, as in Python. */
  [Symbol.iterator](): ArrayIterator<string> {
    return this.keys();
  }

  /** Another dictionary with the same entries (`torch.nn.ParameterDict.copy`). */
  copy(): ParameterDict<T> {
    return new ParameterDict<T>(new OrderedDict<string, T>(this.items()) as DictItems<string, T>);
  }
  /** Adds values with names. Throws a TypeError or a ValueError for what are no pairs. */
  update(parameters: DictItems<string, T | Tensor> | ParameterDict<T>): void {
    if (parameters instanceof ParameterDict) {
      for (const [key, value] of parameters.items()) this.set(key, value);
      return;
    }
    if (typeof parameters !== 'object' || parameters === null) {
      throw new TypeError(
        `ParametersDict.update should be called with an iterable of key/value pairs, but got ${typeName(parameters)}`);
    }
    const pairs = checkedPairs('ParameterDict', parameters);
    if (!(Symbol.iterator in parameters)) pairs.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of pairs) this.set(key, value);
  }

  forward(): never {
    throw new RuntimeError('ParameterDict should not be called.');
  }
  override extra_repr(): string {
    return [...this.items()].map(([key, value]) => entryText(key, value, typename)).join('\n');
  }
}
