// Autograd against PyTorch's answers: the committed ones, and those of a torch in python3 where there is one.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { messageOf } from '../pinned_version.js';
import { scenes } from './scenes.js';

type Answers = Record<string, unknown>;

interface Thrown {
  readonly error: string;
  readonly message: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const golden = JSON.parse(readFileSync(`${root}/test/golden/autograd.json`, 'utf8')) as Answers;

function isThrown(answer: unknown): answer is Thrown {
  return typeof answer === 'object' && answer !== null && 'message' in answer;
}

function answerOf(name: string): unknown {
  try {
    return scenes[name]!() ?? null;
  } catch (error) {
    return { error: (error as Error).name, message: (error as Error).message };
  }
}

// The values are sums and products of small integers, and exp(1) rounded to float32: the same on every processor.
function compare(answers: Answers): void {
  test.each(Object.keys(answers))('%s', (name) => {
    const expected = answers[name];
    const actual = answerOf(name);
    expect(actual).toEqual(isThrown(expected) ? thrownBy(expected) : expected);
  });
}

function thrownBy({ error, message }: Thrown): unknown {
  return { error, message: messageOf(message) };
}

test('both sides play the same scenes', () => {
  expect(Object.keys(scenes).sort()).toEqual(Object.keys(golden).sort());
});

describe('as PyTorch 2.15', () => compare(golden));

const python = spawnSync(process.env['NODETORCH_REFERENCE_PYTHON'] ?? 'python3', ['scripts/golden/autograd.py'], {
  cwd: root, encoding: 'utf8',
});
describe.skipIf(python.status !== 0)('as the PyTorch in python3', () => {
  compare(python.status === 0 ? (JSON.parse(python.stdout) as Answers) : { 'no torch in python3': null });
});
