/** Tasks of 110 to 380: tensors, a layer, classifiers. */
import * as torch from 'nodetorch';
import { all_near, describe, expect_near, Problem, rounding, same, short, sum, tensor_of, type Task } from './task.ts';

/**
 * Tries a classifier on many points and throws a Problem at the first wrong answer. Outputs as close as rounding brings
 * them count as a tie, and ties go to 0: whether 0.1 · 3 - 0.1 · 3 is 0 or 7e-9 depends on the processor. So they are
 * computed here in 64 bits, and what 32 bits cannot tell apart is that part of the terms, not of their sum.
 */
function expect_answers(weights: torch.Tensor, points: number[][], wanted: (point: number[]) => [0 | 1, why: string]) {
  const rows = weights.double().tolist() as number[][];
  for (const point of points) {
    const column = (j: number): number[] => point.map((x, i) => x * rows[i][j]);
    const [c0, c1] = [sum(column(0)), sum(column(1))];
    const size = sum([...column(0), ...column(1)].map(Math.abs));
    const answer = c1 - c0 > rounding * size ? 1 : 0;
    const [right, why] = wanted(point);
    if (Number.isNaN(c0 + c1)) throw new Problem(`for the input [${point.join(', ')}] your outputs are not numbers`);
    if (answer !== right) {
      const tie = answer === 0 && c0 <= c1 ? ', a tie' : '';
      throw new Problem(
        `for the input [${point.join(', ')}] your outputs are ${short(c0)} and ${short(c1)}${tie}, ` +
          `so the answer is ${answer}; it should be ${right}, because ${why}`,
      );
    }
  }
}

/** All points with whole coordinates from -reach to reach, the simplest ones first. */
function grid(dimensions: number, reach: number): number[][] {
  let points: number[][] = [[]];
  const values = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  for (let d = 0; d < dimensions; d++) points = points.flatMap((point) => values.map((value) => [...point, value]));
  const size = (point: number[]): number => Math.max(...point.map(Math.abs));
  return points.sort((a, b) => size(a) - size(b));
}

export const layers: Record<number, Task> = {
  110: {
    names: ['my_a', 'my_b', 'my_sum'],
    check(mine) {
      const [a, b, sum] = ['my_a', 'my_b', 'my_sum'].map((name) => tensor_of(mine, name)) as [
        torch.Tensor,
        torch.Tensor,
        torch.Tensor,
      ];
      if (a.dim() !== 2) throw new Problem(`my_a should be a matrix, and is ${describe(a)}`);
      if (!same([...a.shape], [...b.shape])) {
        throw new Problem(`my_a and my_b should have the same shape, and have ${a.shape} and ${b.shape}`);
      }
      if (!same([...a.shape], [...sum.shape])) {
        throw new Problem(`my_sum should have the shape of my_a, ${a.shape}, and has ${sum.shape}`);
      }
      expect_near('my_sum', sum, a.add(b));
    },
  },

  210: {
    names: ['my_outputs'],
    check(mine) {
      const product = torch.Tensor([[1, 2, 3]]).mm(
        torch.Tensor([
          [3, 7],
          [4, 1],
          [1, 2],
        ]),
      );
      const outputs = tensor_of(mine, 'my_outputs', [1, 2]);
      const no_bias = all_near(outputs, product);
      expect_near(
        'my_outputs',
        outputs,
        product.add(torch.Tensor([[0.5, 0.3]])),
        no_bias ? 'Is the bias missing?' : '',
      );
    },
  },

  310: {
    names: ['my_weights'],
    check(mine) {
      const values = [0.001, 0.5, 1, 2, 3, 10, 1000];
      const points = values.flatMap((x) => values.map((y) => [x, y]));
      expect_answers(tensor_of(mine, 'my_weights', [2, 2]), points, () => [0, 'it should always be']);
    },
  },

  350: {
    names: ['my_weights'],
    check(mine) {
      const points = [...grid(2, 20), [0.5, 0.25], [0.25, 0.5], [-1000, 999], [1000, -999], [999, 1000]];
      expect_answers(tensor_of(mine, 'my_weights', [2, 2]), points, ([x, y]) =>
        x < y ? [1, `${x} is less than ${y}`] : [0, `${x} is not less than ${y}`],
      );
    },
  },

  380: {
    names: ['my_weights'],
    check(mine) {
      const points = [...grid(3, 8), [9, 5, 5], [100, 50, 49], [-100, -49, -50]];
      expect_answers(tensor_of(mine, 'my_weights', [3, 2]), points, ([x, y, z]) =>
        x < y + z ? [1, `${x} is less than ${y} + ${z}`] : [0, `${x} is not less than ${y} + ${z}`],
      );
    },
  },
};
