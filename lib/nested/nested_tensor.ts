import { composite, NotImplemented, parts, type AnyFunction, type Composite } from '../arguments/overrides.js';
import { AssertionError, IndexError, NotImplementedError, RuntimeError } from '../values/errors.js';
import { is_plain_tensor } from '../values/is_tensor.js';
import { isPlainObject } from '../python/objects.js';
import { jagged, type layout } from '../values/layout.js';
import { sizeOf, type Size } from '../values/size.js';
import type { Index } from '../tensor/indexing.js';
import type { Tensor } from '../tensor/tensor.js';
import { around, inner, WrapperTensor } from '../tensor/wrapper.js';
import { nestedInt, type NestedInt } from './nested_int.js';

type Keywords = Readonly<Record<string, unknown>>;
/** What a function does with jagged tensors, by its name. */
export type Handler = (func: AnyFunction, args: readonly unknown[], kwargs: Keywords) => unknown;
const handlers = new Map<string, Handler>();

/** Told by the tables of operators. */
export function handle(names: readonly string[], handler: Handler): void {
  for (const name of names) handlers.set(name, handler);
}

/** Where the rows of a jagged tensor begin, and how long they are. */
export interface Rows {
  readonly offsets: Tensor;
  /** How long the rows are where there are holes between them. */
  readonly lengths?: Tensor | null;
  /** Which dimension is ragged, the batch's being 0. */
  readonly ragged?: number;
  readonly min_seqlen?: number | null;
  readonly max_seqlen?: number | null;
}

/** The overloads that PyTorch's messages name for what has no jagged kernel. */
const overloads: Readonly<Record<string, string>> = {
  var: 'correction', std: 'correction', norm: 'ScalarOpt_dim', lerp: 'Tensor', lerp_: 'Tensor', clamp: 'Tensor',
  clamp_: 'Tensor',
};

const kind: Composite = {
  name: 'torch.nested._internal.nested_tensor.NestedTensor',
  refuse: ({ name }) => new NotImplementedError(`aten.${name}.${overloads[name] ?? 'default'}`),
};

/** The objects of the jagged layout: rows of different lengths, one after the other in one tensor. */
export class NestedTensor extends WrapperTensor {
  readonly #values: Tensor;
  readonly #rows: Required<Rows>;

  /** `values` has the dimensions but that of the batch; `rows` says where its ragged dimension is cut. */
  constructor(values: Tensor, { offsets, lengths = null, ragged = 1, min_seqlen = null, max_seqlen = null }: Rows) {
    super();
    if (offsets.ndim !== 1) throw new AssertionError(`offsets must be 1D, but got ${offsets.ndim}D`);
    if (!is_plain_tensor(values)) throw new AssertionError('values must not be a NestedTensor');
    if (String(values.device) !== String(offsets.device)) {
      throw new AssertionError('values and offsets must be on the same device, but got ' +
        `values.device=${values.device} and offsets.device=${offsets.device}`);
    }
    const batch = offsets.length - 1;
    if (lengths !== null && batch !== lengths.length) {
      throw new AssertionError('offsets and lengths batch sizes must match: ' +
        `offsets.shape[0] - 1 = ${batch}, lengths.shape[0] = ${lengths.length}`);
    }
    this.#values = values;
    this.#rows = { offsets, lengths, ragged, min_seqlen, max_seqlen };
  }

  static __torch_function__(
    func: AnyFunction, _types: unknown, args: readonly unknown[], kwargs: Keywords,
  ): unknown {
    const handler = handlers.get(func.name);
    return handler === undefined ? NotImplemented : handler(func, args, kwargs);
  }

