// The protocol's one place in JavaScript: a lot, and its trees as values. The format is described in python/encode.py.

import { readFileSync } from 'node:fs';
import * as torch from '../../dist/index.js';
import { set_storage } from '../../dist/addon/storage.js';

/** A lot as Python wrote it. */
export class Lot {
  #bytes;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    const end = bytes.indexOf(10);
    this.header = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, end).toString());
    this.#bytes = bytes.subarray(end + 1);
  }

  static read(file) {
    return new Lot(readFileSync(file));
  }

  /** What lies in a storage. */
  storage(number) {
    const [position, length] = this.header.storages[number];
    return this.#bytes.subarray(position, position + length);
  }

  /** What the header says of a tensor. */
  tensor(number) {
    return this.header.tensors[number];
  }

  /** The values of one call: each has tensors of its own, and what is one object in Python is one here. */
  decode(tree, functions = {}) {
    return new Decoder(this, functions).value(tree);
  }
}

class Decoder {
  #lot;
  #functions;
  #tensors = new Map();
  #storages = new Map();

  constructor(lot, functions) {
    this.#lot = lot;
    this.#functions = functions;
  }

  value(tree) {
    if (tree === null || typeof tree !== 'object') return tree;
    if (Array.isArray(tree)) return tree.map((item) => this.value(item));
    const [[kind, content]] = Object.entries(tree);
    return this[kind](content);
  }

  t(number) {
    let made = this.#tensors.get(number);
    if (made === undefined) this.#tensors.set(number, (made = this.#make(this.#lot.tensor(number))));
    return made;
  }

  int = (text) => BigInt(text);
  float = (text) => ({ nan: NaN, inf: Infinity, '-inf': -Infinity, '-0': -0 })[text];
  complex = ([re, im]) => new torch.Complex(this.value(re), this.value(im));
  // Frozen, as tuples are where this library makes arrays of them.
  tuple = (items) => Object.freeze(items.map((item) => this.value(item)));
  size = (sizes) => sizes;
  torch = (name) => torch[name];
  device = (text) => torch.device(text);
  slice = (parts) => torch.slice(...parts.slice(0, parts[2] === null ? 2 : 3));
  ellipsis = () => '...';
  dict = (pairs) => Object.fromEntries(pairs.map(([key, value]) => [this.value(key), this.value(value)]));
  named = (fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, this.value(value)]));

  made = ([name, tree]) => this.fn(name)(this.value(tree));

  fn(name) {
    const made = this.#functions[name];
    if (made === undefined) throw new Error(`the suite has no function ${name}`);
    return made;
  }

  #make({ dtype, shape, strides, offset, storage, memory, conj, neg, grad, layout, parts, device, coalesced }) {
    const type = torch[dtype];
    let made;
    if (device !== undefined && storage === undefined && layout === undefined) {
      made = torch.empty_strided(shape, strides, { dtype: type, device });
    } else if (layout !== undefined) {
      made = this.#sparse(layout, parts.map((part) => this.t(part)), shape, type, coalesced);
    } else {
      made = torch.empty([0], { dtype: type, device });
      set_storage(made, this.#storage(storage, memory, device), offset, shape, strides);
      if (conj) made = made.conj();
      if (neg) made = torch.ops.aten._neg_view(made);
    }
    return grad ? made.requires_grad_() : made;
  }

  #sparse(layout, parts, size, dtype, coalesced) {
    if (layout === 'sparse_coo') {
      const made = torch.sparse_coo_tensor(...parts, size, { dtype });
      return coalesced ? torch.ops.aten._coalesced_(made, true) : made;
    }
    return torch[`${layout}_tensor`](...parts, size, { dtype });
  }

  // In memory of libtorch's own, which is aligned as it is in Python: kernels may round otherwise where it is not.
  #storage(number, memory, device = 'cpu') {
    let made = this.#storages.get(memory);
    if (made === undefined) {
      const bytes = Uint8Array.from(this.#lot.storage(number));
      made = bytes.length === 0 ? torch.empty([0], { dtype: torch.uint8, device })
        : torch.from_numpy(bytes).clone().to(device);
      this.#storages.set(memory, made);
    }
    return made;
  }
}

/** The tensors of nested arguments or results, in the order of python/ops.py. */
export function tensorsIn(value) {
  if (value instanceof torch.Tensor) return [value];
  if (Array.isArray(value)) return value.flatMap(tensorsIn);
  if (value instanceof Map) return [...value.values()].flatMap(tensorsIn);
  const plain = value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.values(value).flatMap(tensorsIn) : [];
}

/** Nested arguments with other tensors in their places; tuples stay tuples. */
export function mapTensors(value, change) {
  if (value instanceof torch.Tensor) return change(value);
  if (!Array.isArray(value)) return value;
  const made = value.map((item) => mapTensors(item, change));
  return Object.isFrozen(value) ? Object.freeze(made) : made;
}
