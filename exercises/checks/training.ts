/** Tasks of 530 to 630 and 670 to 695: learning, and weights that need none. */
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import * as random from '../python_random.ts';
import { all_near, call, describe, expect_near, number_of, Problem, short, tensor_of, type Task } from './task.ts';

const percent = (part: number): string => `${(100 * part).toFixed(1)} of 100`;

/** All points with whole coordinates from -100 to 100 in steps, and the label of problem 3. */
function plane(step: number, axes = true): [points: number[][], labels: number[]] {
  const values = Array.from({ length: 200 / step + 1 }, (_, i) => i * step - 100);
  const points = values.flatMap((x) => values.map((y) => [x, y])).filter(([x, y]) => axes || x * y !== 0);
  return [points, points.map(([x, y]) => (x * y > 0 ? 0 : 1))];
}

/** Which part of the answers is right: the larger of two outputs. */
function accuracy(outputs: torch.Tensor, labels: number[]): number {
  return outputs.argmax(1).eq(torch.LongTensor(labels)).sum().item() / labels.length;
}

function fresh(count: number, swapped: boolean): [labels: number[], features: number[][]] {
  const features = Array.from({ length: count }, () => [random.randint(-100, 100), random.randint(-100, 100)]);
  for (const point of features) if (point[0] === point[1]) point[1] += 1;
  return [features.map(([x, y]) => (x < y !== swapped ? 1 : 0)), features];
}

/** The network of 695 after 300 steps of 100 points: the part of the plane it gets right. */
function trained(seed: number, middle: number, lr: number): number {
  random.seed(seed);
  torch.manual_seed(seed);
  const W1 = new nn.Parameter(torch.rand(2, middle));
  const b1 = new nn.Parameter(torch.rand(1, middle));
  const W2 = new nn.Parameter(torch.rand(middle, 2));
  const b2 = new nn.Parameter(torch.rand(1, 2));
  const network = (x: torch.Tensor): torch.Tensor => F.relu(x.mm(W1).add(b1)).mm(W2).add(b2);
  const optimizer = new optim.Adam([W1, b1, W2, b2], { lr });
  for (let i = 0; i < 300; i++) {
    const points = Array.from({ length: 100 }, () => [random.randint(-100, 100), random.randint(-100, 100)]);
    optimizer.zero_grad();
    const target = torch.LongTensor(points.map(([x, y]) => (x * y > 0 ? 0 : 1)));
    F.cross_entropy(network(torch.Tensor(points)), target).backward();
    optimizer.step();
  }
  const [points, labels] = plane(4);
  return accuracy(network(torch.Tensor(points)), labels);
}

