import { signature } from '../../arguments/signature.js';
import { rand, randint } from '../../generated/torch.js';
import { finfo, iinfo } from '../../tensor/type_info.js';
import { slice } from '../../tensor/slice.js';
import type { Tensor } from '../../tensor/tensor.js';
import { bool, float32, type dtype } from '../../values/dtype.js';
import { AssertionError } from '../../values/errors.js';
import type { FuzzedParameters, TensorProperties } from './fuzzer.js';
import type { RandomState } from './random_state.js';

/** Makes a tensor of a size; parameters come by name with it. */
export type TensorConstructor = (given: { readonly size: readonly number[]; readonly dtype: dtype }) => Tensor;

const takes = signature(`FuzzedTensor(name: str, size: Sequence[str | int], steps: Sequence[str | int] = None,
  probability_contiguous: float = 0.5, min_elements: int = None, max_elements: int = None,
  max_allocation_bytes: int = None, dim_parameter: str = None, roll_parameter: str = None, dtype: dtype = None,
  cuda: bool = False, tensor_constructor: TensorConstructor = None)`);

/** What a fuzzed tensor may be. */
export interface FuzzedTensorOptions {
  readonly name: string;
  readonly size: readonly (string | number)[];
  readonly steps?: readonly (string | number)[] | null;
  readonly probability_contiguous?: number;
  readonly min_elements?: number | null;
  readonly max_elements?: number | null;
  readonly max_allocation_bytes?: number | null;
  readonly dim_parameter?: string | null;
  readonly dtype?: dtype | null;
  readonly cuda?: boolean;
  readonly tensor_constructor?: TensorConstructor | null;
}

const product = (numbers: readonly number[]): bigint => numbers.reduce((all, each) => all * BigInt(each), 1n);

function bytesOf(type: dtype): number {
  if (type === bool) return 1;
  return (type.is_floating_point || type.is_complex ? finfo(type).bits : iinfo(type).bits) / 8;
}

/**
 * A tensor that fuzzers make (`torch.utils.benchmark.FuzzedTensor`): of a size that parameters say, with its memory in
 * another order unless it is drawn to be contiguous, and with steps. Its elements are random unless
 * `tensor_constructor` makes it.
 */
export class FuzzedTensor {
  readonly name: string;
  protected readonly dtype: dtype;
  protected readonly cuda: boolean;
  readonly #size: readonly (string | number)[];
  readonly #steps: readonly (string | number)[];
  readonly #contiguous: number;
  readonly #most: { readonly elements: number | null; readonly bytes: number | null };
  readonly #least: number | null;
  readonly #dim: string | null;
  readonly #make: TensorConstructor;

  constructor(...args: typeof takes.args) {
    const given = takes.read(args);
    this.name = given.name;
    this.dtype = given.dtype ?? float32;
    this.cuda = given.cuda;
    this.#size = given.size;
    this.#steps = given.steps ?? [];
    this.#contiguous = given.probability_contiguous;
    this.#most = { elements: given.max_elements, bytes: given.max_allocation_bytes };
    this.#least = given.min_elements;
    this.#dim = given.dim_parameter;
    this.#make = given.tensor_constructor ?? FuzzedTensor.default_tensor_constructor;
  }

  /** Random elements: from 0 to 1, and for integers from 1 to 126. */
  static default_tensor_constructor({ size, dtype: type }: { size: readonly number[]; dtype: dtype }): Tensor {
    const options = { dtype: type, device: 'cpu' } as const;
    return type.is_floating_point || type.is_complex ? rand(size, options) : randint(1, 127, size, options);
  }

  /** Makes the tensor, and says what it is. */
  _make_tensor(params: FuzzedParameters, state: RandomState): [Tensor, TensorProperties] {
    const { size, steps, allocation } = this.sizes(params);
    let raw = this.#make({ size: allocation, dtype: this.dtype, ...params });
    if (this.cuda) raw = raw.cuda();
    const dim = size.length;
    let order = Array.from({ length: dim }, (_, i) => i);
    const isSorted = (): boolean => order.every((each, i) => each === i);
    if (state.rand() > this.#contiguous) {
      while (dim > 1 && isSorted()) order = state.permutation(raw.dim());
      raw = raw.permute(order).contiguous().permute(order.map((_, i) => order.indexOf(i)));
    }
    const made = raw.index(...size.map((length, i) => slice(0, length * steps[i]!, steps[i]!)));
    return [made, {
      numel: made.numel(), order, steps: Object.freeze(steps), is_contiguous: made.is_contiguous(),
      dtype: String(this.dtype),
    }];
  }

  /** Sizes and steps by the parameters, and the size of what is allocated. */
  protected sizes(params: FuzzedParameters): { size: number[]; steps: number[]; allocation: number[] } {
    const dim = this.#dim === null ? this.#size.length : (params[this.#dim] as number);
    const resolve = (values: readonly (string | number)[]): number[] => Array.from({ length: dim }, (_, i) => {
      const value = values[i] ?? 1;
      return typeof value === 'string' ? (params[value] as number) : value;
    });
    const [size, steps] = [resolve(this.#size), resolve(this.#steps)];
    return { size, steps, allocation: size.map((each, i) => each * steps[i]!) };
  }

  /** Whether the tensor is as large as it may be. */
  satisfies_constraints(params: FuzzedParameters): boolean {
    const { size, allocation } = this.sizes(params);
    const elements = product(size);
    if (elements < 0n) throw new AssertionError('Computed number of elements is negative');
    const bytes = product(allocation) * BigInt(bytesOf(this.dtype));
    const { elements: mostElements, bytes: mostBytes } = this.#most;
    return !((mostElements !== null && elements > mostElements) || (this.#least !== null && this.#least > elements) ||
      (mostBytes !== null && bytes > mostBytes));
  }
}
