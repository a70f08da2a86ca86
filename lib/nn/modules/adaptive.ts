import { inspect } from 'node:util';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { log_softmax } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Module } from '../module.js';
import { inputs } from '../module/inputs.js';
import { ModuleList, Sequential } from './container.js';
import { Linear } from './linear.js';
import { signature } from '../../arguments/signature.js';

/** The log-probabilities of the targets (N), and the mean loss: a pair with PyTorch's field names. */
class ASMoutput extends Array<Tensor> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  get output(): Tensor {
    return this[0]!;
  }
  get loss(): Tensor {
    return this[1]!;
  }
  override toString(): string {
    return `_ASMoutput(output=${String(this.output)}, loss=${String(this.loss)})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

const adaptive_ = {
  init: signature(`AdaptiveLogSoftmaxWithLoss(in_features: int, n_classes: int, cutoffs: Sequence[int],
    div_value: float = 4.0, head_bias: bool = False, device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature('forward(self, input_: Tensor, target_: Tensor)'),
};

/**
 * A softmax for very many classes of uneven frequency (`torch.nn.AdaptiveLogSoftmaxWithLoss`): frequent classes first,
 * rarer ones in clusters with smaller projections. Called with (N, in_features) and targets (N), or one of each.
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  in_features: number;
  n_classes: number;
  cutoffs: readonly number[];
  div_value: number;
  head_bias: boolean;
  /** How many of the commonest targets the head knows itself. */
  shortlist_size: number;
  /** How many clusters of rarer targets there are. */
  n_clusters: number;
  /** How many outputs the head has: its targets and one for each cluster. */
  head_size: number;
  /** The linear layer over the commonest targets and the clusters. */
  head: Linear;
  /** Two linear layers for each cluster. */
  tail: ModuleList<Sequential>;

  constructor(...args: typeof adaptive_.init.args) {
    super();
    const { in_features, n_classes, cutoffs, div_value, head_bias, device, dtype } = adaptive_.init.read(args);
    checkCutoffs(cutoffs, n_classes);
    this.in_features = in_features;
    this.n_classes = n_classes;
    this.cutoffs = [...cutoffs, n_classes];
    this.div_value = div_value;
    this.head_bias = head_bias;
    this.shortlist_size = cutoffs[0]!;
    this.n_clusters = cutoffs.length;
    this.head_size = this.shortlist_size + this.n_clusters;
    this.head = new Linear(in_features, this.head_size, { bias: head_bias, device, dtype });
    this.tail = new ModuleList<Sequential>();
    for (let i = 0; i < this.n_clusters; i++) {
      const hidden = Math.floor(in_features / div_value ** (i + 1));
      const classes = this.cutoffs[i + 1]! - this.cutoffs[i]!;
      const options = { bias: false, device, dtype };
      this.tail.append(new Sequential(
        new Linear(in_features, hidden, options), new Linear(hidden, classes, options)));
    }
  }

  get [inputs]() { return adaptive_.forward; }

  /** Draws new values for all weights. */
  reset_parameters(): void {
    this.head.reset_parameters();
    for (const projection of this.tail) for (const linear of projection) (linear as Linear).reset_parameters();
  }

  forward(input_: Tensor, target_: Tensor): ASMoutput {
    checkShapes(input_, target_);
    const batched = target_.dim() > 0;
    const input = batched ? input_ : input_.unsqueeze(0);
    const target = batched ? target_ : target_.unsqueeze(0);
    const batch = target.size(0);
    let used = 0;
    let output = input.new_zeros([batch]);
    const places = target.new_empty([batch]);
    for (const [i, high] of this.cutoffs.entries()) {
      const low = i === 0 ? 0 : this.cutoffs[i - 1]!;
      const mask = target.ge(low).logical_and(target.lt(high));
      const rows = mask.nonzero().squeeze(1);
      const count = rows.size(0);
      if (count === 0) continue;
      used += count;
      const ours = target.index(mask);
      if (i === 0) {
        places.index_copy_(0, rows, ours);
        continue;
      }
      const scores = this.tail.at(i - 1)(input.index_select(0, rows));
      places.index_fill_(0, rows, this.shortlist_size + i - 1);
      const found = log_softmax(scores, 1).gather(1, ours.sub(low).unsqueeze(1));
      output.index_copy_(0, rows, found.squeeze(1));
    }
    if (used !== batch) {
      throw new RuntimeError(
        `Target values should be in [0, ${this.n_classes - 1}], but values in range ` +
          `[${target.min().item()}, ${target.max().item()}] were found. `);
    }
    const head = log_softmax(this.head(input), 1);
    output = output.add(head.gather(1, places.unsqueeze(1)).squeeze());
    const loss = output.neg().mean();
    return ASMoutput.of(batched ? output : output.squeeze(0), loss) as ASMoutput;
  }

  /** The log-probabilities of all classes: (N, in_features) to (N, n_classes). */
  log_prob(input: Tensor): Tensor {
    return this._get_full_log_prob(input, this.head(input));
  }

  /** The most probable class of each row; quicker than looking for the largest of `log_prob`. */
  predict(input: Tensor): Tensor {
    const scores = this.head(input);
    const output = scores.argmax(1);
    const elsewhere = output.ge(this.shortlist_size);
    if (!elsewhere.any().item()) return output;
    const full = this._get_full_log_prob(input.index(elsewhere), scores.index(elsewhere)).argmax(1);
    return output.index_put_([elsewhere], full);
  }

  _get_full_log_prob(input: Tensor, head_output: Tensor): Tensor {
    const out = input.new_empty([head_output.size(0), this.n_classes]);
    const head = log_softmax(head_output, 1);
    out.narrow(1, 0, this.shortlist_size).copy_(head.narrow(1, 0, this.shortlist_size));
    for (const [i, projection] of [...this.tail].entries()) {
      const start = this.cutoffs[i]!;
      const cluster = log_softmax(projection(input), 1).add(head.narrow(1, this.shortlist_size + i, 1));
      out.narrow(1, start, this.cutoffs[i + 1]! - start).copy_(cluster);
    }
    return out;
  }
}

function checkCutoffs(cutoffs: readonly number[], classes: number): void {
  if (cutoffs.length === 0) throw new ValueError('cutoffs should be a sequence of length larger than 0');
  const good = cutoffs.every((cutoff, i) => Number.isInteger(cutoff) && cutoff > (cutoffs[i - 1] ?? 0));
  if (good && cutoffs.at(-1)! <= classes - 1) return;
  throw new ValueError(
    'cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is ' +
      'between 1 and n_classes-1');
}

function checkShapes(input: Tensor, target: Tensor): void {
  const dim = target.dim();
  if (dim > 1) throw new RuntimeError('0D or 1D target tensor expected, multi-target not supported');
  if (dim === 1 && input.size(0) !== target.size(0)) {
    throw new RuntimeError('Input and target should have the same size in the batch dimension.');
  }
  if (input.dim() === dim + 1) return;
  throw new RuntimeError(
    `${dim}D target tensor expects ${dim + 1}D input tensors, but found inputs with size ${String(input.shape)}`);
}
