// Function transforms and forward mode against PyTorch's answers.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as torch from 'nodetorch';
import { messageOf } from '../pinned_version.js';
import { scenes } from './scenes.js';

const golden = JSON.parse(readFileSync(new URL('../golden/func.json', import.meta.url), 'utf8')) as Record<string, unknown>;

function answerOf(name: string): unknown {
  try {
    return scenes[name]!() ?? null;
  } catch (error) {
    return { error: (error as Error).name, message: (error as Error).message };
  }
}

const isThrown = (answer: unknown): answer is { error: string; message: string } =>
  typeof answer === 'object' && answer !== null && 'message' in answer;

test('both sides play the same scenes', () => {
  expect(Object.keys(scenes).sort()).toEqual(Object.keys(golden).sort());
});

test.each(Object.keys(golden))('%s', (name) => {
  const expected = golden[name];
  const wanted = isThrown(expected) ? { ...expected, message: messageOf(expected.message) } : expected;
  expect(answerOf(name)).toEqual(wanted);
  // Whatever a scene threw, no layer and no level is left behind.
  expect(torch.ones(2).add(1).tolist()).toEqual([2, 2]);
  expect(torch.autograd.forward_ad.unpack_dual(torch.ones(1)).tangent).toBeNull();
});
