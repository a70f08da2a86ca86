// Training in mixed precision, with and without a scaler of gradients: Python's losses and scales.

import * as amp from '../amp_training.mjs';

export async function run(context) {
  context.torch.ones(1, { device: context.device });
  for (const [title, options] of Object.entries(amp.trainings)) {
    await context.check(title, async () => {
      if (options.gpu && context.device !== 'cuda') return;
      const ours = amp.train(context.device, options);
      const theirs = await context.twin('amp_training', { options });
      context.figure(title, { ours, theirs });
      context.near(ours.losses, theirs.losses, 1e-2, 'the losses');
      context.same(ours.scales, theirs.scales, 'the scales');
    });
  }
}
