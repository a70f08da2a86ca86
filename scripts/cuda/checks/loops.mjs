// Ten thousand rounds of plain loops: neither the process nor the device may hold more at the end than at a tenth.

import { isMainThread } from 'node:worker_threads';
import { lenet } from '../networks.mjs';

export const rounds = 10_000;
/** Bytes by which the process may grow: what V8 and the allocators of the driver keep at hand. */
const slack = 96e6;
const growth = 1.3;

/** The loops: each prepares and gives one round of it. */
export const loops = {
  'operators': (torch, device) => {
    const a = torch.ones(256, 256, { device });
    return () => a.add(1).mul(2).relu();
  },
  'a copy there and back': (torch, device) => {
    const a = torch.ones(4096);
    return () => a.to(device).add(1).cpu();
  },
  'forward and backward': (torch, device) => {
    const w = torch.ones(128, 128, { device, requires_grad: true });
    const x = torch.ones(64, 128, { device });
    return () => {
      w.grad = null;
      x.mm(w).relu().sum().backward();
    };
  },
  'training steps': (torch, device) => {
    torch.manual_seed(0);
    const net = lenet().to(device);
    const optimizer = new torch.optim.Adam(net.parameters(), { lr: 1e-3 });
    const [x, y] = [torch.rand(16, 1, 32, 32, { device }), torch.randint(0, 10, [16], { device })];
    return () => {
      optimizer.zero_grad();
      torch.nn.functional.cross_entropy(net(x), y).backward();
      optimizer.step();
    };
  },
};

/** Runs a loop for `rounds` or `seconds`: what was held at a tenth and at most later, {done, tenth, most}. */
export function watch(torch, device, name, seconds) {
  const round = loops[name](torch, device);
  const held = () => [process.memoryUsage.rss(), device === 'cuda' ? torch.cuda.memory_reserved() : 0];
  const until = performance.now() + seconds * 1000;
  const [tenth, most] = [[0, 0], [0, 0]];
  let done = 0;
  for (; done < rounds && performance.now() < until; done++) {
    round();
    if (done % 50 !== 0) continue;
    const into = done < rounds / 10 ? tenth : most;
    for (const [i, bytes] of held().entries()) into[i] = Math.max(into[i], bytes);
  }
  return { done, tenth, most };
}

/** Throws where a loop has grown. Resident memory is the process's, so with other threads it says nothing of one. */
export function judge({ done, tenth, most }, { alone = isMainThread } = {}) {
  if (done <= rounds / 10) throw new Error(`only ${done} rounds in its time`);
  const limits = [growth * tenth[0] + slack, growth * tenth[1] + 1e6];
  if (alone && most[0] > limits[0]) throw new Error(`the process grew from ${tenth[0]} to ${most[0]} bytes in ${done} rounds`);
  if (most[1] > limits[1]) throw new Error(`the device held ${tenth[1]}, then ${most[1]} bytes in ${done} rounds`);
}

export async function run(context) {
  const { torch, device } = context;
  torch.ones(1, { device });
  const names = Object.keys(loops);
  for (const [i, name] of names.entries()) {
    await context.check(`${name}: flat`, () => {
      const seen = watch(torch, device, name, context.left() / (names.length - i));
      context.figure(name, seen);
      judge(seen);
    });
  }
}
