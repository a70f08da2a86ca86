// Synchronous loops, as people write them: no scope, no dispose, no await. `iterations` is the length the bench runs,
// `short` the one of the tests: long enough that tensors never freed would be seen.
import * as torch from 'nodetorch';
import { adamStep, twoLayer } from './training.mjs';

function add(side) {
  const a = torch.rand(side, side);
  const b = torch.rand(side, side);
  return () => a.add(b);
}

function evaluation() {
  const { loss } = twoLayer(64);
  return () => loss().item();
}

export const loops = {
  'add, 400 KB': { iterations: 20_000, short: 2_000, prepare: () => add(320) },
  'add, 16 MB': { iterations: 2_000, short: 200, prepare: () => add(2048) },
  'add, 16 bytes': { iterations: 1_000_000, short: 500_000, prepare: () => add(2) },
  'training steps': { iterations: 5_000, short: 500, prepare: () => adamStep(64) },
  'evaluation without no_grad': { iterations: 5_000, short: 1_000, prepare: evaluation },
};
