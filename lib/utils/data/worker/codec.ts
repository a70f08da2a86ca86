/** Values on their way between threads: trees of arrays that can be posted, with numbers in place of tensors. */
import { types } from 'node:util';
import { from_shared, share } from '../../../addon/exchange.js';
import { is_tensor } from '../../../values/is_tensor.js';
import { dtype, dtypeOf } from '../../../values/dtype.js';
import { device } from '../../../values/device.js';
import { Generator } from '../../../tensor/generator.js';
import { isBuiltin, isMap, isPlainObject, isSet } from '../../../python/objects.js';
import { OrderedDict } from '../../../collections/ordered_dict.js';
import { Size } from '../../../values/size.js';
import type { Tensor } from '../../../tensor/tensor.js';
import { fromOrigin, originOf, type Origin } from '../portable.js';

/** The first element of the array that stands for an object. */
const enum Tag {
  array, tensor, object, map, set, clone, instance, code, callable, reduced, again, dtype, device, size, generator,
}

type Node = unknown;

export interface Parcel {
  readonly isParcel: true;
  /** The lot that the tensors are in. */
  readonly lot: number;
  readonly root: Node;
  /** The modules that have to be loaded before. */
  readonly modules: readonly string[];
}

/** A value that has no way to another thread. */
export class NotPortable extends TypeError {}

/** The lot is closed: nobody waits for the value any more. */
export class LotClosed extends Error {}

/**
 * What becomes of tensors that are packed: they stay here too, for a thread that ends before this one; they have to
 * outlive this one; or they do so and are given away, which disposes them here.
 */
export type Manner = 'stay' | 'outlive' | 'give';

/**
 * Packs a value for another thread; tensors go into the lot without a copy. Throws {@link NotPortable} for an object or
 * function of unknown origin; `what` names the value in the message.
 */
export function pack(value: unknown, lot: number, manner: Manner, what: string): Parcel {
  const packer = new Packer(lot, manner, what);
  const root = packer.pack(value);
  return { isParcel: true, lot, root, modules: [...packer.modules] };
}

/** Whether what arrived is a parcel; values that can be posted as they are need none. */
export function isParcel(value: unknown): value is Parcel {
  return typeof value === 'object' && value !== null && 'isParcel' in value;
}

/** Whether a value, or every element of a list, is the same after it was posted. */
export function isPostable(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isPrimitive) : isPrimitive(value);
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}

class Packer {
  readonly modules = new Set<string>();
  readonly #lot: number;
  readonly #manner: Manner;
  readonly #place: string[];
  readonly #seen = new Map<unknown, number>();

  constructor(lot: number, manner: Manner, what: string) {
    this.#lot = lot;
    this.#manner = manner;
    this.#place = [what];
  }

  pack(value: unknown): Node {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'function') return this.#function(value);
      if (typeof value === 'symbol') throw this.#refuse('is a symbol, which belongs to its thread', '');
      return value;
    }
    const seen = this.#seen.get(value);
    if (seen !== undefined) return [Tag.again, seen];
    this.#seen.set(value, this.#seen.size);
    if (is_tensor(value)) {
      const number = share(value, this.#lot, this.#manner !== 'stay', this.#manner === 'give');
      if (number === null) throw new LotClosed();
      return [Tag.tensor, number];
    }
    if (value instanceof Size) return [Tag.size, [...value]];
    if (Array.isArray(value)) return this.#array(value);
    if (isPlainObject(value)) return this.#fields(Tag.object, value);
    if (isMap(value)) return this.#map(value);
    if (isSet(value)) return [Tag.set, ...Array.from(value, (each) => this.pack(each))];
    if (isCloneable(value)) return [Tag.clone, value];
    if (value instanceof dtype) return [Tag.dtype, value.code];
    if (value instanceof device) return [Tag.device, String(value)];
    if (value instanceof Generator) return [Tag.generator, String(value.device), this.pack(value.get_state())];
    return this.#instance(value);
  }

  #array(value: readonly unknown[]): Node[] {
    const node: Node[] = [Tag.array];
    for (let i = 0; i < value.length; i++) node.push(this.pack(value[i]));
    return node;
  }

  #map(value: ReadonlyMap<unknown, unknown>): Node[] {
    const node: Node[] = [Tag.map, value instanceof OrderedDict];
    for (const [key, item] of value) node.push(this.pack(key), this.pack(item));
    return node;
  }

  #fields(tag: Tag.object | Tag.instance, value: object, ...origin: Node[]): Node[] {
    const node: Node[] = [tag, ...origin];
    for (const [key, field] of Object.entries(value)) {
      this.#place.push(key);
      node.push(key, this.pack(field));
      this.#place.pop();
    }
    return node;
  }

  #instance(value: object): Node {
    const { constructor } = value;
    const origin = typeof constructor === 'function' ? originOf(constructor) : undefined;
    const { __reduce__: reduce } = value as { __reduce__?: () => [object, readonly unknown[]] };
    if (typeof reduce === 'function') {
      const [made, args] = reduce.call(value);
      const from = originOf(made);
      if (from === undefined) throw this.#refuse(`is made by ${nameOf(made)}`, nameOf(made));
      return [Tag.reduced, this.#reference(from), this.#array(args)];
    }
    if (origin === undefined) throw this.#refuse(`is an instance of ${nameOf(constructor)}`, nameOf(constructor));
    return this.#fields(Tag.instance, value, this.#reference(origin));
  }

  #function(value: object): Node {
    const origin = originOf(value);
    if (origin !== undefined) return [Tag.code, this.#reference(origin)];
    if (!isBuiltin(value)) return this.#callable(value);
    const text = Function.prototype.toString.call(value).split('\n', 1)[0]!;
    throw this.#refuse(`is a function (${text.length > 60 ? `${text.slice(0, 60)}…` : text})`, nameOf(value));
  }

  /** An object that can be called, such as a transform: an instance all the same. */
  #callable(value: object): Node {
    const seen = this.#seen.get(value);
    if (seen !== undefined) return [Tag.again, seen];
    this.#seen.set(value, this.#seen.size);
    const node = this.#instance(value) as Node[];
    if (node[0] === Tag.instance) node[0] = Tag.callable;
    return node;
  }

  #reference({ module, name }: Origin): Node {
    this.modules.add(module);
    return [module, name];
  }

  #refuse(is: string, name: string): NotPortable {
    const cure = name === ''
      ? ''
      : ' Say where it comes from, at the top level of its module: ' +
        `portable(import.meta.url, { ${name} }), which 'nodetorch/utils/data' has;`;
    return new NotPortable(
      `${this.#place.join('.')} ${is}, and cannot be sent to another thread, which has code and objects of its own.` +
        `${cure} or use num_workers=0.`);
  }
}

