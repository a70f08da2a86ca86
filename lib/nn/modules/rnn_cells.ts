import { RuntimeError, ValueError } from '../../values/errors.js';
import { empty, gru_cell, lstm_cell, rnn_relu_cell, rnn_tanh_cell, zeros } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import * as init from '../init.js';
import { Module } from '../module.js';
import { inputs } from '../module/inputs.js';
import { Parameter } from '../parameter.js';
import type { LSTMState, RNNNonlinearity } from './rnn.js';
import { signature } from '../../arguments/signature.js';

const takes = {
  RNNCell: signature(`RNNCell(input_size: int, hidden_size: int, bias: bool = True,
    nonlinearity: RNNNonlinearity = "tanh", device: DeviceLike = None, dtype: dtype = None)`),
  cell: signature(`GRUCell(input_size: int, hidden_size: int, bias: bool = True, device: DeviceLike = None,
    dtype: dtype = None)`),
  forward: signature('forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor'),
  lstmForward: signature('forward(self, input: Tensor, hx: LSTMState | None = None)'),
};

/** What the cells, one step of a recurrent layer each, share (`torch.nn.RNNCellBase`). */
export abstract class RNNCellBase extends Module {
  readonly input_size: number;
  readonly hidden_size: number;
  readonly bias: boolean;
  declare weight_ih: Parameter;
  declare weight_hh: Parameter;

  constructor(
    { input_size, hidden_size, bias, device, dtype }: ReturnType<typeof takes.cell.read>, num_chunks: number,
  ) {
    super();
    this.input_size = input_size;
    this.hidden_size = hidden_size;
    this.bias = bias;
    const rows = num_chunks * hidden_size;
    const parameter = (...shape: number[]): Parameter => Parameter(empty(shape, { device, dtype }));
    this.register_parameter('weight_ih', parameter(rows, input_size));
    this.register_parameter('weight_hh', parameter(rows, hidden_size));
    this.register_parameter('bias_ih', bias ? parameter(rows) : null);
    this.register_parameter('bias_hh', bias ? parameter(rows) : null);
    this.reset_parameters();
  }

  /** Draws new values for all weights: uniform, within 1 / sqrt(hidden_size). */
  reset_parameters(): void {
    const bound = this.hidden_size > 0 ? 1 / Math.sqrt(this.hidden_size) : 0;
    for (const weight of this.parameters()) init.uniform_(weight, -bound, bound);
  }

  override extra_repr(): string {
    return `${this.input_size}, ${this.hidden_size}${this.bias ? '' : ', bias=False'}`;
  }
}
// Without it null, which PyTorch's types leave out too: programs know what they made.
export interface RNNCellBase {
  get bias_ih(): Parameter;
  set bias_ih(value: Parameter | null);
  get bias_hh(): Parameter;
  set bias_hh(value: Parameter | null);
}

/** Throws a ValueError unless a cell's input or state is one vector or a batch of them. */
function checkVectors(cell: string, what: string, value: Tensor): void {
  const dim = value.dim();
  if (dim !== 1 && dim !== 2) throw new ValueError(`${cell}: Expected ${what} to be 1D or 2D, got ${dim}D instead`);
}

/** Runs one step on a batch, also where there is only one vector. */
function step(
  cell: string, hiddenSize: number, input: Tensor, hx: Tensor | null, run: (input: Tensor, hx: Tensor) => Tensor,
): Tensor {
  checkVectors(cell, 'input', input);
  if (hx !== null) checkVectors(cell, 'hidden', hx);
  if (input.dim() === 1) return run(input.unsqueeze(0), hx?.unsqueeze(0) ?? start(hiddenSize, 1, input)).squeeze(0);
  return run(input, hx ?? start(hiddenSize, input.size(0), input));
}

function start(hiddenSize: number, batch: number, { dtype, device }: Tensor): Tensor {
  return zeros([batch, hiddenSize], { dtype, device });
}

const rnnCells = { tanh: rnn_tanh_cell, relu: rnn_relu_cell } as const;

/** One step of an {@link RNN} (`torch.nn.RNNCell`): input (B, input_size) and state (B, hidden_size), or without B. */
export class RNNCell extends RNNCellBase {
  readonly nonlinearity: RNNNonlinearity;

  constructor(...args: typeof takes.RNNCell.args) {
    const { nonlinearity, ...given } = takes.RNNCell.read(args);
    super(given, 1);
    this.nonlinearity = nonlinearity;
  }

  get [inputs]() { return takes.forward; }

  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    const { nonlinearity, weight_ih, weight_hh, bias_ih, bias_hh } = this;
    return step('RNNCell', this.hidden_size, input, hx, (batch, state) => {
      if (!Object.hasOwn(rnnCells, nonlinearity)) {
        throw new RuntimeError(`Unknown nonlinearity: ${nonlinearity as string}`);
      }
      return rnnCells[nonlinearity](batch, state, weight_ih, weight_hh, bias_ih, bias_hh);
    });
  }

  override extra_repr(): string {
    return `${super.extra_repr()}${this.nonlinearity === 'tanh' ? '' : `, nonlinearity=${this.nonlinearity}`}`;
  }
}

/** One step of a {@link GRU} (`torch.nn.GRUCell`): input (B, input_size) and state (B, hidden_size), or without B. */
export class GRUCell extends RNNCellBase {
  constructor(...args: typeof takes.cell.args) {
    super(takes.cell.read(args), 3);
  }

  get [inputs]() { return takes.forward; }

  forward(input: Tensor, hx: Tensor | null = null): Tensor {
    const { weight_ih, weight_hh, bias_ih, bias_hh } = this;
    return step('GRUCell', this.hidden_size, input, hx, (batch, state) =>
      gru_cell(batch, state, weight_ih, weight_hh, bias_ih, bias_hh));
  }
}

/**
 * One step of an {@link LSTM} (`torch.nn.LSTMCell`): input (B, input_size) and states [h, c] of (B, hidden_size), or
 * all without B; gives the next [h, c].
 */
export class LSTMCell extends RNNCellBase {
  constructor(...args: typeof takes.cell.args) {
    super(takes.cell.read(args, 'LSTMCell.__init__'), 4);
  }

  get [inputs]() { return takes.lstmForward; }

  forward(input: Tensor, hx: LSTMState | null = null): [h: Tensor, c: Tensor] {
    checkVectors('LSTMCell', 'input', input);
    hx?.forEach((state, i) => checkVectors('LSTMCell', `hx[${i}]`, state));
    if (input.dim() === 2) return this._step(input, hx ?? this._start(input.size(0), input));
    const states: LSTMState = hx === null ? this._start(1, input) : [hx[0].unsqueeze(0), hx[1].unsqueeze(0)];
    const [h, c] = this._step(input.unsqueeze(0), states);
    return [h.squeeze(0), c.squeeze(0)];
  }

  _step(input: Tensor, states: LSTMState): [h: Tensor, c: Tensor] {
    const [h, c] = lstm_cell(input, states, this.weight_ih, this.weight_hh, this.bias_ih, this.bias_hh);
    return [h, c];
  }

  _start(batch: number, input: Tensor): LSTMState {
    const zero = start(this.hidden_size, batch, input);
    return [zero, zero];
  }
}
