import { RuntimeError, ValueError } from '../../values/errors.js';
import { zeros } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { PackedSequence } from '../utils/packed_sequence.js';
import { permuted, RNNBase, unpacked, type Mode } from './rnn_base.js';
import { signature } from '../../arguments/signature.js';
import { inputs } from '../module/inputs.js';

export { RNNBase } from './rnn_base.js';

const takes = {
  RNN: signature(`RNN(input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: RNNNonlinearity = "tanh",
    bias: bool = True, batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
    device: DeviceLike = None, dtype: dtype = None)`),
  GRU: signature(`GRU(input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
    batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, device: DeviceLike = None,
    dtype: dtype = None)`),
  LSTM: signature(`LSTM(input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
    batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
    device: DeviceLike = None, dtype: dtype = None)`),
  forward: signature('forward(self, input: Tensor, hx: Tensor | None = None)'),
  lstmForward: signature('forward(self, input: Tensor, hx: LSTMState | None = None)'),
};

// In PyTorch it reads the arguments of all three.
const constructorName = 'RNNBase.__init__';

/** A recurrent layer with one state: RNN and GRU. */
abstract class SimpleRecurrent extends RNNBase {
  /** The class and the last words of its message about an input of wrong dimensions. */
  abstract readonly _words: readonly [name: string, end: string];

  get [inputs]() { return takes.forward; }

  /** Throws a RuntimeError for a state of another shape than the input asks for. */
  check_forward_args(input: Tensor, hidden: Tensor, batch_sizes: Tensor | null): void {
    this.check_input(input, batch_sizes);
    this.check_hidden_size(hidden, this.get_expected_hidden_size(input, batch_sizes));
  }

  /** The state with its batch in the order of a packed sequence; itself without one. */
  permute_hidden(hx: Tensor, permutation: Tensor | null): Tensor {
    return permuted(hx, permutation);
  }

  forward(input: PackedSequence, hx?: Tensor | null): [output: PackedSequence, h_n: Tensor];
  forward(input: Tensor, hx?: Tensor | null): [output: Tensor, h_n: Tensor];
  forward(input: Tensor | PackedSequence, hx: Tensor | null = null): [output: Tensor | PackedSequence, h_n: Tensor] {
    const { data, batch_sizes, sorted_indices, unsorted_indices } = unpacked(input);
    if (batch_sizes === null) return this._forward_padded(data, hx);
    const state = hx === null ? this._zero_state(data, batch_sizes) : permuted(hx, sorted_indices);
    this.check_forward_args(data, state, batch_sizes);
    const [output, hidden] = this._run(data, state, batch_sizes) as [Tensor, Tensor];
    const packed = new PackedSequence(output, batch_sizes, sorted_indices, unsorted_indices);
    return [packed, permuted(hidden, unsorted_indices)];
  }

  _forward_padded(input: Tensor, hx: Tensor | null): [output: Tensor, h_n: Tensor] {
    const dim = input.dim();
    if (dim !== 2 && dim !== 3) {
      throw new ValueError(`${this._words[0]}: Expected input to be 2D or 3D, got ${dim}D ${this._words[1]}`);
    }
    if (hx !== null && hx.dim() !== dim) {
      throw new RuntimeError(
        `For ${batching(dim)} input, hx should also be ${dim}-D but got ${hx.dim()}-D tensor`);
    }
    const batch = this.batch_first ? 0 : 1;
    const batched = dim === 3 ? input : input.unsqueeze(batch);
    const state = hx === null ? this._zero_state(batched, null) : dim === 3 ? hx : hx.unsqueeze(1);
    this.check_forward_args(batched, state, null);
    const [output, hidden] = this._run(batched, state, null) as [Tensor, Tensor];
    return dim === 3 ? [output, hidden] : [output.squeeze(batch), hidden.squeeze(1)];
  }

  _zero_state(input: Tensor, batch_sizes: Tensor | null): Tensor {
    const { dtype, device } = input;
    return zeros(this.get_expected_hidden_size(input, batch_sizes), { dtype, device });
  }
}

function batching(dim: number): string {
  return dim === 3 ? 'batched 3-D' : 'unbatched 2-D';
}

/** What an RNN does to the sums. */
export type RNNNonlinearity = 'tanh' | 'relu';

const modes: Readonly<Record<string, Mode>> = { tanh: 'RNN_TANH', relu: 'RNN_RELU' };

type Packed<State> =
  | [input: PackedSequence, hx?: State | null]
  | [input: PackedSequence, options: { hx?: State | null }]
  | [options: { input: PackedSequence; hx?: State | null }];

/** Called with a packed sequence, it gives one; the types of Module know only the last of forward's overloads. */
export interface RNN {
  (...args: Packed<Tensor>): [output: PackedSequence, h_n: Tensor];
}

/**
 * A recurrent layer: h' = tanh(W x + b + W' h + b') (`torch.nn.RNN`). Input (T, B, input_size), (B, T, input_size) with
 * `batch_first`, (T, input_size) for one sequence, or packed sequences; gives all outputs of the last layer, and the
 * last state of each layer, (num_layers * directions, B, hidden_size). Throws an error for arguments that do not fit.
 */
export class RNN extends SimpleRecurrent {
  readonly nonlinearity: RNNNonlinearity;

  constructor(...args: typeof takes.RNN.args) {
    refuseProjection(args);
    const { nonlinearity, ...given } = takes.RNN.read(args, constructorName);
    if (!Object.hasOwn(modes, nonlinearity)) {
      throw new ValueError(`Unknown nonlinearity '${nonlinearity as string}'. Select from 'tanh' or 'relu'.`);
    }
    super(modes[nonlinearity]!, { ...given, proj_size: 0 });
    this.nonlinearity = nonlinearity;
  }

