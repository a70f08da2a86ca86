// Training steps of the networks, and how they are timed; python/training.py does the same.

import * as torch from '../../dist/index.js';
import { problem } from './networks.mjs';

/** A step by AdamW, as `{ step, forward, optimizer }`; with `amp` the forward pass and the loss are in that dtype. */
export function training(name, size, device, { amp, capturable = false } = {}) {
  const { net, lossOf } = problem(name, size, device);
  const optimizer = new torch.optim.AdamW(net.parameters(), { lr: 1e-3, ...(capturable ? { capturable } : {}) });
  const forward = amp === undefined ? lossOf : () => torch.autocast({ device_type: device, dtype: torch[amp] }, lossOf);
  const step = () => {
    optimizer.zero_grad();
    const loss = forward();
    loss.backward();
    optimizer.step();
    return loss;
  };
  return { step, forward, optimizer };
}

/** The step as a graph that is replayed: the loss it gives is one tensor, written again each time. */
export function graphed(step, warmUps = 3) {
  const stream = new torch.cuda.Stream();
  stream.wait_stream(torch.cuda.current_stream());
  torch.cuda.stream(stream, () => {
    for (let i = 0; i < warmUps; i++) step();
  });
  torch.cuda.current_stream().wait_stream(stream);
  const graph = new torch.cuda.CUDAGraph();
  let loss;
  torch.cuda.graph(graph, () => (loss = step()));
  return () => {
    graph.replay();
    return loss;
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** What `steps` steps cost, warmed up: {ms (a step, median of several rounds), peak, reserved (bytes), losses}. */
export function timed(step, device, { rounds = 5, steps = 5, warmUps = 5 } = {}) {
  const wait = () => (device === 'cuda' ? torch.cuda.synchronize() : undefined);
  const losses = [];
  for (let i = 0; i < warmUps; i++) losses.push(step().item());
  if (device === 'cuda') torch.cuda.reset_peak_memory_stats();
  wait();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    for (let i = 0; i < steps; i++) step();
    wait();
    times.push((performance.now() - started) / steps);
  }
  const memory = device === 'cuda'
    ? { peak: torch.cuda.max_memory_allocated(), reserved: torch.cuda.max_memory_reserved() } : {};
  return { ms: median(times), ...memory, losses };
}
