/** `torch.nn.modules.rnn`. */
export { GRU, GRUCell, LSTM, LSTMCell, RNN, RNNBase, RNNCell, RNNCellBase } from '../layers.js';
