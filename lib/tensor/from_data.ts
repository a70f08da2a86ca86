import * as memory from '../addon/storage.js';
import { is_tensor } from '../values/is_tensor.js';
import { types as nodeTypes } from 'node:util';
import { Complex } from '../values/complex.js';
import { defaults } from '../values/defaults.js';
import * as types from '../values/dtype.js';
import type { dtype } from '../values/dtype.js';
import { OverflowError, RuntimeError, ValueError } from '../values/errors.js';
import type { Tensor } from './tensor.js';
import { iinfo } from './type_info.js';
import { typeName } from '../values/type_name.js';
import { carrierOf, dtypeOfArray, type TypedArray } from '../values/carriers.js';
import { fromNumbers } from './from_numbers.js';
import { integerOf } from './integer_of.js';

type Element = number | bigint | boolean | Complex;

/** Nested arrays of numbers, booleans, bigints, complex numbers and tensors of one element; typed arrays as rows. */
export type TensorData = Element | Tensor | ArrayBufferView | readonly TensorData[];

// libtorch prints and indexes up to this many dimensions.
export const maxDimensions = 64;

/** A new CPU tensor with the data's shape, a copy; `dtype` undefined infers it as `torch.tensor` does. */
export function fromData(data: TensorData, type: dtype | undefined): Tensor {
  if (ArrayBuffer.isView(data)) return fromTypedArray(data, [data.byteLength / bytesPerElement(data)], type);
  const plain = Array.isArray(data) ? fromNumbers(data, type) : undefined;
  if (plain !== undefined) return plain;
  const sizes: number[] = [];
  measure(data, sizes, 0);
  const gathered = new Gathered();
  gather(data, sizes, 0, gathered, []);
  return fromElements(gathered.elements, sizes, type ?? gathered.dtype());
}

/** A new tensor with the bytes of a typed array. Throws a TypeError for a DataView and for a detached array. */
export function fromTypedArray(array: ArrayBufferView, sizes: readonly number[], type: dtype | undefined): Tensor {
  const own = dtypeOfArray(array);
  if (own === undefined) throw new TypeError(`tensor(): cannot make a tensor from a ${array.constructor.name}`);
  const made = memory.copy_in(array, sizes, own);
  return type === undefined || type === own ? made : made.to(type);
}

function bytesPerElement(array: ArrayBufferView): number {
  return (array as TypedArray).BYTES_PER_ELEMENT ?? 1;
}

function isSequence(value: unknown): value is ArrayLike<TensorData> {
  return Array.isArray(value) || nodeTypes.isTypedArray(value);
}

/** The shape, read along the first elements; {@link gather} checks the others against it. */
function measure(data: unknown, sizes: number[], depth: number): void {
  if (depth > maxDimensions) throw new ValueError(`too many dimensions: the data nests deeper than ${maxDimensions}`);
  if (isSequence(data)) {
    sizes.push(data.length);
    if (data.length > 0) measure(data[0], sizes, depth + 1);
  } else if (is_tensor(data)) {
    sizes.push(...(data as Tensor).shape);
  }
}

/** The elements in row-major order and which kinds of values there were. */
class Gathered {
  readonly elements: Element[] = [];
  #numbers = false;
  #bigints = false;
  #booleans = false;
  #complex = false;
  /** Typed arrays and tensors bring their own dtype. */
  #own: dtype | undefined;

  add(element: Element): void {
    if (typeof element === 'number') this.#numbers = true;
    else if (typeof element === 'boolean') this.#booleans = true;
    else if (typeof element === 'bigint') this.#bigints = true;
    else this.#complex = true;
    this.elements.push(element);
  }

  addAll(elements: Iterable<Element>, own: dtype): void {
    this.#own = this.#own === undefined || this.#own === own ? own : types.float64;
    for (const element of elements) this.elements.push(element);
  }