  get _words(): readonly [string, string] {
    return ['RNN', 'tensor instead'];
  }
}

/** Called with a packed sequence, it gives one; the types of Module know only the last of forward's overloads. */
export interface GRU {
  (...args: Packed<Tensor>): [output: PackedSequence, h_n: Tensor];
}

/** A recurrent layer with gates (`torch.nn.GRU`); shapes as for {@link RNN}. */
export class GRU extends SimpleRecurrent {
  constructor(...args: typeof takes.GRU.args) {
    refuseProjection(args);
    super('GRU', { ...takes.GRU.read(args, constructorName), proj_size: 0 });
  }

  get _words(): readonly [string, string] {
    return ['GRU', 'instead'];
  }
}

function refuseProjection(args: readonly unknown[]): void {
  const last = args.at(-1);
  if (typeof last === 'object' && last !== null && Object.hasOwn(last, 'proj_size')) {
    throw new ValueError('proj_size argument is only supported for LSTM, not RNN or GRU');
  }
}

/** The hidden state and the cell state of an LSTM. */
export type LSTMState = readonly [h: Tensor, c: Tensor];

/** Called with a packed sequence, it gives one; the types of Module know only the last of forward's overloads. */
export interface LSTM {
  (...args: Packed<LSTMState>): [output: PackedSequence, states: [h_n: Tensor, c_n: Tensor]];
}

/**
 * Long short-term memory (`torch.nn.LSTM`). Input (T, B, input_size), (B, T, input_size) with `batch_first`,
 * (T, input_size) for one sequence, or packed sequences; gives all outputs of the last layer, and the last states
 * [h_n, c_n] of each layer, (num_layers * directions, B, hidden_size), h_n of size `proj_size` if there is one. Throws
 * an error for arguments that do not fit.
 */
export class LSTM extends RNNBase {
  constructor(...args: typeof takes.LSTM.args) {
    super('LSTM', takes.LSTM.read(args, constructorName));
  }

  get [inputs]() { return takes.lstmForward; }

  /** The shape that a cell state has to have for this input. */
  get_expected_cell_size(input: Tensor, batch_sizes: Tensor | null): [layers: number, batch: number, size: number] {
    return [this.num_layers * this._directions, this._batch(input, batch_sizes), this.hidden_size];
  }

  /** Throws a RuntimeError for states of other shapes than the input asks for. */
  check_forward_args(input: Tensor, [h, c]: LSTMState, batch_sizes: Tensor | null): void {
    this.check_input(input, batch_sizes);
    this.check_hidden_size(h, this.get_expected_hidden_size(input, batch_sizes), 'hidden[0]');
    this.check_hidden_size(c, this.get_expected_cell_size(input, batch_sizes), 'hidden[1]');
  }

  /** Both states with their batch in the order of a packed sequence; themselves without one. */
  permute_hidden([h, c]: LSTMState, permutation: Tensor | null): [h: Tensor, c: Tensor] {
    return [permuted(h, permutation), permuted(c, permutation)];
  }

  forward(input: PackedSequence, hx?: LSTMState | null): [output: PackedSequence, states: [h_n: Tensor, c_n: Tensor]];
  forward(input: Tensor, hx?: LSTMState | null): [output: Tensor, states: [h_n: Tensor, c_n: Tensor]];
  forward(
    input: Tensor | PackedSequence, hx: LSTMState | null = null,
  ): [output: Tensor | PackedSequence, states: [h_n: Tensor, c_n: Tensor]] {
    const { data, batch_sizes, sorted_indices, unsorted_indices } = unpacked(input);
    if (batch_sizes === null) return this._forward_padded(data, hx);
    // The kernel checks these; PyTorch's own checks are for tensors only.
    const states = hx === null ? this._zero_state(data, batch_sizes) : this.permute_hidden(hx, sorted_indices);
    const [output, h, c] = this._run(data, states, batch_sizes) as [Tensor, Tensor, Tensor];
    const packed = new PackedSequence(output, batch_sizes, sorted_indices, unsorted_indices);
    return [packed, this.permute_hidden([h, c], unsorted_indices)];
  }

  _forward_padded(input: Tensor, hx: LSTMState | null): [output: Tensor, states: [h_n: Tensor, c_n: Tensor]] {
    const dim = input.dim();
    if (dim !== 2 && dim !== 3) throw new ValueError(`LSTM: Expected input to be 2D or 3D, got ${dim}D instead`);
    if (hx !== null && hx.some((state) => state.dim() !== dim)) {
      const [h, c] = hx;
      throw new RuntimeError(
        `For ${batching(dim)} input, hx and cx should also be ${dim}-D but got (${h.dim()}-D, ${c.dim()}-D) tensors`);
    }
    const batch = this.batch_first ? 0 : 1;
    const batched = dim === 3 ? input : input.unsqueeze(batch);
    let states = hx ?? this._zero_state(batched, null);
    if (hx !== null && dim === 2) states = [hx[0].unsqueeze(1), hx[1].unsqueeze(1)];
    this.check_forward_args(batched, states, null);
    const [output, h, c] = this._run(batched, states, null) as [Tensor, Tensor, Tensor];
    return dim === 3 ? [output, [h, c]] : [output.squeeze(batch), [h.squeeze(1), c.squeeze(1)]];
  }

  _zero_state(input: Tensor, batch_sizes: Tensor | null): LSTMState {
    const { dtype, device } = input;
    return [
      zeros(this.get_expected_hidden_size(input, batch_sizes), { dtype, device }),
      zeros(this.get_expected_cell_size(input, batch_sizes), { dtype, device }),
    ];
  }
}