export const training: Record<number, Task> = {
  530: {
    names: ['my_train'],
    check(mine) {
      random.seed(0);
      torch.manual_seed(0);
      for (const swapped of [false, true]) {
        const weights = call<unknown>(mine, 'my_train', ...fresh(1000, swapped));
        const returned = tensor_of({ 'my_train(...)': weights }, 'my_train(...)', [2, 2]);
        const [labels, features] = fresh(1000, swapped);
        const right = accuracy(torch.mm(torch.Tensor(features), returned), labels);
        if (right < 0.97) {
          const how = swapped ? 'with the labels swapped, ' : '';
          throw new Problem(`${how}the weights get ${percent(right)} new points right; at least 97 are wanted`);
        }
      }
    },
  },

  550: {
    names: ['my_confusion'],
    check(mine) {
      random.seed(0);
      for (const length of [1, 4, 50]) {
        const draw = (p: number): number[] => Array.from({ length }, () => (random.random() < p ? 1 : 0));
        const [right, observed] = [draw(0.3), draw(0.6)];
        const count = (i: number, j: number): number => right.filter((x, k) => x === i && observed[k] === j).length;
        const wanted = [
          [count(0, 0), count(0, 1)],
          [count(1, 0), count(1, 1)],
        ];
        const got = call<unknown>(mine, 'my_confusion', [...right], [...observed]);
        const two = (x: unknown): x is unknown[] => Array.isArray(x) && x.length === 2;
        if (!two(got) || !got.every(two)) {
          throw new Problem(`my_confusion should return two rows of two numbers, and returned ${describe(got)}`);
        }
        const rows = got as number[][];
        for (const [i, j] of [[0, 0], [0, 1], [1, 0], [1, 1]]) {
          if (rows[i][j] === wanted[i][j]) continue;
          const turned = rows[i][j] === wanted[j][i] && i !== j ? '. Are rows and columns exchanged?' : '';
          throw new Problem(
            `of ${length} points, ${wanted[i][j]} of category ${i} were taken for ${j}; ` +
              `row ${i}, column ${j} says ${rows[i][j]}${turned}`,
          );
        }
      }
    },
  },

  630: {
    names: ['my_weights', 'my_bias'],
    check(mine) {
      const [points, labels] = plane(1);
      const outputs = torch
        .mm(torch.Tensor(points), tensor_of(mine, 'my_weights', [2, 2]).to(torch.float32))
        .add(tensor_of(mine, 'my_bias', [1, 2]));
      const right = accuracy(outputs, labels);
      if (right < 0.65) throw new Problem(`they get ${percent(right)} points right; at least 65 are wanted`);
    },
  },

  670: {
    names: ['my_weights1', 'my_weights2'],
    check(mine) {
      const [W1, W2] = [tensor_of(mine, 'my_weights1', [2, 4]), tensor_of(mine, 'my_weights2', [4, 2])];
      const [points, labels] = plane(5, false);
      const outputs = F.relu(torch.mm(torch.Tensor(points), W1.to(torch.float32))).mm(W2.to(torch.float32));
      const answers = outputs.argmax(1).tolist() as number[];
      const wrong = answers.findIndex((answer, i) => answer !== labels[i]);
      if (wrong < 0) return;
      const [c0, c1] = outputs.index(wrong).tolist() as [number, number];
      throw new Problem(
        `for [${points[wrong].join(', ')}] the outputs are ${short(c0)} and ${short(c1)}, so the answer is ` +
          `${answers[wrong]}; it should be ${labels[wrong]} (${percent(accuracy(outputs, labels))} are right)`,
      );
    },
  },

  680: {
    names: ['my_sum'],
    check(mine) {
      torch.manual_seed(0);
      for (const middle of [1, 4, 7]) {
        const [W1, W2] = [torch.randn(2, middle), torch.randn(middle, 2)];
        const network = (x: torch.Tensor): torch.Tensor => torch.sigmoid(x.mm(W1)).mm(W2);
        const point = torch.randn(1, 2);
        const wanted = network(point).add(network(point.neg()));
        const got = call<unknown>(mine, 'my_sum', W2.clone());
        const sum = tensor_of({ 'my_sum(weights2)': got }, 'my_sum(weights2)', [1, 2]);
        const flat = all_near(sum, W2.sum().expand(1, 2)) ? 'Each output has a sum of its own' : '';
        expect_near('my_sum(weights2)', sum, wanted, flat);
      }
    },
  },

  690: {
    names: ['my_network'],
    check(mine) {
      torch.manual_seed(0);
      const [W1, b1, W2, b2] = [torch.randn(2, 4), torch.randn(1, 4), torch.randn(4, 2), torch.randn(1, 2)];
      const network = call<unknown>(mine, 'my_network', W1.clone(), b1.clone(), W2.clone(), b2.clone());
      if (!(network instanceof nn.Module)) {
        throw new Problem(`my_network should return a network, and returned ${describe(network)}`);
      }
      const kinds = [...network.children()].map((layer) => layer.constructor.name);
      if (kinds.join() !== 'Linear,Sigmoid,Linear') {
        const is = kinds.join(', ') || 'empty';
        throw new Problem(`the network should be a Linear, a Sigmoid and a Linear, and is ${is}`);
      }
      const points = torch.randn(10, 2);
      const outputs = torch.no_grad(() => (network)(points));
      expect_near('the output', outputs, torch.sigmoid(points.mm(W1).add(b1)).mm(W2).add(b2));
    },
  },

  695: {
    names: ['my_middle', 'my_learning_rate'],
    check(mine) {
      const [middle, lr] = [number_of(mine, 'my_middle'), number_of(mine, 'my_learning_rate')];
      if (!Number.isInteger(middle) || middle < 1 || middle > 1000) {
        throw new Problem(`my_middle should be a whole number from 1 to 1000, and is ${middle}`);
      }
      if (lr <= 0) throw new Problem(`my_learning_rate should be above 0, and is ${lr}`);
      for (const seed of [0, 1, 2]) {
        const right = trained(seed, middle, lr);
        if (right < 0.97) throw new Problem(`with seed ${seed} it gets ${percent(right)} points right; 97 are wanted`);
      }
    },
  },
};
