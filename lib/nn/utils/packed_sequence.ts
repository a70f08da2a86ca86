import * as types from '../../values/dtype.js';
import { device, type DeviceLike } from '../../values/device.js';
import { ValueError } from '../../values/errors.js';
import { arange, empty_like } from '../../generated/torch.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { ToArguments } from '../../tensor/convert.js';
import { saying } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';

type Fields = readonly [
  data: Tensor, batch_sizes: Tensor, sorted_indices: Tensor | null, unsorted_indices: Tensor | null,
];

// An array, so that it destructures and a scope finds its tensors; the compiler is to know the type of each field.
const Base = Array as unknown as new (length: number) => Fields;

const packed_ = signature(`PackedSequence.__new__(self, data: Tensor, batch_sizes: Tensor,
  sorted_indices: Tensor | None = None, unsorted_indices: Tensor | None = None)`);

/**
 * Sequences of different lengths as one tensor, which recurrent layers take without padding
 * (`torch.nn.utils.rnn.PackedSequence`): the steps of all sequences one after the other, the longest sequence first.
 * Made by {@link pack_padded_sequence} and {@link pack_sequence}; destructures into its four fields.
 */
export class PackedSequence extends Base {
  static get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Throws a ValueError for `batch_sizes` that are not on the CPU. */
  constructor(...args: typeof packed_.args) {
    const [data, batch_sizes, sorted_indices, unsorted_indices] = packed_.list(args);
    if (batch_sizes.device.type !== 'cpu') {
      throw new ValueError(
        'batch_sizes should always be on CPU. Instances of PackedSequence should never be created manually. They should' +
          ' be instantiated by functions like pack_sequence and pack_padded_sequences in nn.utils.rnn.' +
          ' https://pytorch.org/docs/stable/nn.html#torch.nn.utils.rnn.pack_sequence');
    }
    super(4);
    Object.assign(this, [data, batch_sizes, sorted_indices, unsorted_indices ?? invert_permutation(sorted_indices)]);
  }

  /** The steps, (sum of all lengths, ...): those of step 0 of every sequence, then those of step 1, ... */
  get data(): Tensor {
    return this[0];
  }
  /** How many sequences have each step: int64, on the CPU. */
  get batch_sizes(): Tensor {
    return this[1];
  }
  /** The order in which the sequences were packed; null if that was their own. */
  get sorted_indices(): Tensor | null {
    return this[2];
  }
  /** The place of each sequence in the packed order. */
  get unsorted_indices(): Tensor | null {
    return this[3];
  }

  /** With its data of another dtype or device, the indices on that device too (`to`); itself if nothing changes. */
  to(...args: ToArguments): PackedSequence {
    const data = this.data.to(...args);
    if (data === this.data) return this;
    const moved = (indices: Tensor | null): Tensor | null => indices === null ? null : indices.to(data.device);
    return new PackedSequence(data, this.batch_sizes, moved(this.sorted_indices), moved(this.unsorted_indices));
  }
  /** The sequence in the main memory; itself if it is there already. */
  cpu(): PackedSequence {
    return this.to('cpu');
  }
  /** The sequence on a GPU; itself if it is there already. */
  cuda(to: DeviceLike | number = 'cuda'): PackedSequence {
    return this.to(typeof to === 'number' ? device('cuda', to) : to);
  }
  /** The sequence with data of float64; itself if they are that already. */
  double(): PackedSequence {
    return this.to(types.float64);
  }
  /** The sequence with data of float32; itself if they are that already. */
  float(): PackedSequence {
    return this.to(types.float32);
  }
  /** The sequence with data of float16; itself if they are that already. */
  half(): PackedSequence {
    return this.to(types.float16);
  }
  /** The sequence with data of int64; itself if they are that already. */
  long(): PackedSequence {
    return this.to(types.int64);
  }
  /** The sequence with data of int32; itself if they are that already. */
  int(): PackedSequence {
    return this.to(types.int32);
  }
  /** The sequence with data of int16; itself if they are that already. */
  short(): PackedSequence {
    return this.to(types.int16);
  }
  /** The sequence with data of int8; itself if they are that already. */
  char(): PackedSequence {
    return this.to(types.int8);
  }
  /** The sequence with data of uint8; itself if they are that already. */
  byte(): PackedSequence {
    return this.to(types.uint8);
  }

  /** Whether the data are on a GPU. */
  get is_cuda(): boolean {
    return this.data.is_cuda;
  }
  /** Whether the data are in pinned memory. */
  is_pinned(): boolean {
    return this.data.is_pinned();
  }
  /** With its data in page-locked memory, from where a GPU copies faster (`pin_memory`). */
  pin_memory(): PackedSequence {
    const pinned = (indices: Tensor | null): Tensor | null => indices === null ? null : indices.pin_memory();
    return new PackedSequence(
      this.data.pin_memory(), this.batch_sizes, pinned(this.sorted_indices), pinned(this.unsorted_indices));
  }

  override toString(): string {
    const fields = ['data', 'batch_sizes', 'sorted_indices', 'unsorted_indices'] as const;
    return `PackedSequence(${fields.map((field) => `${field}=${py_repr(this[field])}`).join(', ')})`;
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

const inverted = signature('invert_permutation(permutation: Tensor | None)', {
  // As the operator says it that comes first there.
  permutation: saying((value) => value === null || is_tensor(value), (value) => new TypeError(
    `empty_like(): argument 'input' (position 1) must be Tensor, not ${pythonType(value)}`)),
});

/** The permutation that undoes another (`torch.nn.utils.rnn.invert_permutation`); null for null. */
export function invert_permutation(permutation: Tensor): Tensor;
export function invert_permutation(permutation: Tensor | null): Tensor | null;
export function invert_permutation(...args: unknown[]): Tensor | null {
  const [permutation] = inverted.list(args);
  if (permutation === null) return null;
  const places = arange(0, permutation.numel(), { device: permutation.device });
  return empty_like(permutation).scatter_(0, permutation, places);
}
