/** Tasks of 810 to 890: pictures, and the layers that read them. */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as random from '../python_random.ts';
import { all_near, call, describe, expect_near, Problem, tensor_of, type Answers, type Task } from './task.ts';

/** A tensor that the reader's function returned. */
const returned = (mine: Answers, name: string, shape: number[], ...args: unknown[]): torch.Tensor =>
  tensor_of({ [`${name}(...)`]: call<unknown>(mine, name, ...args) }, `${name}(...)`, shape);

export const images: Record<number, Task> = {
  810: {
    names: ['my_means'],
    check(mine) {
      torch.manual_seed(0);
      const pictures = torch.rand(40, 1, 32, 32);
      // No picture of 7.
      const labels = torch.LongTensor(Array.from({ length: 40 }, (_, i) => [0, 1, 2, 3, 4, 5, 6, 8, 9, 3, 3][i % 11]));
      const means = returned(mine, 'my_means', [10, 32, 32], pictures.clone(), labels.clone());
      for (let digit = 0; digit < 10; digit++) {
        const chosen = pictures.index(labels.eq(digit)).squeeze(1);
        const wanted = chosen.size(0) > 0 ? chosen.mean(0) : torch.zeros(32, 32);
        const mean = means.index(digit);
        const summed = chosen.size(0) > 1 && all_near(mean, chosen.sum(0)) ? 'That is the sum' : '';
        expect_near(`the mean picture of ${digit}`, mean, wanted, summed);
      }
    },
  },

  830: {
    names: ['my_classifier'],
    check(mine) {
      torch.manual_seed(0);
      // Some are darker than others, so that the largest product is not the smallest distance.
      const means = torch.rand(10, 32, 32).mul(torch.linspace(0.3, 1.5, 10).view(10, 1, 1));
      const digits = torch.randint(10, [50]);
      const pictures = means.index(digits).add(torch.randn(50, 32, 32).mul(0.3)).unsqueeze(1);
      const differences = pictures.sub(means.unsqueeze(0));
      const wanted = differences.pow(2).sum([2, 3]).argmin(1).tolist() as number[];
      const got = returned(mine, 'my_classifier', [50], pictures.clone(), means.clone()).tolist() as number[];
      const at = got.findIndex((digit, i) => digit !== wanted[i]);
      if (at < 0) return;
      throw new Problem(`picture ${at} is nearest to the mean picture of ${wanted[at]}, and you say ${got[at]}`);
    },
  },

  850: {
    names: ['my_count'],
    check(mine) {
      const two_layers = new nn.Sequential(new nn.Linear(1024, 128), new nn.ReLU(), new nn.Linear(128, 10));
      const networks: [what: string, network: nn.Module, count: number][] = [
        ['a Linear(1024, 10)', new nn.Linear(1024, 10), 10250],
        ['a Linear(3, 2) without bias', new nn.Linear(3, 2, { bias: false }), 6],
        ['the network of 850', two_layers, 132490],
        ['a ReLU', new nn.ReLU(), 0],
      ];
      for (const [what, network, count] of networks) {
        const got = call<unknown>(mine, 'my_count', network);
        if (typeof got !== 'number') {
          throw new Problem(`my_count should return a number, and returned ${describe(got)}`);
        }
        if (got !== count) throw new Problem(`${what} has ${count} parameters, and my_count says ${got}`);
      }
    },
  },

  870: {
    names: ['my_collapse'],
    check(mine) {
      torch.manual_seed(0);
      for (const sizes of [[3, 2], [5, 4, 3], [4, 6, 2, 7]]) {
        const layers = sizes.slice(1).map((out, i) => new nn.Linear(sizes[i], out));
        const single = call<unknown>(mine, 'my_collapse', layers);
        if (!(single instanceof nn.Linear)) {
          throw new Problem(`my_collapse should return one nn.Linear, and returned ${describe(single)}`);
        }
        const x = torch.randn(6, sizes[0]);
        if (single.in_features !== sizes[0] || single.out_features !== sizes.at(-1)) {
          throw new Problem(
            `the layers go from ${sizes[0]} to ${sizes.at(-1)} numbers, ` +
              `and the single one from ${single.in_features} to ${single.out_features}`,
          );
        }
        const [got, wanted] = torch.no_grad(() => [single(x), layers.reduce((out, layer) => layer(out), x)] as const);
        const product = torch.no_grad(() => layers.reduce((out, layer) => out.mm(layer.weight.t()), x));
        const hint = all_near(got, product) ? 'Are the biases missing?' : '';
        expect_near(`with ${layers.length} layers, the output`, got, wanted, hint);
      }
    },
  },

  890: {
    names: ['my_size'],
    check(mine) {
      random.seed(0);
      for (let i = 0; i < 60; i++) {
        const [window, padding, stride] = [random.randint(1, 7), random.randint(0, 3), random.randint(1, 4)];
        const width = random.randint(window, 40);
        const wanted = new nn.Conv2d(1, 1, window, { padding, stride })(torch.zeros(1, 1, width, width)).size(3);
        const got = call<unknown>(mine, 'my_size', width, window, padding, stride);
        if (got !== wanted) {
          throw new Problem(
            `width ${width}, window ${window}, padding ${padding}, stride ${stride}: Conv2d makes ${wanted}, ` +
              `and my_size says ${typeof got === 'number' ? got : describe(got)}`,
          );
        }
      }
    },
  },
};