  get [composite](): Composite {
    return kind;
  }
  get [inner](): Tensor {
    return this.#values;
  }
  get [parts](): readonly Tensor[] {
    const { offsets, lengths } = this.#rows;
    return lengths === null ? [this.#values, offsets] : [this.#values, offsets, lengths];
  }
  [around](values: Tensor): NestedTensor {
    return new NestedTensor(values, this.#rows);
  }
  /** Other values for the same rows; `ragged` where that dimension moved. */
  like(values: Tensor, ragged = this.#rows.ragged): NestedTensor {
    return new NestedTensor(values, { ...this.#rows, ragged });
  }

  /** The rows, one after the other (`Tensor.values`): (*, sum of lengths, *). */
  override values(): Tensor {
    return this.#values;
  }
  /** Where each row begins, and where the last one ends. */
  offsets(): Tensor {
    return this.#rows.offsets;
  }
  /** How long the rows are where there are holes between them, else null. */
  lengths(): Tensor | null {
    return this.#rows.lengths;
  }
  get _offsets(): Tensor {
    return this.#rows.offsets;
  }
  get _lengths(): Tensor | null {
    return this.#rows.lengths;
  }
  get _ragged_idx(): number {
    return this.#rows.ragged;
  }
  get _min_seqlen(): number {
    return this.#rows.min_seqlen ?? Number(this.#eachLength().min().item());
  }
  get _max_seqlen(): number {
    return this.#rows.max_seqlen ?? Number(this.#eachLength().max().item());
  }
  /** The longest row where that is known, else what no row is longer than. */
  get most(): number {
    return this.#rows.max_seqlen ?? this.#values.size(this._ragged_idx - 1);
  }
  #eachLength(): Tensor {
    return this.#rows.lengths ?? this.#rows.offsets.diff();
  }
  /** The lengths as numbers. */
  rowLengths(): number[] {
    return this.#eachLength().tolist<(number | bigint)[]>().map(Number);
  }

  get #length(): NestedInt {
    return nestedInt(this.#rows.lengths ?? this.#rows.offsets);
  }
  override get shape(): Size {
    const [r, sizes] = [this._ragged_idx - 1, this.#values.shape];
    const all = [this.#rows.offsets.length - 1, ...sizes.slice(0, r), this.#length, ...sizes.slice(r + 1)];
    return sizeOf(all as number[]);
  }
  override stride(...args: unknown[]): never {
    const strides = this.#values.stride();
    const all = [this.#length.times(strides[this._ragged_idx - 1]!), ...strides];
    return (args.length === 0 ? all : all.at(args[0] as number)) as never;
  }
  override dim(): number {
    return this.#values.dim() + 1;
  }
  override numel(): number {
    if (this.#rows.lengths === null) return this.#values.numel();
    const total = this.rowLengths().reduce((a, b) => a + b, 0);
    return total * this.#values.numel() / Math.max(1, this.#values.size(this._ragged_idx - 1));
  }
  override get layout(): layout {
    return jagged;
  }
  override get is_nested(): boolean {
    return true;
  }
  override is_contiguous(): boolean {
    return this.#rows.lengths === null && this.#values.is_contiguous();
  }
  override item<T>(): T {
    if (this.numel() !== 1) {
      throw new RuntimeError(`a Tensor with ${this.numel()} elements cannot be converted to Scalar`);
    }
    return this.#values.reshape(-1).item() as T;
  }
  override index(...indices: Index[]): Tensor {
    const [first, ...rest] = indices;
    if (typeof first === 'number' || typeof first === 'bigint') {
      const row = this.unbind().at(Number(first));
      if (row === undefined) throw new IndexError('tuple index out of range');
      return rest.length === 0 ? row : row.index(...rest);
    }
    if (first === '...' && rest.every((index) => typeof index === 'number')) {
      return rest.reduceRight<Tensor>((result, index, i) => result.select(i - rest.length, index as number), this);
    }
    throw new RuntimeError('slice(): not supported for NestedTensor on dim=0');
  }
  /** By the table of operators, since a row is no dimension of one tensor. */
  override index_put_(...args: unknown[]): this {
    const named = isPlainObject(args.at(-1)) ? args.pop() as Keywords : {};
    return NestedTensor.__torch_function__(index_put_, [], [this, ...args], named) as this;
  }

  override toString(): string {
    const { grad_fn } = this;
    const grad = grad_fn !== null ? `, grad_fn=<${grad_fn.name()}>` : this.requires_grad ? ', requires_grad=True' : '';
    const contiguous = this.is_contiguous() ? 'True' : 'False';
    return `NestedTensor(size=${sizeText(this)}, offsets=${this.#rows.offsets}${grad}, contiguous=${contiguous})`;
  }
}

/** The method, as the table of operators is asked for it. */
function index_put_(): never {
  throw new NotImplementedError('aten.index_put_.default');
}

/** A shape as Python writes a tuple. */
export function sizeText({ shape }: Tensor): string {
  const [text] = [Array.from(shape, String).join(', ')];
  return shape.length === 1 ? `(${text},)` : `(${text})`;
}

export function isJagged(value: unknown): value is NestedTensor {
  return value instanceof NestedTensor;
}
