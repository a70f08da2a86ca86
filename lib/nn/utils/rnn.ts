/** `torch.nn.utils.rnn`: batches of sequences that differ in length. */
import { int64 } from '../../values/dtype.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { as_tensor } from '../../tensor/factories.js';
import { pad_sequence as padSequence } from '../../generated/nn.js';
import { arange } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { op } from '../../addon/call/op.js';
import { having, iterable, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { pythonType } from '../../values/type_name.js';
import { PackedSequence } from './packed_sequence.js';

export { invert_permutation, PackedSequence } from './packed_sequence.js';

const packedKinds = { PackedSequence: having('batch_sizes', (value) => value instanceof PackedSequence) };
const withSize = having('size', is_tensor);

const packPadded = op<[Tensor, Tensor]>('aten::_pack_padded_sequence');
const padPacked = op<[Tensor, Tensor]>('aten::_pad_packed_sequence');

/**
 * Packs padded sequences (`torch.nn.utils.rnn.pack_padded_sequence`): input (T, B, ...), or (B, T, ...) with
 * `batch_first`, and the length of each sequence. Throws a RuntimeError for lengths that do not fall where
 * `enforce_sorted` is true, and for a length below 1.
 */
export const pack_padded_sequence = signature(`pack_padded_sequence(input: Tensor, lengths: Tensor | Sequence[int],
  batch_first: bool = False, enforce_sorted: bool = True) -> PackedSequence`).define(
  (input, lengths, batch_first, enforce_sorted) => {
    const given = is_tensor(lengths) ? lengths.to(int64) : as_tensor(lengths, { dtype: int64, device: 'cpu' });
    if (enforce_sorted) return packed(input, given, batch_first, null);
    const [sorted, order] = given.sort({ descending: true });
    const indices = order.to(input.device);
    return packed(input.index_select(batch_first ? 0 : 1, indices), sorted, batch_first, indices);
  });

function packed(input: Tensor, lengths: Tensor, batch_first: boolean, indices: Tensor | null): PackedSequence {
  const [data, batchSizes] = packPadded(input, lengths, batch_first);
  return new PackedSequence(data, batchSizes, indices);
}

/**
 * The inverse of {@link pack_padded_sequence} (`torch.nn.utils.rnn.pad_packed_sequence`): the sequences in their own
 * order as one tensor (T, B, ...), and their lengths. Throws a ValueError for a `total_length` that is too short.
 */
export const pad_packed_sequence = signature(`pad_packed_sequence(sequence: PackedSequence, batch_first: bool = False,
  padding_value: float = 0.0, total_length: int | None = None) -> tuple[Tensor, Tensor]`, packedKinds).define(
  (sequence, batch_first, padding_value, total_length) => {
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
  });

/**
 * Sequences (L, ...) of different lengths as one tensor (T, B, ...), or (B, T, ...) with `batch_first`
 * (`torch.nn.utils.rnn.pad_sequence`).
 */
export const pad_sequence = signature(`pad_sequence(sequences: Iterable[Tensor], batch_first: bool = False,
  padding_value: float = 0.0, padding_side: Literal["left", "right"] = "right") -> Tensor`).define(
  (sequences, batch_first, padding_value, padding_side) => {
    if (typeof (sequences as { [Symbol.iterator]?: unknown } | null)?.[Symbol.iterator] !== 'function') {
      throw new RuntimeError(
        `pad_sequence: Expected iterable for input sequences, but got arg of type: <class '${pythonType(sequences)}'>`);
    }
    return padSequence([...sequences], batch_first, padding_value, padding_side);
  });

/**
 * The inverse of {@link pad_sequence} (`torch.nn.utils.rnn.unpad_sequence`): a list of sequences without padding. As in
 * PyTorch the input itself is transposed unless `batch_first`. Throws a ValueError for more or fewer lengths than rows.
 */
export const unpad_sequence = signature(`unpad_sequence(padded_sequences: Tensor, lengths: Tensor,
  batch_first: bool = False) -> list[Tensor]`, {
  padded_sequences: having('transpose_', is_tensor), lengths: having('device', is_tensor),
}).define((padded_sequences, lengths, batch_first) => {
  if (!batch_first) padded_sequences.transpose_(0, 1);
  const rows = padded_sequences.unbind(0);
  const ends = lengths.unbind(0);
  if (rows.length !== ends.length) {
    throw new ValueError(`zip() argument 2 is ${ends.length < rows.length ? 'shorter' : 'longer'} than argument 1`);
  }
  const steps = arange(padded_sequences.size(1), { device: lengths.device });
  return rows.map((row, i) => row.index(steps.lt(ends[i]!)));
});

/**
 * Packs sequences (L, ...) of different lengths (`torch.nn.utils.rnn.pack_sequence`). Throws as
 * {@link pack_padded_sequence} does.
 */
export const pack_sequence = signature(
  'pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence', { sequences: iterable },
).define(
  (sequences, enforce_sorted) => {
    const lengths = [...sequences].map((sequence) => must(sequence, withSize).size(0));
    return pack_padded_sequence(pad_sequence(sequences), lengths, { enforce_sorted });
  });

/** The inverse of {@link pack_sequence}: a list of sequences (`torch.nn.utils.rnn.unpack_sequence`). */
export const unpack_sequence = signature(
  'unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]', packedKinds).define((packed_sequences) => {
  const [padded, lengths] = pad_packed_sequence(packed_sequences, true);
  return unpad_sequence(padded, lengths, true);
});
