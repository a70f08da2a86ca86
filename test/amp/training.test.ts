// Trainings in mixed precision beside PyTorch's on the same machine: the last digits are one processor's.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';

interface Training {
  losses: number[];
  scales: number[];
}
const module = '../../scripts/cuda/amp_training.mjs';
const { train, trainings } = (await import(/* @vite-ignore */ module)) as {
  train: (device: string, options: object) => Training; trainings: Record<string, { scale?: number }>;
};

const python = referencePython();
const script = fileURLToPath(new URL('../../scripts/cuda/python/amp_training.py', import.meta.url));

test.skipIf(python === undefined).each(Object.entries(trainings))('%s has the losses of PyTorch on the same machine', {
  timeout: 300_000,
}, (_, training) => {
  // A scaler grows after ten steps; one that begins too large needs more to come down.
  const options = { ...training, steps: (training.scale ?? 1) > 2 ** 20 ? 30 : 12 };
  const text = execFileSync(python!, ['-W', 'ignore', script, JSON.stringify({ device: 'cpu', options })], {
    encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const threads = torch.get_num_threads();
  torch.set_num_threads(1);
  const came = train('cpu', options);
  torch.set_num_threads(threads);
  expect(came).toEqual(JSON.parse(text));
  expect(came.losses.at(-1)).toBeLessThan(came.losses[0]!);
});
