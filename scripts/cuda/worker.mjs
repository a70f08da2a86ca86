// A thread of checks/workers.mjs: does one task and tells what came of it.

import { parentPort, workerData } from 'node:worker_threads';
import * as torch from '../../dist/index.js';
import { judge, watch } from './checks/loops.mjs';
import { lenet } from './networks.mjs';

const { device, number, seconds, task } = workerData;

const tasks = {
  training() {
    const generator = torch.Generator({ device: 'cpu' }).manual_seed(0);
    const x = torch.rand(16, 1, 32, 32, { generator }).to(device);
    const y = torch.arange(16).remainder(10).to(device);
    const net = lenet().to(device);
    torch.no_grad(() => {
      for (const p of net.parameters()) p.copy_(torch.rand(p.shape, { generator }).sub(0.5).mul(0.2));
    });
    const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.1 });
    const losses = Array.from({ length: 30 }, () => {
      optimizer.zero_grad();
      const loss = torch.nn.functional.cross_entropy(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    });
    return { losses };
  },
  settings() {
    torch.set_grad_enabled(number % 2 === 0);
    const graded = torch.ones(1, { device, requires_grad: true }).add(1).requires_grad;
    if (device !== 'cuda') return { own: graded === (number % 2 === 0) };
    const stream = new torch.cuda.Stream();
    torch.cuda.set_stream(stream);
    const there = torch.cuda.current_stream();
    return { own: graded === (number % 2 === 0) && there.stream_id === stream.stream_id };
  },
  loop() {
    const seen = watch(torch, device, 'forward and backward', seconds);
    let problem = null;
    try {
      judge(seen, { alone: false });
    } catch (error) {
      problem = error.message;
    }
    return { seen, problem };
  },
};

parentPort.postMessage(tasks[task]());
