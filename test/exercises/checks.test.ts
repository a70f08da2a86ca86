import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { judge, tasks } from '../../exercises/checks/index.ts';
import type { Answers } from '../../exercises/checks/task.ts';
import { check, numbers, root } from './run.ts';
import { T, wrong as wrongAnswers } from './wrong_answers.ts';
import { wrongTraining } from './wrong_training.ts';

const wrong = [...wrongAnswers, ...wrongTraining];

describe('judge', () => {
  test('knows a task for each exercise, and wrong answers are tried on each', () => {
    expect(Object.keys(tasks).map(Number)).toEqual(numbers);
    expect([...new Set(wrong.map(([exercise]) => exercise))].sort((a, b) => a - b)).toEqual(numbers);
    expect(() => judge(999, {})).toThrow('there is no task for exercise 999');
  });

  test.each(wrong)('%i, %s', (exercise, _, mine, message) => {
    const verdict = judge(exercise, mine);
    expect(verdict.state).toBe('not right yet');
    expect((verdict as { message: string }).message).toContain(message);
  });

  test('other right answers than ours are right', () => {
    const ok = (exercise: number, mine: Answers): void => expect(judge(exercise, mine)).toEqual({ state: 'ok' });
    ok(310, {
      my_weights: T([
        [1, -1],
        [1, -1],
      ]),
    });
    ok(350, {
      my_weights: T([
        [1, -1],
        [-1, 1],
      ]),
    });
    ok(350, {
      my_weights: T([
        [-5, -6],
        [4, 5],
      ]),
    });
    ok(350, {
      my_weights: torch.IntTensor([
        [0, -1],
        [0, 1],
      ]),
    });
    // 0.1 + 0.2 is not 0.3: rounding at the border is not the reader's fault.
    ok(380, {
      my_weights: T([
        [0.1, 0],
        [0, 0.1],
        [0, 0.1],
      ]),
    });
    ok(380, {
      my_weights: T([
        [0, -3],
        [0, 3],
        [0, 3],
      ]),
    });
    ok(510, { my_learning_rate: 0.3, my_bad_learning_rate: 1.01 });
    ok(610, {
      my_feature: (x: number, y: number) => (x * y > 0 ? 1 : -1),
      my_weights: [
        [0, 0],
        [0, 0],
        [2, -2],
      ],
    });
    ok(650, { my_sigmoid: (a: torch.Tensor) => a.div(2).tanh().add(1).div(2) });
  });

  test('a right answer is right on every processor: 0.1 · x - 0.1 · x is 0, or what a fused product leaves of it', () => {
    // Seen with the kernels of AVX-512: outputs 0 and 7.4506e-9 where x equals y.
    for (const weight of [0.1, 0.3, 1 / 3, 7e-5, 1.1e6]) {
      expect(judge(350, { my_weights: T([[weight, 0], [0, weight]]) })).toEqual({ state: 'ok' });
      expect(judge(380, { my_weights: T([[weight, 0], [0, weight], [0, weight]]) })).toEqual({ state: 'ok' });
      expect(judge(380, { my_weights: T([[0, -weight], [0, weight], [0, weight]]) })).toEqual({ state: 'ok' });
    }
  });

  test('and one that is a thousandth off at the border is not', () => {
    const state = (exercise: number, my_weights: torch.Tensor): string => judge(exercise, { my_weights }).state;
    expect(state(350, T([[1, 0], [0, 1.001]]))).toBe('not right yet');
    expect(state(380, T([[1, 0], [0, 1], [0, 0.999]]))).toBe('not right yet');
    expect(state(310, T([[1, 1], [1, 1.001]]))).toBe('not right yet');
  });

  test('memory that nobody has set may hold infinities and nan, and adds up all the same', () => {
    const my_a = T([[NaN, Infinity, 1]]);
    expect(judge(110, { my_a, my_b: torch.ones(1, 3), my_sum: my_a.add(1) })).toEqual({ state: 'ok' });
  });

  test('what is gone and what is open', () => {
    const gone = judge(710, { my_weights: null });
    expect(gone).toEqual({
      state: 'not right yet',
      message: 'the task cell has to export my_bias (export const my_bias = ...)',
    });
    expect(judge(710, { my_weights: null, my_bias: null })).toEqual({
      state: 'not done yet',
      message: 'my_weights and my_bias are still null',
    });
    expect(
      judge(710, {
        my_weights: T([
          [1, 1],
          [1, 1],
        ]),
        my_bias: null,
      }),
    ).toEqual({
      state: 'not done yet',
      message: 'my_bias is still null',
    });
  });
});

describe('a solution that is off by a unit of the last place is right', () => {
  let turn = 0;
  const off = (): number => 1 + (turn++ % 2 === 0 ? 1 : -1) * 2 ** -23;
  /** Numbers that are whole are counts, or exact. */
  const rounded = (x: unknown): unknown => {
    if (x instanceof torch.Tensor) {
      if (!x.is_floating_point()) return x;
      const factors = torch.tensor(Array.from({ length: x.numel() }, off), { dtype: x.dtype });
      return x.detach().mul(factors.view(...x.shape));
    }
    if (x instanceof nn.Module) return x;
    if (typeof x === 'number' && !Number.isInteger(x)) return x * off();
    if (typeof x === 'function') return (...args: unknown[]) => rounded((x as (...args: unknown[]) => unknown)(...args));
    return Array.isArray(x) ? x.map(rounded) : x;
  };

  test.each(numbers)('%i', async (number) => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const mine = (await import(join(root, `build/exercises/solutions/${number}.js`))) as Answers;
    vi.restoreAllMocks();
    const answers = Object.fromEntries(Object.entries(mine).map(([name, value]) => [name, rounded(value)]));
    expect(judge(number, answers)).toEqual({ state: 'ok' });
  });
});

describe('npm run check on the file of a reader', () => {
  mkdirSync(join(root, 'build/exercises'), { recursive: true });
  const folder = mkdtempSync(join(root, 'build/exercises/reader-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const verdict = (text: string): string => {
    const file = join(folder, `${Math.random()}.mjs`);
    writeFileSync(file, text);
    const { status, stdout, stderr } = check(folder, [350, file.slice(join(root, 'build/exercises/').length)]);
    expect(stderr).toBe('');
    expect(status).toBe(stdout === '350: ok\n' ? 0 : 1);
    return stdout;
  };

  test('right, wrong, and one that stops with an error; what the file prints is not shown', () => {
    const begin = "import * as torch from 'nodetorch'; console.log('noise');";
    expect(verdict(`${begin} export const my_weights = torch.Tensor([[1, 0], [0, 1]]);`)).toBe('350: ok\n');
    expect(verdict(`${begin} export const my_weights = torch.Tensor([[1, 0], [1, 0]]);`)).toMatch(
      /^350: not right yet: for the input/,
    );
    expect(verdict(`${begin} export const my_weight = 1;`)).toMatch(
      /^350: not right yet: the task cell has to export my_weights/,
    );
    expect(verdict(`${begin} throw new Error('oh no');`)).toMatch(/^350: not right yet: .*\.mjs stops with: oh no\n$/);
    expect(verdict(`${begin} throw null;`)).toMatch(/stops with: null\n$/);
  });
});
