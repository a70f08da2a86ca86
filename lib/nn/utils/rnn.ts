/** `torch.nn.utils.rnn`: batches of sequences that differ in length. */
import { int64 } from '../../values/dtype.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { as_tensor } from '../../tensor/factories.js';
import { pad_sequence as padSequence } from '../../generated/nn.js';
import { arange } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { op } from '../../addon/call/op.js';
import type { Named } from '../../tensor/operator_types.js';
import { namedArguments } from '../../arguments/named.js';
import type { Tensor } from '../../tensor/tensor.js';
import { PackedSequence } from './packed_sequence.js';

export { invert_permutation, PackedSequence } from './packed_sequence.js';

const packPadded = op<[Tensor, Tensor]>('aten::_pack_padded_sequence');
const padPacked = op<[Tensor, Tensor]>('aten::_pad_packed_sequence');

interface PackOptions {
  /** Whether the batch is the first dimension of the input, and not the second. */
  readonly batch_first?: boolean;
  /** Whether the longest sequence has to come first; false sorts, and keeps the order for unpacking. */
  readonly enforce_sorted?: boolean;
}

/**
 * Packs padded sequences (`torch.nn.utils.rnn.pack_padded_sequence`): input (T, B, ...), or (B, T, ...) with
 * `batch_first`, and the length of each sequence. Throws a RuntimeError for lengths that do not fall where
 * `enforce_sorted` is true, and for a length below 1.
 */
export function pack_padded_sequence(
  input: Tensor, lengths: Tensor | readonly number[],
  ...rest: [batch_first?: boolean, enforce_sorted?: boolean] | [options: Named<PackOptions>]
    | [batch_first: boolean, options: Named<Omit<PackOptions, 'batch_first'>>]
): PackedSequence {
  const { batch_first = false, enforce_sorted = true } =
    namedArguments<PackOptions>('pack_padded_sequence', ['batch_first', 'enforce_sorted'], 0, rest);
  const given = is_tensor(lengths) ? lengths.to(int64) : as_tensor(lengths, { dtype: int64, device: 'cpu' });
  if (enforce_sorted) return packed(input, given, batch_first, null);
  const [sorted, order] = given.sort({ descending: true });
  const indices = order.to(input.device);
  return packed(input.index_select(batch_first ? 0 : 1, indices), sorted, batch_first, indices);
}

function packed(input: Tensor, lengths: Tensor, batch_first: boolean, indices: Tensor | null): PackedSequence {
  const [data, batchSizes] = packPadded(input, lengths, batch_first);
  return new PackedSequence(data, batchSizes, indices);
}

interface PadPackedOptions {
  readonly batch_first?: boolean;
  /** What to write after the end of a sequence. */
  readonly padding_value?: number;
  /** The length to pad to; that of the longest sequence unless given. */
  readonly total_length?: number | null;
}

/**
 * The inverse of {@link pack_padded_sequence} (`torch.nn.utils.rnn.pad_packed_sequence`): the sequences in their own
 * order as one tensor (T, B, ...), and their lengths. Throws a ValueError for a `total_length` that is too short.
 */
export function pad_packed_sequence(
  sequence: PackedSequence,
  ...rest: [batch_first?: boolean, padding_value?: number, total_length?: number | null]
    | [options: Named<PadPackedOptions>] | [batch_first: boolean, options: Named<Omit<PadPackedOptions, 'batch_first'>>]
    | [batch_first: boolean, padding_value: number, options: Named<Pick<PadPackedOptions, 'total_length'>>]
): [padded: Tensor, lengths: Tensor] {
  const names = ['batch_first', 'padding_value', 'total_length'] as const;
  const given = namedArguments<PadPackedOptions>('pad_packed_sequence', names, 0, rest);
  const { batch_first = false, padding_value = 0, total_length = null } = given;
  const longest = sequence.batch_sizes.size(0);
  if (total_length !== null && total_length < longest) {
    throw new ValueError(
      'Expected total_length to be at least the length of the longest sequence in input, but got ' +
        `total_length=${total_length} and max sequence length being ${longest}`);
  }
  const args = [sequence.data, sequence.batch_sizes, batch_first, padding_value, total_length ?? longest];
  const [padded, lengths] = padPacked(...args);
  const { unsorted_indices } = sequence;
  if (unsorted_indices === null) return [padded, lengths];
  return [padded.index_select(batch_first ? 0 : 1, unsorted_indices), lengths.index(unsorted_indices.cpu())];
}

