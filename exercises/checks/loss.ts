/** Tasks of 430 to 510 and 650: losses, a learning rate, the sigmoid. */
import * as torch from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import {
  all_near,
  call,
  describe,
  expect_near,
  near,
  number_of,
  numbers_of,
  Problem,
  short,
  tensor_of,
  type Task,
} from './task.ts';

const points = [
  [6, 2, 1.9],
  [5, 2, 1.9],
  [4, 2, 1.9],
];
const outputs = (rows: number[][]): torch.Tensor =>
  torch.Tensor(rows).mm(
    torch.Tensor([
      [1, 0],
      [0, 1],
      [0, 1],
    ]),
  );
const loss = (rows: number[][], target: number[]): number =>
  F.cross_entropy(outputs(rows), torch.LongTensor(target)).item();

export const losses: Record<number, Task> = {
  430: {
    names: ['my_losses'],
    check(mine) {
      const got = numbers_of(mine, 'my_losses', 3);
      for (const [i, point] of points.entries()) {
        const wanted = loss([point], [0]);
        if (near(got[i], wanted)) continue;
        const other = near(got[i], loss([point], [1])) ? '. That is the loss if 1 were right' : '';
        throw new Problem(
          `my_losses[${i}], at [${point.join(', ')}], is ${short(got[i])}, and should be ${short(wanted)}${other}`,
        );
      }
    },
  },

  450: {
    names: ['my_loss'],
    check(mine) {
      const got = number_of(mine, 'my_loss');
      const wanted = loss(points, [0, 1, 0]);
      if (near(got, wanted)) return;
      const sum = near(got, 3 * wanted) ? '. That is the sum; the loss of a batch is the mean' : '';
      throw new Problem(`my_loss is ${short(got)}, and should be ${short(wanted)}${sum}`);
    },
  },

  480: {
    names: ['my_probabilities'],
    check(mine) {
      const got = tensor_of(mine, 'my_probabilities', [3, 2]);
      const sigmoid = torch.sigmoid(outputs(points));
      const whole = near(got.sum().item(), 1) ? 'All six add up to 1; the two of each row should' : '';
      expect_near('my_probabilities', got, sigmoid.div(torch.sum(sigmoid, 1, { keepdim: true })), whole);
    },
  },

  510: {
    names: ['my_learning_rate', 'my_bad_learning_rate'],
    check(mine) {
      const path = (rate: number): number[] => {
        const xs = [2];
        for (let i = 0; i < 10; i++) xs.push(xs[i] - rate * 2 * xs[i]);
        return xs;
      };
      const good = number_of(mine, 'my_learning_rate');
      const end = path(good)[10];
      if (Math.abs(end) >= 0.001)
        throw new Problem(`with my_learning_rate ${good}, x is ${short(end)} after ten steps`);

      const bad = number_of(mine, 'my_bad_learning_rate');
      if (bad <= 0) throw new Problem('my_bad_learning_rate should be above 0: stepping uphill on purpose is cheating');
      const heights = path(bad).map((x) => x * x + 3);
      const falls = heights.findIndex((height, i) => i > 0 && height <= heights[i - 1]);
      if (falls > 0) {
        const [before, after] = [heights[falls - 1], heights[falls]].map(short);
        const what = before === after ? 'stays at' : 'falls to';
        throw new Problem(
          `with my_bad_learning_rate ${bad}, step ${falls} takes the loss from ${before}: it ${what} ${after}`,
        );
      }
    },
  },

  650: {
    names: ['my_sigmoid'],
    check(mine) {
      const a = torch.Tensor([
        [-1000, -10, -1],
        [0, 0.5, 1],
        [5, 10, 1000],
      ]);
      const before = a.clone();
      const got = call<unknown>(mine, 'my_sigmoid', a);
      if (!(got instanceof torch.Tensor))
        throw new Problem(`my_sigmoid should return a tensor, and returned ${describe(got)}`);
      if (!torch.equal(a, before)) throw new Problem('my_sigmoid changed the tensor it was given');
      const result = tensor_of({ 'my_sigmoid(a)': got }, 'my_sigmoid(a)', [3, 3]);
      const wanted = torch.sigmoid(a);
      for (const [i, value] of (result.reshape(-1).tolist() as number[]).entries()) {
        if (Number.isNaN(value)) throw new Problem(`my_sigmoid gives nan at ${short(a.reshape(-1).index(i).item())}`);
      }
      const mirrored = all_near(result, torch.sigmoid(a.neg()));
      expect_near('my_sigmoid(a)', result, wanted, mirrored ? 'It is the mirror image, sigmoid(-a)' : '');
    },
  },
};
