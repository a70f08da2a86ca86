// The course's networks that learn, with --device: the losses that they print are those of the same networks in Python.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../../lib/addon/installed/paths.mjs';
import { nodeEnvironment, nodeFlags } from '../../setup/launch.mjs';
import { isCheckout } from '../../setup/prepare.mjs';

const compiled = path.join(root, 'build/exercises');
/** MNIST's files in a pack. */
const packed = path.join(root, 'data/mnist');

/** By exercise: how long it learns, and what Python needs for it besides PyTorch. */
const exercises = {
  670: { iterations: 301 }, 680: { iterations: 301 }, 690: { iterations: 301 }, 695: { iterations: 301 },
  830: { epochs: 1, needs: 'torchvision' }, 850: { epochs: 1, needs: 'torchvision' },
  870: { epochs: 1, needs: 'torchvision' }, 890: { epochs: 1, needs: 'torchvision' },
  920: { iterations: 301 },
};

/** How far losses may be from Python's, as a part of the largest: some kernels add in no fixed order. */
const within = 1e-2;

function runExercise(number, args) {
  const file = fs.readdirSync(compiled).find((name) => name.startsWith(`${number}_`) && name.endsWith('.js'));
  const child = spawn(process.execPath, [...nodeFlags, path.join(compiled, file), ...args], {
    cwd: root, env: nodeEnvironment(), stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, complaint] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const why = complaint.split('\n').find((line) => /^\w*Error: /.test(line)) ?? complaint.trim().split('\n').at(-1);
      if (code === 0) resolve(out);
      else reject(new Error(`the exercise ended with ${signal ?? code}: ${why}`));
    });
  });
}

const numbers = (text, pattern) => [...text.matchAll(pattern)].map(([, number]) => Number(number));

/** The losses and accuracies that an exercise printed, in order. */
const told = (text) => ({
  losses: [...numbers(text, /^loss (\S+)$/gm), ...numbers(text, /loss: (\d+\.\d+)/g)],
  accuracy: numbers(text, /accuracy: (\d+(?:\.\d+)?)/g).at(-1),
});

/** What they share: the toy data that 610 and 910 write, and a part of MNIST. */
async function dataIn(folder) {
  if (isCheckout()) {
    const { compileExercises } = await import('../../lib/typescript.mjs');
    compileExercises();
  }
  const data = path.join(folder, 'data');
  fs.mkdirSync(data, { recursive: true });
  for (const maker of [610, 910]) await runExercise(maker, ['--seed', '0', '--data', data]);
  if (fs.existsSync(packed)) fs.symlinkSync(packed, path.join(data, 'mnist'));
  else (await import('../pack/mnist.mjs')).writeMnist(path.join(data, 'mnist'));
  return data;
}

export async function run(context) {
  const { folder, device } = context;
  const data = await dataIn(folder);
  // One after the other, and Python beside them: they wait for the device more than for the processor.
  const theirs = context.twin('exercises', { data, exercises });
  theirs.catch(() => {});
  for (const [number, { iterations, epochs }] of Object.entries(exercises)) {
    await context.check(number, async () => {
      const length = iterations === undefined ? ['--epochs', String(epochs)] : ['--iterations', String(iterations)];
      const out = path.join(folder, number);
      const ours = told(await runExercise(number, [
        '--device', device, '--seed', '0', '--data', data, '--out', out, '--no-pictures', ...length]));
      const python = (await theirs)[number];
      if (python.lacks !== undefined) throw new Error(`Python lacks ${python.lacks}, so there is nothing to compare with`);
      const isEqual = (loss, i) => Math.abs(loss - (python.losses[i] ?? NaN)) <= 1e-6;
      context.figure(number, {
        losses: ours.losses.length, 'equal to a millionth': ours.losses.filter(isEqual).length,
        accuracy: [ours.accuracy, python.accuracy],
      });
      context.near(ours.losses, python.losses, within, 'the losses');
      if (!(Math.abs(ours.accuracy - python.accuracy) <= 0.05)) {
        throw new Error(`the accuracy is ${ours.accuracy}, in Python ${python.accuracy}`);
      }
    });
  }
}
