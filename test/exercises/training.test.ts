/**
 * The lessons that train, with the data that 410, 610 and 910 write after `--seed 0`, held against PyTorch 2.15 running
 * the notebooks with the same data and seed (`npm run compare`, which wants every digit). Here another processor may
 * have computed; trained.ts says which numbers all processors share, and how far.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { referencePython } from '../../scripts/lib/reference.mjs';
import { all, expectNear, lossOf, lossOfDigits, smallMnist, trainingData } from './losses.ts';
import { fileOf, root, run } from './run.ts';
import { images, toys } from './trained.ts';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-training-'));
const data = join(folder, 'data');
const options = (name: string, ...more: string[]): string[] =>
  ['--data', data, '--out', join(folder, name), '--no-pictures', ...more];
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => trainingData(data));

function output(exercise: number, ...args: string[]): string {
  const { status, stdout, stderr } = run(fileOf(exercise), args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe('toy problems', () => {
  test.each(Object.keys(toys).map(Number))('%i learns what PyTorch learns, and saves it', (exercise) => {
    const { losses, count, range, models } = toys[exercise]!;
    const stdout = output(exercise, ...options(String(exercise)));
    const printed = all(stdout, lossOf);
    expect(printed).toHaveLength(count);
    expectNear(printed, losses);
    const [reached] = all(stdout, /^accuracy: (\S+)$/gm) as [number];
    expect(reached).toBeGreaterThanOrEqual(range[0]);
    expect(reached).toBeLessThanOrEqual(range[1]);
    expect(readdirSync(join(folder, String(exercise), 'models')).sort()).toEqual(models);
    expect(existsSync(join(folder, String(exercise), 'pictures'))).toBe(false);
    // What was loaded is what was saved: the last tensors printed are those after training.
    const tensors = [...stdout.matchAll(/tensor\(\[\[[^)]*?\]\]/gs)].map(([text]) => text.replace(/\s+/g, ' '));
    expect(tensors.slice(-models.length)).toEqual(tensors.slice(-2 * models.length, -models.length));
  });

  test('another seed starts elsewhere, fewer iterations print less', () => {
    const stdout = output(530, ...options('seed', '--seed', '4', '--iterations', '20'));
    expect(all(stdout, lossOf)).toHaveLength(2);
    expect(stdout).toContain('[[0.5596, 0.5591],');
  });
});

describe('digits, the first 768 of them', () => {
  test('810 prints one as a table', () => {
    const more = join(folder, 'more');
    smallMnist(more, 2560);
    const lines = output(810, '--data', more, '--no-pictures').trim().split('\n');
    expect(lines[0]).toBe('label = tensor(1)');
    expect(lines.slice(1)).toHaveLength(32);
    for (const line of lines.slice(1)) expect(line).toMatch(/^(?:[012]\d ){31}[012]\d$/);
    expect(lines[7]).toBe(['00 '.repeat(12), '05 15 20 05 ', '00 '.repeat(16)].join('').trim());
  });

  const outputs = new Map<number, string>();
  const learned = (exercise: number): string => {
    const stdout = outputs.get(exercise) ?? output(exercise, '--data', data, '--no-pictures', '--epochs', '2');
    outputs.set(exercise, stdout);
    return stdout;
  };

  test.each(Object.keys(images).map(Number))('%i learns what PyTorch learns', (exercise) => {
    const stdout = learned(exercise);
    const losses = all(stdout, lossOfDigits);
    expect(losses).toHaveLength(4);
    expectNear(losses, images[exercise]!);
    // Parts of 1024, printed with six decimals.
    for (const reached of all(stdout, /accuracy: (\S+)$/gm)) expect(Math.abs((reached * 1024) % 1 - 0.5)).toBeGreaterThan(0.499);
  });

  const python = referencePython();
  test.skipIf(python === undefined)('they learn what the PyTorch in Python learns here', () => {
    const args = ['scripts/golden/lessons.py', join(data, 'mnist'), '830', '890'];
    const { stdout, status } = spawnSync(python!, args, { cwd: root, encoding: 'utf8' });
    expect(status).toBe(0);
    for (const [exercise, wanted] of Object.entries(JSON.parse(stdout) as Record<string, number[]>)) {
      expectNear(all(learned(Number(exercise)), lossOfDigits), wanted.map((loss) => [loss, 1e-5]));
    }
  }, 300_000);
});

describe('sequences', () => {
  test('920 counts better than it guesses after a hundred steps, and lists every answer', () => {
    const stdout = output(920, ...options('920', '--iterations', '101'));
    expectNear(all(stdout, lossOf), [3.252821, 2.385595]);
    const answers = [...stdout.matchAll(/^features: \[([01, ]+)\] => right: (\d+), observed: (\d+)$/gm)];
    expect(answers).toHaveLength(1000);
    for (const [, bits, right] of answers) expect(bits!.match(/1/g)?.length ?? 0).toBe(Number(right));
    const correct = answers.filter(([, , right, observed]) => right === observed).length;
    expect(all(stdout, /^accuracy: (\S+)$/gm)).toEqual([correct / 1000]);
  });

  test('980 learns, saves, and talks from what it saved', () => {
    const chat = ['--data', join(root, 'exercises/data'), '--out', join(folder, '980'), '--no-pictures'];
    const stdout = output(980, ...chat, '--iterations', '100');
    expect(stdout).toContain("normalized: who 's there ?\n");
    expect(stdout).toContain("counted words:\nhuman 25\nagent 28\n('where do you live ?', 'in a file')\n");
    expectNear(all(stdout, /^\d+m \d+s \(- \d+m \d+s\) \(\d+ \d+%\) (\S+)$/gm), [2.0546, 1.9968]);
    const hello = /normalized: hello \.\n\['(\w+)'/.exec(stdout)![1]!;

    const path = join(root, 'build/exercises', fileOf(980));
    const input = 'Hello.\nwhatever is this\n\nnever read\n';
    const args = ['--no-node-snapshot', path, ...chat, '--chat'];
    const talk = spawnSync(process.execPath, args, { encoding: 'utf8', input });
    expect(talk.stderr).toBe('');
    expect(talk.status).toBe(0);
    expect(talk.stdout).not.toContain('counted words');
    expect(talk.stdout.split('\n')[1]).toBe(`> ${hello}`);
    expect(talk.stdout.match(/> /g)).toHaveLength(3);
  });
});

describe('pictures', () => {
  test('are saved where the lesson says', () => {
    const stdout = output(630, '--data', data, '--out', join(folder, 'drawn'), '--iterations', '11');
    const named = [...stdout.matchAll(/^picture: (.*)$/gm)].map(([, file]) => file!);
    expect(named).toEqual(['630_loss.svg', '630_boundary.svg'].map((name) => join(folder, 'drawn/pictures', name)));
    for (const file of named) expect(readFileSync(file, 'utf8')).toMatch(/^<svg /);
    const texts = readFileSync(named[1]!, 'utf8');
    expect(texts).toContain('0: same sign');
  });
});
