// Step times and peak memory beside Python's, one after the other on the same device.

import { sizes } from '../networks.mjs';
import { graphed, timed, training } from '../training.mjs';
import { smallOperators } from '../small_operators.mjs';

/** What is trained, and the ratios (nodetorch / Python) to reach; graphs are of the GPU only. */
const trainings = {
  'ResNet-18': { network: 'resnet', options: {}, time: 1.0 },
  'GPT in bfloat16': { network: 'gpt', options: { amp: 'bfloat16' }, time: 1.0 },
  'GPT in bfloat16, as a graph': { network: 'gpt', options: { amp: 'bfloat16', capturable: true }, graph: true, time: 0.9 },
};
const memory = 1.3;

const ratioOf = (ours, theirs) => Number((ours / theirs).toFixed(3));

export async function run(context) {
  const { torch, device } = context;
  torch.ones(1, { device });
  for (const [title, { network, options, graph = false, time }] of Object.entries(trainings)) {
    if (graph && device !== 'cuda') continue;
    await context.check(title, async () => {
      const size = sizes[device][network];
      const { step } = training(network, size, device, options);
      const ours = timed(graph ? graphed(step) : step, device);
      const theirs = await context.twin('benches', { network, size, options, graph });
      context.figure(title, {
        size, ours, theirs, time: ratioOf(ours.ms, theirs.ms),
        ...(device === 'cuda' ? { memory: ratioOf(ours.peak, theirs.peak), reserved: ratioOf(ours.reserved, theirs.reserved) } : {}),
      });
      context.near(ours.losses, theirs.losses, graph || options.amp ? 2e-2 : 2e-3, 'the losses');
      if (device !== 'cuda') return; // a rehearsal has no sizes worth timing
      if (ours.ms > time * theirs.ms) throw new Error(`a step takes ${ratioOf(ours.ms, theirs.ms)} of Python's time, wanted ${time}`);
      if (ours.peak > memory * theirs.peak) throw new Error(`the peak is ${ratioOf(ours.peak, theirs.peak)} of Python's, wanted ${memory}`);
    });
    torch.scope(() => undefined);
    globalThis.gc?.();
    if (device === 'cuda') torch.cuda.empty_cache();
  }
  await context.check('small operators', async () => {
    const ours = smallOperators(device);
    const theirs = await context.twin('small_operators');
    const rows = Object.entries(ours).map(([name, us]) =>
      [name, { ours: us, theirs: theirs[name], ratio: ratioOf(us, theirs[name]) }]);
    const mean = Math.exp(rows.reduce((sum, [, { ratio }]) => sum + Math.log(ratio), 0) / rows.length);
    context.figure('small operators', { 'us a call': Object.fromEntries(rows), 'geometric mean': Number(mean.toFixed(3)) });
  });
}