interface PadOptions {
  readonly batch_first?: boolean;
  readonly padding_value?: number;
  readonly padding_side?: 'left' | 'right';
}

/**
 * Sequences (L, ...) of different lengths as one tensor (T, B, ...), or (B, T, ...) with `batch_first`
 * (`torch.nn.utils.rnn.pad_sequence`).
 */
export function pad_sequence(
  sequences: Iterable<Tensor>,
  ...rest: [batch_first?: boolean, padding_value?: number, padding_side?: 'left' | 'right']
    | [options: Named<PadOptions>] | [batch_first: boolean, options: Named<Omit<PadOptions, 'batch_first'>>]
    | [batch_first: boolean, padding_value: number, options: Named<Pick<PadOptions, 'padding_side'>>]
): Tensor {
  const names = ['batch_first', 'padding_value', 'padding_side'] as const;
  const { batch_first = false, padding_value = 0, padding_side = 'right' } =
    namedArguments<PadOptions>('pad_sequence', names, 0, rest);
  if (typeof (sequences as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== 'function') {
    throw new RuntimeError(
      `pad_sequence: Expected iterable for input sequences, but got arg of type: ${typeof sequences}`);
  }
  return padSequence([...sequences], batch_first, padding_value, padding_side);
}

type BatchFirst = Pick<PackOptions, 'batch_first'>;
type EnforceSorted = Pick<PackOptions, 'enforce_sorted'>;

/**
 * The inverse of {@link pad_sequence} (`torch.nn.utils.rnn.unpad_sequence`): a list of sequences without padding. As in
 * PyTorch the input itself is transposed unless `batch_first`. Throws a ValueError for more or fewer lengths than rows.
 */
export function unpad_sequence(
  padded_sequences: Tensor, lengths: Tensor, ...rest: [batch_first?: boolean] | [options: Named<BatchFirst>]
): Tensor[] {
  const { batch_first = false } = namedArguments<BatchFirst>('unpad_sequence', ['batch_first'], 0, rest);
  if (!batch_first) padded_sequences.transpose_(0, 1);
  const rows = padded_sequences.unbind(0);
  const ends = lengths.unbind(0);
  if (rows.length !== ends.length) {
    throw new ValueError(`zip() argument 2 is ${ends.length < rows.length ? 'shorter' : 'longer'} than argument 1`);
  }
  const steps = arange(padded_sequences.size(1), { device: lengths.device });
  return rows.map((row, i) => row.index(steps.lt(ends[i]!)));
}

/**
 * Packs sequences (L, ...) of different lengths (`torch.nn.utils.rnn.pack_sequence`). Throws as
 * {@link pack_padded_sequence} does.
 */
export function pack_sequence(
  sequences: readonly Tensor[], ...rest: [enforce_sorted?: boolean] | [options: Named<EnforceSorted>]
): PackedSequence {
  const { enforce_sorted = true } = namedArguments<EnforceSorted>('pack_sequence', ['enforce_sorted'], 0, rest);
  const lengths = sequences.map((sequence) => sequence.size(0));
  return pack_padded_sequence(pad_sequence(sequences), lengths, { enforce_sorted });
}

/** The inverse of {@link pack_sequence}: a list of sequences (`torch.nn.utils.rnn.unpack_sequence`). */
export function unpack_sequence(packed_sequences: PackedSequence): Tensor[] {
  const [padded, lengths] = pad_packed_sequence(packed_sequences, true);
  return unpad_sequence(padded, lengths, true);
}
