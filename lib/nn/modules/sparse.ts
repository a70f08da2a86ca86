import { no_grad } from '../../autograd/grad_mode.js';
import { AssertionError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { namedArguments } from '../../arguments/named.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as F from '../functional.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { constructorArguments, type Arguments, type FactoryOptions } from './arguments.js';

interface TableOptions extends FactoryOptions {
  readonly num_embeddings: number;
  readonly embedding_dim: number;
  /** The row that stands for nothing: it is zero at first, and gets no gradient. */
  readonly padding_idx?: number | null;
  /** Longer rows are shortened, in place, when they are used. */
  readonly max_norm?: number | null;
  readonly norm_type?: number;
  readonly scale_grad_by_freq?: boolean;
  readonly sparse?: boolean;
  readonly _weight?: Tensor | null;
}

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

  constructor(given: TableOptions, requires_grad: boolean, padding: string) {
    super();
    const { num_embeddings, embedding_dim, padding_idx = null, device, dtype, _weight = null } = given;
    if (padding_idx !== null && (padding_idx >= Math.max(num_embeddings, 1) || padding_idx < -num_embeddings)) {
      throw new AssertionError(`${padding} must be within num_embeddings`);
    }
    this.num_embeddings = num_embeddings;
    this.embedding_dim = embedding_dim;
    this.padding_idx = padding_idx !== null && padding_idx < 0 ? num_embeddings + padding_idx : padding_idx;
    this.max_norm = given.max_norm ?? null;
    this.norm_type = given.norm_type ?? 2;
    this.scale_grad_by_freq = given.scale_grad_by_freq ?? false;
    this.sparse = given.sparse ?? false;
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

interface EmbeddingOptions extends TableOptions {
  readonly _freeze?: boolean;
}
const embeddingOrder = [
  'num_embeddings', 'embedding_dim', 'padding_idx', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse', '_weight',
  '_freeze', 'device', 'dtype',
] as const;

interface PretrainedOptions {
  readonly embeddings: Tensor;
  /** Whether the table stays as it is in training. */
  readonly freeze?: boolean;
  readonly padding_idx?: number | null;
  readonly max_norm?: number | null;
  readonly norm_type?: number;
  readonly scale_grad_by_freq?: boolean;
  readonly sparse?: boolean;
}
const pretrainedOrder = [
  'embeddings', 'freeze', 'padding_idx', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'sparse',
] as const;

/**
 * A vector for each of `num_embeddings` numbers (`torch.nn.Embedding`): integers (*) to (*, embedding_dim). Throws an
 * AssertionError for a `padding_idx` outside of the table, and when called an IndexError for such numbers.
 */
export class Embedding extends Table {
  constructor(...args: Arguments<EmbeddingOptions, typeof embeddingOrder>) {
    const given = constructorArguments<EmbeddingOptions>('Embedding', embeddingOrder, 2, args);
    super(given, !(given._freeze ?? false), 'Padding_idx');
  }

  /** An embedding with the rows of a tensor, which it shares (`Embedding.from_pretrained`). */
  static from_pretrained(...args: Arguments<PretrainedOptions, typeof pretrainedOrder>): Embedding {
    const given = constructorArguments<PretrainedOptions>('Embedding', pretrainedOrder, 1, args);
    const { embeddings, freeze = true, ...rest } = given;
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

type BagMode = 'sum' | 'mean' | 'max';

interface BagOptions extends TableOptions {
  readonly mode?: BagMode;
  /** Whether the last of the offsets is where the last bag ends. */
  readonly include_last_offset?: boolean;
}
const bagOrder = [
  'num_embeddings', 'embedding_dim', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'mode', 'sparse', '_weight',
  'include_last_offset', 'padding_idx', 'device', 'dtype',
] as const;

interface PretrainedBagOptions extends PretrainedOptions {
  readonly mode?: BagMode;
  readonly include_last_offset?: boolean;
}
const pretrainedBagOrder = [
  'embeddings', 'freeze', 'max_norm', 'norm_type', 'scale_grad_by_freq', 'mode', 'sparse', 'include_last_offset',
  'padding_idx',
] as const;

interface BagInputs {
  readonly input: Tensor;
  readonly offsets?: Tensor | null;
  readonly per_sample_weights?: Tensor | null;
}
const bagInputOrder = ['input', 'offsets', 'per_sample_weights'] as const;

/**
 * Sums, means or maxima of bags of embeddings, without making these (`torch.nn.EmbeddingBag`): (B, N), or (N) with
 * offsets (B) where each bag begins, to (B, embedding_dim).
 */
export class EmbeddingBag extends Table {
  mode: BagMode;
  include_last_offset: boolean;

  constructor(...args: Arguments<BagOptions, typeof bagOrder>) {
    const given = constructorArguments<BagOptions>('EmbeddingBag', bagOrder, 2, args);
    super(given, true, 'padding_idx');
    this.mode = given.mode ?? 'mean';
    this.include_last_offset = given.include_last_offset ?? false;
  }

  /** A bag with the rows of a tensor, which it shares (`EmbeddingBag.from_pretrained`). */
  static from_pretrained(...args: Arguments<PretrainedBagOptions, typeof pretrainedBagOrder>): EmbeddingBag {
    const given = constructorArguments<PretrainedBagOptions>('EmbeddingBag', pretrainedBagOrder, 1, args);
    const { embeddings, freeze = true, ...rest } = given;
    const made = new this({ ...rest, ...sizesOf(embeddings), _weight: embeddings });
    made.weight.requires_grad = !freeze;
    return made;
  }

  forward(...args: Arguments<BagInputs, typeof bagInputOrder>): Tensor {
    const given = namedArguments<BagInputs>('EmbeddingBag.forward', bagInputOrder, 1, args) as BagInputs;
    const { input, offsets = null, per_sample_weights = null } = given;
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
