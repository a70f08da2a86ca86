// Trains with compiled steps and with the steps as they are: losses, parameters, gradients, buffers, the optimizers'
// states and the random stream must be the same to the last bit.

import * as torch from '../../../dist/index.js';
import { CompiledFunction } from '../../../dist/compile/compiled_function.js';
import { bits_differ } from '../../../dist/addon/recording.js';

/** Runs a case once: everything that it leaves behind. `wrap` makes the compiled functions of it. */
function trained({ make }, steps, wrap) {
  torch.manual_seed(0);
  const { step, batch = () => [], net, tensors = () => [], optimizers = [], before = () => {} } = make(wrap);
  const losses = [];
  for (let i = 0; i < steps; i++) {
    before(i);
    torch.manual_seed(1000 + i);
    losses.push(step(...batch(i)));
  }
  const state = new Map(net === undefined ? [] : [...net.state_dict()].map(([name, value]) => [name, value.clone()]));
  const parameters = net === undefined ? [] : [...net.named_parameters()];
  for (const [name, parameter] of parameters) state.set(`gradient of ${name}`, parameter.grad);
  for (const [i, tensor] of tensors().entries()) state.set(`tensor ${i}`, tensor).set(`gradient of tensor ${i}`,
    tensor.grad);
  for (const [k, optimizer] of optimizers.entries()) {
    for (const [i, kept] of [...optimizer.state.values()].entries()) {
      for (const [name, value] of Object.entries(kept)) state.set(`${name} ${i} of optimizer ${k}`, value);
    }
  }
  state.set('the random stream', torch.rand([1]));
  return { losses, state };
}

function difference(own, compiled) {
  for (const [i, loss] of own.losses.entries()) {
    const [a, b] = [loss, compiled.losses[i]].map((each) => (each instanceof torch.Tensor ? each.detach() : each));
    const found = a instanceof torch.Tensor ? bits_differ(b, a) : Object.is(a, b) ? '' : `${b} against ${a}`;
    if (found !== '') return `loss ${i + 1}: ${found}`;
  }
  if (own.state.size !== compiled.state.size) return `${compiled.state.size} tensors, not ${own.state.size}`;
  for (const [name, value] of own.state) {
    const other = compiled.state.get(name);
    const plain = (each) => (each instanceof torch.Tensor && each.layout !== torch.strided ? each.to_dense() : each);
    const both = value instanceof torch.Tensor && other instanceof torch.Tensor;
    const found = both ? bits_differ(plain(other), plain(value)) : String(value) === String(other)
      ? '' : `${other} against ${value}`;
    if (found !== '') return `${name}: ${found}`;
  }
  return null;
}

/** Trains a case both ways: { name, differs, replays, calls, reasons }. */
export function compareTraining(name, given, { steps = 20, verify = false } = {}) {
  const own = torch.scope(() => kept(trained(given, steps, (fn) => fn)));
  const made = [];
  const wrap = (fn) => {
    const compiled = new CompiledFunction(fn, verify ? {} : { verify: 0 }, fn.name || name);
    made.push(compiled);
    return (...args) => compiled.call(undefined, args);
  };
  let differs;
  try {
    differs = difference(own, trained(given, steps, wrap));
  } catch (error) {
    differs = `threw ${error.name}: ${error.message.split('\n', 1)[0]}`;
  }
  const replays = made.reduce((sum, { entries }) => sum + entries.reduce((part, { calls }) => part + calls, 0), 0);
  const reasons = [...new Set(made.flatMap(({ breaks }) => breaks.map(({ reason }) => reason)))];
  return { name, differs, replays, steps, reasons };
}

// What leaves the scope stays.
const kept = ({ losses, state }) => ({ losses: [...losses], state: new Map(state) });
