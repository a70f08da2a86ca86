// %% [markdown]
// # 610. Data for problem 3: the one a layer cannot do
//
// Two numbers again, and a question that looks no harder than the others: do they have the same sign? The label is
//
// - 0 if $f_1 \cdot f_2 > 0$,
// - 1 if not.
//
// With plus and minus for 0 and 1 this is XOR, the "either, but not both" of logic. It gave neural networks a bad
// name for a decade, and lessons 630 to 695 are about it. First the data.
//
// (The original notebook introduces it as toy problem 1, a slip; its files are rightly named 3.)

// %%
import { join } from 'node:path';
import { write_lines } from './data_writer.ts';
import { read_options } from './options.ts';
import * as random from './python_random.ts';

const { seed, data } = read_options({ seed: 0, data: true });
random.seed(seed);

function problem_3(): string[] {
  const lines: string[] = [];
  for (let i = 0; i < 1000; i++) {
    let y = random.randint(-100, 100);
    const x = random.randint(-100, 100);
    if (x === y) y += 1;
    const label = y * x > 0 ? 0 : 1;
    lines.push(`${label}\t${x} ${y}`);
  }
  return lines;
}

const train = problem_3();
write_lines(join(data, 'toy_problem_3_train.txt'), train);
for (const line of train.slice(0, 3)) console.log(`  ${line}`);
console.log(`  ... ${train.filter((line) => line.startsWith('1')).length} of ${train.length} have label 1`);

// %% [markdown]
// About half and half: of the four quarters of the plane, two belong to each label, and they touch only at the corners.
// Try to draw one straight line that parts them.
//
// Then a thousand points more for the exam.

// %%
write_lines(join(data, 'toy_problem_3_test.txt'), problem_3());

// %% [markdown]
// ## Your turn
//
// One layer cannot tell these points apart, but it could if someone handed it the right third feature. Write a function
// that makes that feature out of the two numbers, and the 3 × 2 weights (no bias, ties go to 0, as in 350) that then
// always give the label above. Mind the points where a number is 0. `npm run check 610`.

// %% Your turn
export const my_feature: ((x: number, y: number) => number) | null = null;
export const my_weights: number[][] | null = null;
