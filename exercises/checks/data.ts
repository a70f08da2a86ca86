/** Tasks of 410, 610 and 910: making data. */
import * as random from '../python_random.ts';
import { call, describe, Problem, rounding, short, sum, type Answers, type Task } from './task.ts';

function check_line(line: unknown): 0 | 1 {
  if (typeof line !== 'string') throw new Problem(`my_line() should return text, and returned ${describe(line)}`);
  const shown = JSON.stringify(line);
  const match = /^([01])\t(-?\d+) (-?\d+)$/.exec(line);
  if (!match) throw new Problem(`${shown} is not a label (0 or 1), a tab, a whole number, a space and a whole number`);
  const [label, x, y] = match.slice(1).map(Number) as [0 | 1, number, number];
  if (Math.max(Math.abs(x), Math.abs(y)) > 100) throw new Problem(`${shown} leaves the range from -100 to 100`);
  if (x === y) throw new Problem(`in ${shown} the two numbers are equal`);
  if (label !== (x < y ? 1 : 0)) throw new Problem(`${shown} should have label ${x < y ? 1 : 0}`);
  return label;
}

/** The 3 × 2 weights of 610 as plain numbers. */
function plain_weights(mine: Answers): number[][] {
  const rows = mine['my_weights'];
  const right =
    Array.isArray(rows) &&
    rows.length === 3 &&
    rows.every((row) => Array.isArray(row) && row.length === 2 && row.every((x) => typeof x === 'number'));
  if (!right) throw new Problem(`my_weights should be three rows of two numbers, and is ${describe(rows)}`);
  return rows as number[][];
}

export const data: Record<number, Task> = {
  410: {
    names: ['my_line'],
    check(mine) {
      random.seed(0);
      const count = 2000;
      const seen = new Set<string>();
      let ones = 0;
      for (let i = 0; i < count; i++) {
        const line = call<string>(mine, 'my_line');
        ones += check_line(line);
        seen.add(line);
      }
      // There are 40,200 different lines; 2,000 draws repeat about 50 of them.
      if (seen.size < count / 2)
        throw new Problem(`${count} lines, and only ${seen.size} of them different: is it random?`);
      // A fair coin leaves this range once in a billion times: six standard deviations.
      const margin = 6 * Math.sqrt(count / 4);
      if (Math.abs(ones - count / 2) > margin) {
        throw new Problem(`${ones} of ${count} lines have label 1; a fair coin gives about ${count / 2}`);
      }
    },
  },

  610: {
    names: ['my_feature', 'my_weights'],
    check(mine) {
      const weights = plain_weights(mine);
      const values = [1, -1, 0, 2, -2, 7, -7, 40, -40, 100, -100];
      for (const x of values) {
        for (const y of values) {
          const feature = call<number>(mine, 'my_feature', x, y);
          if (typeof feature !== 'number' || Number.isNaN(feature)) {
            throw new Problem(`my_feature(${x}, ${y}) should be a number, and is ${describe(feature)}`);
          }
          const row = [x, y, feature];
          const [c0, c1] = [0, 1].map((j) => row.reduce((total, f, i) => total + f * weights[i][j], 0)) as [
            number,
            number,
          ];
          // In 64 bits, 0.1 + 0.2 is not 0.3: what only rounding tells apart is a tie.
          const size = sum(row.flatMap((f, i) => weights[i].map((w) => Math.abs(f * w))));
          const answer = c1 - c0 > rounding * 2 ** -29 * size ? 1 : 0;
          const right = x * y > 0 ? 0 : 1;
          if (answer !== right) {
            throw new Problem(
              `for ${x} and ${y} the feature is ${short(feature)} and the outputs are ${short(c0)} and ${short(c1)}` +
                `${c0 === c1 ? ', a tie' : ''}, so the answer is ${answer}; it should be ${right}`,
            );
          }
        }
      }
    },
  },

  910: {
    names: ['my_sequence'],
    check(mine) {
      random.seed(0);
      const draw = (count: number): number[] => {
        const bits = call<number[]>(mine, 'my_sequence', count);
        if (!Array.isArray(bits) || bits.length !== 20 || bits.some((bit) => bit !== 0 && bit !== 1)) {
          throw new Problem(`my_sequence(${count}) should be a list of 20 zeros and ones, and is ${describe(bits)}`);
        }
        const ones = bits.filter((bit) => bit === 1).length;
        if (ones !== count) throw new Problem(`my_sequence(${count}) has ${ones} ones: [${bits.join(', ')}]`);
        return bits;
      };
      for (let count = 0; count <= 20; count++) for (let again = 0; again < 20; again++) draw(count);

      const draws = 4000;
      const totals: number[] = new Array(20).fill(0);
      for (let i = 0; i < draws; i++) for (const [place, bit] of draw(10).entries()) totals[place] += bit;
      const margin = 6 * Math.sqrt(draws / 4);
      const off = totals.findIndex((total) => Math.abs(total - draws / 2) > margin);
      if (off >= 0) {
        throw new Problem(
          `of ${draws} lists with ten ones, ${totals[off]} have a one at place ${off}; ` +
            `about ${draws / 2} would be every place alike`,
        );
      }
    },
  },
};
