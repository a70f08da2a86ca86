// Microseconds of a call of small operators, queued only and waited for; python/small_operators.py has the same ones.

import * as torch from '../../dist/index.js';

const calls = 300;
const rounds = 5;

const operators = {
  add: (a, b) => () => a.add(b),
  'add in place': (a, b) => () => a.add_(b),
  mm: (a, b) => () => a.mm(b),
  relu: (a) => () => a.relu(),
  softmax: (a) => () => a.softmax(1),
  sum: (a) => () => a.sum(),
  view: (a) => () => a.view(-1),
  cat: (a, b) => () => torch.cat([a, b]),
  zeros: (a) => () => torch.zeros(64, 64, { device: a.device }),
};

/** `{ name: microseconds }`, the best of several rounds. */
export function smallOperators(device) {
  const wait = () => (device === 'cuda' ? torch.cuda.synchronize() : undefined);
  const [a, b] = [torch.ones(64, 64, { device }), torch.ones(64, 64, { device })];
  const found = {};
  for (const [name, make] of Object.entries(operators)) {
    const call = make(a, b);
    for (const [kind, each] of [['queued', () => {}], ['waited for', wait]]) {
      let best = Infinity;
      for (let round = 0; round < rounds; round++) {
        wait();
        const started = performance.now();
        for (let i = 0; i < calls; i++) {
          call();
          each();
        }
        best = Math.min(best, ((performance.now() - started) * 1000) / calls);
        wait();
      }
      found[`${name}, ${kind}`] = Number(best.toFixed(2));
    }
  }
  return found;
}
