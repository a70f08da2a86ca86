import { switches } from '../../addon/doors.js';
import { no_grad } from '../../autograd/grad_mode.js';
import { bfloat16, float16, float32, float64, type dtype } from '../../values/dtype.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { typeName } from '../../values/type_name.js';
import { op } from '../../addon/call/op.js';
import { tupleText } from '../../printing/tensor_text.js';
import { py_float_repr } from '../../python/format.js';
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import type { PackedSequence } from '../utils/packed_sequence.js';
import { signature } from '../../arguments/signature.js';

const recurrent_ = signature(`RNNBase(mode: Mode, input_size: int, hidden_size: int, num_layers: int = 1,
  bias: bool = True, batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
  device: DeviceLike = None, dtype: dtype = None)`);

export type Mode = 'RNN_RELU' | 'RNN_TANH' | 'LSTM' | 'GRU';

type Kernel = (...args: unknown[]) => Tensor[];

interface Kind {
  /** How many rows of the weights belong to one hidden unit. */
  readonly gates: number;
  /** Takes a tensor. */
  readonly padded: Kernel;
  /** Takes packed sequences. */
  readonly packed: Kernel;
  /** cuDNN's number for it. */
  readonly cudnn: number;
}

const kinds: Readonly<Record<Mode, Kind>> = {
  RNN_RELU: kind('rnn_relu', 1, 0),
  RNN_TANH: kind('rnn_tanh', 1, 1),
  LSTM: kind('lstm', 4, 2),
  GRU: kind('gru', 3, 3),
};

function kind(name: string, gates: number, cudnn: number): Kind {
  return { gates, padded: op<Tensor[]>(`aten::${name}.input`), packed: op<Tensor[]>(`aten::${name}.data`), cudnn };
}

/** What the recurrent layers share: their weights, and the checks of their arguments (`torch.nn.RNNBase`). */
export abstract class RNNBase extends Module {
  readonly mode: Mode;
  readonly input_size: number;
  readonly hidden_size: number;
  readonly num_layers: number;
  readonly bias: boolean;
  readonly batch_first: boolean;
  dropout: number;
  readonly bidirectional: boolean;
  readonly proj_size: number;
  /** The names of each layer's and direction's weights. */
  readonly _all_weights: readonly (readonly string[])[];
  readonly _flat_weights_names: readonly string[];

  constructor(...args: typeof recurrent_.args) {
    super();
    const given = recurrent_.read(args);
    this.mode = given.mode;
    this.input_size = given.input_size;
    this.hidden_size = given.hidden_size;
    this.num_layers = given.num_layers;
    this.bias = given.bias;
    this.batch_first = given.batch_first;
    this.dropout = given.dropout;
    this.bidirectional = given.bidirectional;
    this.proj_size = given.proj_size;
    checkOptions(this);
    this._all_weights = this._make_weights(given);
    this._flat_weights_names = this._all_weights.flat();
    this.flatten_parameters();
    this.reset_parameters();
  }

  _make_weights({ device, dtype }: ReturnType<typeof recurrent_.read>): string[][] {
    const { hidden_size, proj_size, num_layers } = this;
    const rows = kinds[this.mode].gates * hidden_size;
    const output = proj_size > 0 ? proj_size : hidden_size;
    const layers: string[][] = [];
    for (let layer = 0; layer < num_layers; layer++) {
      const input = layer === 0 ? this.input_size : output * this._directions;
      const shapes: [name: string, shape: number[]][] = [['weight_ih', [rows, input]], ['weight_hh', [rows, output]]];
      if (this.bias) shapes.push(['bias_ih', [rows]], ['bias_hh', [rows]]);
      if (proj_size > 0) shapes.push(['weight_hr', [proj_size, hidden_size]]);
      for (const suffix of ['', '_reverse'].slice(0, this._directions)) {
        const names = shapes.map(([name]) => `${name}_l${layer}${suffix}`);
        for (const [i, [, shape]] of shapes.entries()) {
          this.register_parameter(names[i]!, Parameter(empty(shape, { device, dtype })));
        }
        layers.push(names);
      }
    }
    return layers;
  }

  get _directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** The weights in libtorch's order; read anew at each call, since any of them may have been replaced. */
  get _flat_weights(): Parameter[] {
    const weights: Parameter[] = [];
    for (const name of this._flat_weights_names) weights.push(this._weight(name));
    return weights;
  }

  /** The weights of each layer and direction (`RNNBase.all_weights`). */
  get all_weights(): Parameter[][] {
    return this._all_weights.map((names) => names.map((name) => this._weight(name)));
  }

  _weight(name: string): Parameter {
    return (this as unknown as Record<string, Parameter>)[name]!;
  }

  /** Draws new values for all weights: uniform, within 1 / sqrt(hidden_size). */
  reset_parameters(): void {
    const bound = 1 / Math.sqrt(this.hidden_size);
    for (const weight of this.parameters()) init.uniform_(weight, -bound, bound);
  }

  /**
   * Puts the weights into one piece of memory, as cuDNN wants them (`RNNBase.flatten_parameters`); nothing happens on
   * the CPU, nor where weights share memory.
   */
  flatten_parameters(): void {
    const weights = this._flat_weights;
    const { dtype } = weights[0]!;
    const cudnnTypes: readonly dtype[] = [float16, float32, float64, bfloat16];
    const fits = cudnnTypes.includes(dtype) && weights.every((weight) => weight.dtype === dtype && weight.is_cuda);
    if (!fits || new Set(weights.map((weight) => weight.data_ptr())).size !== weights.length) return;
    no_grad(() => {
      op('aten::_cudnn_rnn_flatten_weight')(
        weights, this._all_weights[0]!.length, this.input_size, kinds[this.mode].cudnn, this.hidden_size,
        this.proj_size, this.num_layers, this.batch_first, this.bidirectional);
    });
  }

