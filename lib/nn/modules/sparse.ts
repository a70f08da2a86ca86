import { no_grad } from '../../autograd/grad_mode.js';
import { AssertionError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs, oneInput } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import { signature } from '../../arguments/signature.js';

const embedding_ = {
  init: signature(`Embedding(num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
    max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
    _weight: Tensor | None = None, _freeze: bool = False, device: DeviceLike = None, dtype: dtype = None)`),
  from_pretrained: signature(`Embedding.from_pretrained(self, embeddings: Tensor, freeze: bool = True,
    padding_idx: int | None = None, max_norm: float | None = None, norm_type: float = 2.0,
    scale_grad_by_freq: bool = False, sparse: bool = False)`),
};

/** What Embedding and EmbeddingBag share: a table with a row for each number. */
abstract class Table extends Module {
  num_embeddings: number;
  embedding_dim: number;
  padding_idx: number | null;
  max_norm: number | null;
  norm_type: number;
  scale_grad_by_freq: boolean;
  sparse: boolean;
  declare weight: Parameter;

  constructor(given: Omit<ReturnType<typeof embedding_.init.read>, '_freeze'>, requires_grad: boolean, padding: string) {
    super();
    const { num_embeddings, embedding_dim, padding_idx, device, dtype, _weight } = given;
    if (padding_idx !== null && (padding_idx >= Math.max(num_embeddings, 1) || padding_idx < -num_embeddings)) {
      throw new AssertionError(`${padding} must be within num_embeddings`);
    }
    this.num_embeddings = num_embeddings;
    this.embedding_dim = embedding_dim;
    this.padding_idx = padding_idx !== null && padding_idx < 0 ? num_embeddings + padding_idx : padding_idx;
    this.max_norm = given.max_norm;
    this.norm_type = given.norm_type;
    this.scale_grad_by_freq = given.scale_grad_by_freq;
    this.sparse = given.sparse;
    if (_weight !== null) {
      if (_weight.dim() !== 2 || _weight.size(0) !== num_embeddings || _weight.size(1) !== embedding_dim) {
        throw new AssertionError('Shape of weight does not match num_embeddings and embedding_dim');
      }
      this.register_parameter('weight', Parameter(_weight, { requires_grad }));
      return;
    }
    const table = empty([num_embeddings, embedding_dim], { device, dtype });
    this.register_parameter('weight', Parameter(table, { requires_grad }));
    this.reset_parameters();
  }

  /** Draws new values from the normal distribution; the row of the padding is zero. */
  reset_parameters(): void {
    init.normal_(this.weight);
    const { padding_idx } = this;
    if (padding_idx !== null) no_grad(() => this.weight.index(padding_idx).fill_(0));
  }
}

/** Throws an AssertionError for embeddings that are no table. */
function sizesOf(embeddings: Tensor): { num_embeddings: number; embedding_dim: number } {
  if (embeddings.dim() !== 2) throw new AssertionError('Embeddings parameter is expected to be 2-dimensional');
  return { num_embeddings: embeddings.size(0), embedding_dim: embeddings.size(1) };
}

/**
 * A vector for each of `num_embeddings` numbers (`torch.nn.Embedding`): integers (*) to (*, embedding_dim). Throws an
 * AssertionError for a `padding_idx` outside of the table, and when called an IndexError for such numbers.
 */
export class Embedding extends Table {
  constructor(...args: typeof embedding_.init.args) {
    const given = embedding_.init.read(args);
    super(given, !given._freeze, 'Padding_idx');
  }

  get [inputs]() { return oneInput; }

  /** An embedding with the rows of a tensor, which it shares (`Embedding.from_pretrained`). */
  static from_pretrained(...args: typeof embedding_.from_pretrained.args): Embedding {
    const { embeddings, freeze, ...rest } = embedding_.from_pretrained.read(args);
    return new this({ ...rest, ...sizesOf(embeddings), _weight: embeddings, _freeze: freeze });
  }

  forward(input: Tensor): Tensor {
    const { weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse } = this;
    return F.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
  }

  override extra_repr(): string {
    const { num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse } = this;
    return [
      `${num_embeddings}, ${embedding_dim}`,
      ...(padding_idx === null ? [] : [`padding_idx=${padding_idx}`]),
      ...(max_norm === null ? [] : [`max_norm=${py_float_repr(max_norm)}`]),
      ...(norm_type === 2 ? [] : [`norm_type=${py_float_repr(norm_type)}`]),
      ...(scale_grad_by_freq ? ['scale_grad_by_freq=True'] : []),
      ...(sparse ? ['sparse=True'] : []),
    ].join(', ');
  }
}

export type BagMode = 'sum' | 'mean' | 'max';

const bag_ = {
  init: signature(`EmbeddingBag(num_embeddings: int, embedding_dim: int, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: BagMode = "mean", sparse: bool = False,
    _weight: Tensor | None = None, include_last_offset: bool = False, padding_idx: int | None = None,
    device: DeviceLike = None, dtype: dtype = None)`),
  from_pretrained: signature(`EmbeddingBag.from_pretrained(self, embeddings: Tensor, freeze: bool = True,
    max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: BagMode = "mean",
    sparse: bool = False, include_last_offset: bool = False, padding_idx: int | None = None)`),
  forward: signature(`EmbeddingBag.forward(self, input: Tensor, offsets: Tensor | None = None,
    per_sample_weights: Tensor | None = None) -> Tensor`),
};

/**
 * Sums, means or maxima of bags of embeddings, without making these (`torch.nn.EmbeddingBag`): (B, N), or (N) with
 * offsets (B) where each bag begins, to (B, embedding_dim).
 */
export class EmbeddingBag extends Table {
  mode: BagMode;
  include_last_offset: boolean;

  constructor(...args: typeof bag_.init.args) {
    const given = bag_.init.read(args);
    super(given, true, 'padding_idx');
    this.mode = given.mode;
    this.include_last_offset = given.include_last_offset;
  }

  /** A bag with the rows of a tensor, which it shares (`EmbeddingBag.from_pretrained`). */
  static from_pretrained(...args: typeof bag_.from_pretrained.args): EmbeddingBag {
    const { embeddings, freeze, ...rest } = bag_.from_pretrained.read(args);
    const made = new this({ ...rest, ...sizesOf(embeddings), _weight: embeddings });
    made.weight.requires_grad = !freeze;
    return made;
  }

  get [inputs]() { return bag_.forward; }

  forward(...args: typeof bag_.forward.args): Tensor {
    const [input, offsets, per_sample_weights] = bag_.forward.list(args);
    const { weight, max_norm, norm_type, scale_grad_by_freq, mode, sparse, include_last_offset, padding_idx } = this;
    return F.embedding_bag(
      input, weight, offsets, max_norm, norm_type, scale_grad_by_freq, mode, sparse, per_sample_weights,
      include_last_offset, padding_idx);
  }

  override extra_repr(): string {
    const { num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, mode } = this;
    return [
      `${num_embeddings}, ${embedding_dim}`,
      ...(max_norm === null ? [] : [`max_norm=${py_float_repr(max_norm)}`]),
      ...(norm_type === 2 ? [] : [`norm_type=${py_float_repr(norm_type)}`]),
      ...(scale_grad_by_freq ? ['scale_grad_by_freq=True'] : []),
      `mode=${py_repr(mode)}`,
      ...(padding_idx === null ? [] : [`padding_idx=${padding_idx}`]),
    ].join(', ');
  }
}