function nameOf(value: unknown): string {
  const name = typeof value === 'function' ? value.name : '';
  return name === '' ? 'theName' : name;
}

function isCloneable(value: object): boolean {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value) || types.isDate(value) || types.isRegExp(value);
}

/** Unpacks a value; its modules have to be loaded, and each tensor can be taken once. */
export function unpack(parcel: Parcel): unknown {
  return new Unpacker(parcel.lot).unpack(parcel.root);
}

class Unpacker {
  readonly #lot: number;
  readonly #seen: unknown[] = [];

  constructor(lot: number) {
    this.#lot = lot;
  }

  unpack(node: Node): unknown {
    if (!Array.isArray(node)) return node;
    const [tag, first] = node as [Tag, unknown];
    switch (tag) {
      case Tag.tensor: return this.#keep(from_shared(this.#lot, first as number));
      case Tag.array: return this.#items(node, this.#keep([] as unknown[]));
      case Tag.object: return this.#fields(node, 1, this.#keep({}));
      case Tag.instance: {
        const made = fromOrigin(originIn(first)) as { prototype: object };
        return this.#fields(node, 2, this.#keep(Object.create(made.prototype) as object));
      }
      case Tag.callable: {
        const made = fromOrigin(originIn(first)) as AnyClass;
        return this.#fields(node, 2, this.#keep(Reflect.construct(rootOf(made), [], made) as object));
      }
      case Tag.code: return fromOrigin(originIn(first));
      case Tag.reduced: return this.#reduced(originIn(first), node[2] as Node[]);
      case Tag.again: return this.#seen[first as number];
      case Tag.map: {
        const map = this.#keep(first === true ? new OrderedDict<unknown>() : new Map<unknown, unknown>());
        for (let i = 2; i < node.length; i += 2) map.set(this.unpack(node[i]), this.unpack(node[i + 1]));
        return map;
      }
      case Tag.set: {
        const set = this.#keep(new Set<unknown>());
        for (let i = 1; i < node.length; i++) set.add(this.unpack(node[i]));
        return set;
      }
      case Tag.clone: return this.#keep(first);
      case Tag.size: return this.#keep(Size(first as number[]));
      case Tag.dtype: return this.#keep(dtypeOf(first as number));
      case Tag.device: return this.#keep(new device(first as 'cpu'));
      case Tag.generator: {
        const generator = this.#keep(Generator(first as 'cpu'));
        generator.set_state(this.unpack(node[2]) as Tensor);
        return generator;
      }
    }
  }

  #keep<T>(value: T): T {
    this.#seen.push(value);
    return value;
  }

  #items(node: readonly Node[], into: unknown[]): unknown[] {
    for (let i = 1; i < node.length; i++) into.push(this.unpack(node[i]));
    return into;
  }

  #fields(node: readonly Node[], start: number, into: object): object {
    for (let i = start; i < node.length; i += 2) {
      const value = this.unpack(node[i + 1]);
      // Not by assignment: a field may be called __proto__, or like a setter of the class.
      Object.defineProperty(into, node[i] as string, { value, enumerable: true, configurable: true, writable: true });
    }
    return into;
  }

  #reduced(origin: Origin, args: readonly Node[]): unknown {
    // Its place is taken before the arguments take theirs, as when it was packed.
    const place = this.#seen.push(undefined) - 1;
    const make = fromOrigin(origin) as AnyFunction;
    const given = this.#items(args, []);
    const isClass = /^class\b/.test(Function.prototype.toString.call(make));
    const made: unknown = isClass ? Reflect.construct(make, given) : make(...given);
    this.#seen[place] = made;
    return made;
  }
}

type AnyClass = new () => object;
type AnyFunction = (...args: unknown[]) => unknown;

/** The class that all others of its line extend: of callable objects it is the one that makes the function. */
function rootOf(made: AnyClass): AnyClass {
  return isBuiltin(made) ? made : rootOf(Object.getPrototypeOf(made) as AnyClass);
}

function originIn(node: unknown): Origin {
  const [module, name] = node as [string, string];
  return { module, name };
}