  override _apply(fn: (tensor: Tensor) => Tensor, recurse = true): this {
    super._apply(fn, recurse);
    this.flatten_parameters();
    return this;
  }

  /** Throws a RuntimeError unless input and batch sizes fit the layer (`torch.nn.RNNBase.check_input`). */
  check_input(input: Tensor, batch_sizes: Tensor | null): void {
    const { dtype } = this._weight(this._flat_weights_names[0]!);
    if (input.dtype !== dtype && !switches.any_autocast_enabled()) {
      throw new ValueError(
        `RNN input dtype (${String(input.dtype)}) does not match weight dtype (${String(dtype)}). Convert input: ` +
          `input.to(${String(dtype)}), or convert model: model.to(${String(input.dtype)})`);
    }
    const expected = batch_sizes === null ? 3 : 2;
    if (input.dim() !== expected) {
      throw new RuntimeError(`input must have ${expected} dimensions, got ${input.dim()}`);
    }
    if (input.size(-1) !== this.input_size) {
      throw new RuntimeError(
        `input.size(-1) must be equal to input_size. Expected ${this.input_size}, got ${input.size(-1)}`);
    }
  }

  /** The shape that a hidden state has to have for this input. */
  get_expected_hidden_size(input: Tensor, batch_sizes: Tensor | null): [layers: number, batch: number, size: number] {
    const size = this.proj_size > 0 ? this.proj_size : this.hidden_size;
    return [this.num_layers * this._directions, this._batch(input, batch_sizes), size];
  }

  _batch(input: Tensor, batch_sizes: Tensor | null): number {
    if (batch_sizes !== null) return Number(batch_sizes.select(0, 0).item());
    return input.size(this.batch_first ? 0 : 1);
  }

  /**
   * Throws a RuntimeError unless a state has the shape it is expected to have (`torch.nn.RNNBase.check_hidden_size`).
   */
  check_hidden_size(hx: Tensor, expected: readonly number[], what = 'hidden'): void {
    const { shape } = hx;
    if (shape.length === expected.length && expected.every((size, i) => size === shape[i])) return;
    throw new RuntimeError(`Expected ${what} size ${tupleText(expected)}, got ${py_repr([...shape])}`);
  }

  /** Calls the kernel; `states` are the hidden state, and the cell state of an LSTM. */
  _run(input: Tensor, states: Tensor | readonly Tensor[], batch_sizes: Tensor | null): Tensor[] {
    const { num_layers, dropout, training, bidirectional } = this;
    const weights = this._flat_weights;
    if (batch_sizes === null) {
      return kinds[this.mode].padded(
        input, states, weights, this.bias, num_layers, dropout, training, bidirectional, this.batch_first);
    }
    return kinds[this.mode].packed(
      input, batch_sizes, states, weights, this.bias, num_layers, dropout, training, bidirectional);
  }

  override extra_repr(): string {
    const { proj_size, num_layers, bias, batch_first, dropout, bidirectional } = this;
    const parts = [`${this.input_size}, ${this.hidden_size}`];
    if (proj_size !== 0) parts.push(`proj_size=${proj_size}`);
    if (num_layers !== 1) parts.push(`num_layers=${num_layers}`);
    if (!bias) parts.push('bias=False');
    if (batch_first) parts.push('batch_first=True');
    if (dropout !== 0) parts.push(`dropout=${py_float_repr(dropout)}`);
    if (bidirectional) parts.push('bidirectional=True');
    return parts.join(', ');
  }
}

/** In PyTorch's order, of which a call with several mistakes shows the first. */
function checkOptions(rnn: RNNBase): void {
  const { dropout, num_layers, proj_size } = rnn;
  if (typeof dropout !== 'number' || !(dropout >= 0 && dropout <= 1)) {
    throw new ValueError(
      'dropout should be a number in range [0, 1] representing the probability of an element being zeroed');
  }
  if (dropout > 0 && num_layers === 1) {
    warn('UserWarning',
      'dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater ' +
        `than 1, but got dropout=${py_repr(dropout)} and num_layers=${num_layers}`);
  }
  for (const name of ['bias', 'batch_first'] as const) {
    if (typeof rnn[name] !== 'boolean') throw wrongType(name, 'bool', rnn[name]);
  }
  for (const name of ['input_size', 'hidden_size'] as const) {
    if (!Number.isInteger(rnn[name])) throw wrongType(name, 'int', rnn[name]);
    if (rnn[name] <= 0) throw new ValueError(`${name} must be greater than zero`);
  }
  if (num_layers <= 0) throw new ValueError('num_layers must be greater than zero');
  if (proj_size < 0) throw new ValueError('proj_size should be a positive integer or zero to disable projections');
  if (proj_size >= rnn.hidden_size) throw new ValueError('proj_size has to be smaller than hidden_size');
}

function wrongType(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name} should be of type ${wanted}, got: ${typeName(value)}`);
}

/** A tensor as it is, or what is in packed sequences. */
export function unpacked(input: Tensor | PackedSequence): {
  readonly data: Tensor;
  readonly batch_sizes: Tensor | null;
  readonly sorted_indices: Tensor | null;
  readonly unsorted_indices: Tensor | null;
} {
  return is_tensor(input) ? { data: input, batch_sizes: null, sorted_indices: null, unsorted_indices: null } : input;
}

/** The states of the sequences of a batch in another order. */
export function permuted(hx: Tensor, permutation: Tensor | null): Tensor {
  return permutation === null ? hx : hx.index_select(1, permutation);
}
