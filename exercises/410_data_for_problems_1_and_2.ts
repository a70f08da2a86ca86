// %% [markdown]
// # 410. Data for problems 1 and 2
//
// Finding weights by thought was pleasant and will not last: from here on the computer looks for them, and it learns
// from examples. For toy problems we can make as many as we like. A file has 1000 lines; each is a label, a tab, and
// the features with spaces between.
//
// ## Problem 1: is $f_1 < f_2$?
//
// Two numbers from -100 to 100. If they are equal the second gets 1 more, so there is no tie to argue about. (And so,
// once in a great while, a 101.)

// %%
import { join } from 'node:path';
import { write_lines } from './data_writer.ts';
import { read_options } from './options.ts';
import * as random from './python_random.ts';

const { seed, data } = read_options({ seed: 0, data: true });
random.seed(seed);

/** The first lines, and how many of all carry label 1. */
function look(lines: string[]): void {
  for (const line of lines.slice(0, 3)) console.log(`  ${line}`);
  console.log(`  ... ${lines.filter((line) => line.startsWith('1')).length} of ${lines.length} have label 1`);
}

function problem_1(): string[] {
  const lines: string[] = [];
  for (let i = 0; i < 1000; i++) {
    let y = random.randint(-100, 100);
    const x = random.randint(-100, 100);
    if (x === y) y += 1;
    const label = y < x ? 0 : 1;
    lines.push(`${label}\t${x} ${y}`);
  }
  return lines;
}

const train_1 = problem_1();
write_lines(join(data, 'toy_problem_1_train.txt'), train_1);
look(train_1);

// %% [markdown]
// `random` is Python's generator, rebuilt here number for number. With the same seed you get, byte for byte, the file
// that Python would have written.
//
// ## Problem 2: is $f_1 < f_2 + f_3$?
//
// Drawing three numbers and looking which side they fall on would work. Here the label comes first, from a fair coin,
// and the point is then built to fit: start on the border $f_1 = f_2 + f_3$ and step off it by 1 to 100, up for a 0
// and down for a 1. Both labels turn up about equally often, whatever the shape of the problem; remember the trick.
//
// (The comments beside this step in the original notebook have the two inequalities the wrong way round; its code
// is right.)

// %%
function problem_2(): string[] {
  const lines: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const y = random.randint(-100, 100);
    const z = random.randint(-100, 100);
    let x = y + z;
    const label = random.randint(0, 1);
    if (label === 0) x += random.randint(1, 100);
    else x -= random.randint(1, 100);
    lines.push(`${label}\t${x} ${y} ${z}`);
  }
  return lines;
}

const train_2 = problem_2();
write_lines(join(data, 'toy_problem_2_train.txt'), train_2);
look(train_2);

// %% [markdown]
// ## Test files
//
// A student who has seen the exam questions proves nothing, and neither does a network. So both problems get a second
// file of fresh points, which training never sees. Same rules, next numbers of the generator.

// %%
write_lines(join(data, 'toy_problem_1_test.txt'), problem_1());
write_lines(join(data, 'toy_problem_2_test.txt'), problem_2());

// %% [markdown]
// ## Your turn
//
// Problem 1 again, with the trick of problem 2: a function that returns one line, such as `"0\t7 -3"`, drawing the
// label first from a fair coin and then two numbers that fit it. Both stay within -100 and 100, and they are never
// equal. (One honest way: draw both, and again while they are equal; then put them in the order the label wants.)
//
// Replace `null` by a function and run `npm run check 410`, which reads two thousand of your lines.

// %% Your turn
export const my_line: (() => string) | null = null;