  dtype(): dtype {
    if (this.#complex) return defaults().dtype() === types.float64 ? types.complex128 : types.complex64;
    if (this.#own !== undefined) return this.#own;
    if (this.#numbers || this.elements.length === 0) return defaults().dtype();
    if (this.#bigints) return types.int64;
    return this.#booleans ? types.bool : defaults().dtype();
  }
}

function gather(data: unknown, sizes: readonly number[], depth: number, into: Gathered, place: number[]): void {
  if (is_tensor(data)) {
    const tensor = data as Tensor;
    const rest = sizes.slice(depth);
    if (String(tensor.shape) !== `torch.Size([${rest.join(', ')}])`) {
      throw new ValueError(
        `only one element tensors can be converted to Python scalars: the tensor${at(place)} has shape ` +
          `[${tensor.shape.join(', ')}], not [${rest.join(', ')}]`);
    }
    into.addAll(([tensor.tolist({ bigint: true })] as unknown[]).flat(Infinity) as Element[], tensor.dtype);
    return;
  }
  if (depth === sizes.length) {
    if (typeof data === 'number' || typeof data === 'boolean' || typeof data === 'bigint' || data instanceof Complex) {
      into.add(data);
      return;
    }
    if (isSequence(data)) {
      throw new ValueError(`expected a number at dim ${depth} (got a sequence of length ${data.length})${at(place)}`);
    }
    throw new TypeError(`new(): invalid data type '${typeName(data)}'${at(place)}`);
  }
  if (!isSequence(data)) {
    throw new TypeError(`not a sequence: expected one of length ${sizes[depth]} at dim ${depth} ` +
      `(got ${typeName(data)})${at(place)}`);
  }
  if (data.length !== sizes[depth]) {
    throw new ValueError(
      `expected sequence of length ${sizes[depth]} at dim ${depth} (got ${data.length})${at(place)}`);
  }
  if (ArrayBuffer.isView(data)) {
    into.addAll(data as unknown as Iterable<Element>, dtypeOfArray(data)!);
    return;
  }
  for (let i = 0; i < data.length; i++) {
    place.push(i);
    gather(data[i], sizes, depth + 1, into, place);
    place.pop();
  }
}

function at(place: readonly number[]): string {
  return place.length === 0 ? '' : `, at [${place.join('][')}]`;
}

function fromElements(elements: readonly Element[], sizes: readonly number[], type: dtype): Tensor {
  if (type.is_complex) {
    const pairs = new Float64Array(elements.length * 2);
    for (const [i, element] of elements.entries()) {
      pairs[2 * i] = element instanceof Complex ? element.re : floatOf(element);
      pairs[2 * i + 1] = element instanceof Complex ? element.im : 0;
    }
    return converted(pairs, sizes, types.complex128, type);
  }
  if (type === types.bool) return converted(Uint8Array.from(elements, (e) => (truth(e) ? 1 : 0)), sizes, type, type);
  if (type.isIntegral) return fromIntegers(elements, sizes, type);
  if (!type.is_floating_point || type === types.float4_e2m1fn_x2) throw unstorable();
  const Carrier = carrierOf(type);
  const values = Carrier === undefined ? new Float64Array(elements.length) : new Carrier(elements.length);
  for (let i = 0; i < elements.length; i++) (values as Float64Array)[i] = floatOf(elements[i]!);
  return converted(values, sizes, Carrier === undefined ? types.float64 : type, type);
}

function fromIntegers(elements: readonly Element[], sizes: readonly number[], type: dtype): Tensor {
  const Carrier = carrierOf(type);
  if (Carrier === undefined) throw unstorable();
  const values = new Carrier(elements.length);
  const { min, max } = iinfo(type);
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i]!;
    // Inside the range nothing can happen: of other numbers the exact way says what does.
    const plain = typeof element === 'number' && element >= min && element <= max && typeof values[0] === 'number';
    values[i] = plain ? element : integerOf(element, type, values[0]!);
  }
  return converted(values, sizes, type, type);
}

function converted(values: TypedArray, sizes: readonly number[], carried: dtype, wanted: dtype): Tensor {
  const tensor = memory.copy_in(values, sizes, carried);
  return carried === wanted ? tensor : tensor.to(wanted);
}

function unstorable(): RuntimeError {
  return new RuntimeError('store_scalar: invalid type');
}

function floatOf(element: Element): number {
  if (typeof element === 'number') return element;
  if (element instanceof Complex) throw new TypeError('must be real number, not complex');
  const number = Number(element);
  if (!Number.isFinite(number)) throw new OverflowError('int too large to convert to float');
  return number;
}

function truth(element: Element): boolean {
  return element instanceof Complex ? element.re !== 0 || element.im !== 0 : Number.isNaN(element) || Boolean(element);
}
