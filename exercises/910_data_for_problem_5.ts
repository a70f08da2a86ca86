// %% [markdown]
// # 910. Data for problem 5: count the ones
//
// Until now a network saw all its inputs at once. Lesson 920 lets it read them one after the other and remember, so it
// needs something worth remembering: 20 zeros and ones, and the question how many ones there are.
//
// A line is made like this. Draw how many ones there shall be, 0 to 20. For each, draw a place; if it is taken, go
// right to the next free one. At the right end there may be none left, and then a one falls on a one. So the label is
// counted at the end, and can be less than what was drawn.

// %%
import { join } from 'node:path';
import { write_lines } from './data_writer.ts';
import { read_options } from './options.ts';
import * as random from './python_random.ts';

const { seed, data } = read_options({ seed: 0, data: true });
random.seed(seed);

const sequence_length = 20;

function problem_5(): string[] {
  const lines: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const wanted = random.randint(0, sequence_length);
    const x: number[] = new Array(sequence_length).fill(0);
    for (let j = 0; j < wanted; j++) {
      let position = random.randint(0, sequence_length - 1);
      while (position < sequence_length - 1 && x[position] === 1) position += 1;
      x[position] = 1;
    }
    const label = x.reduce((sum, item) => sum + item, 0);
    lines.push(`${label}\t${x.join(' ')}`);
  }
  return lines;
}

const train = problem_5();
write_lines(join(data, 'toy_problem_5_train.txt'), train);
for (const line of train.slice(0, 3)) console.log(`  ${line}`);

// %% [markdown]
// And how often does each place hold a one? If all were equal, the twenty numbers below would be alike. They are not:
// "go right to the next free one" never gives anything to the first place, and little to the second.

// %%
const ones: number[] = new Array(sequence_length).fill(0);
for (const line of train) {
  for (const [place, bit] of line.split('\t')[1].split(' ').entries()) ones[place] += Number(bit);
}
console.log(`ones at each place: ${ones.join(' ')}`);

// %% [markdown]
// ## Test data
//
// The same rule, new numbers.

// %%
write_lines(join(data, 'toy_problem_5_test.txt'), problem_5());

// %% [markdown]
// ## Your turn
//
// A better generator: a function that takes a count from 0 to 20 and returns a list of 20 zeros and ones with *exactly*
// that many ones, every place equally likely. Look through `python_random.ts`: something there picks places that are
// all different. `npm run check 910`.

// %% Your turn
export const my_sequence: ((count: number) => number[]) | null = null;
