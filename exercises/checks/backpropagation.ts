/** Tasks of 710 to 750. What is right is computed with autograd, so the reader's hand is checked by another one. */
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import * as F from 'nodetorch/nn/functional';
import { all_near, expect_near, near, number_of, numbers_of, Problem, short, tensor_of, type Task } from './task.ts';

/** The layer of 710 to 730 after some steps of gradient descent, and the loss before each of them. */
function descend(points: number[][], classes: number[], steps: number) {
  const weights = new nn.Parameter(
    torch.Tensor([
      [1, 2],
      [2, 1],
    ]),
  );
  const bias = new nn.Parameter(torch.Tensor([[0, 0]]));
  const features = torch.Tensor(points);
  const target = torch.LongTensor(classes);
  const losses: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const loss = F.cross_entropy(torch.mm(features, weights).add(bias), target);
    losses.push(loss.item());
    if (i === steps) break;
    loss.backward();
    for (const parameter of [weights, bias]) {
      parameter.data = parameter.data.sub(parameter.grad!.mul(0.01));
      parameter.grad = null;
    }
  }
  return { weights: weights.data, bias: bias.data, losses };
}

/** The network of 740 and 750 with a first layer of one's own. */
function two_layers(weights1: number[][], points: number[][], classes: number[]) {
  const w1 = new nn.Parameter(torch.Tensor(weights1));
  const w2 = new nn.Parameter(
    torch.Tensor([
      [2, 1],
      [2, 1],
    ]),
  );
  const hidden = torch.mm(torch.Tensor(points), w1).add(torch.Tensor([[-1, -1]]));
  const result = torch.mm(F.relu(hidden), w2).add(torch.Tensor([[5, 5]]));
  F.cross_entropy(result, torch.LongTensor(classes)).backward();
  const grad_c = F.softmax(result.data, { dim: 1 }).sub(torch.eye(2).index(torch.LongTensor(classes)));
  return { grad1: w1.grad!, grad2: w2.grad!, grad2_with_a: hidden.data.t().mm(grad_c).div(points.length) };
}

export const backpropagation: Record<number, Task> = {
  710: {
    names: ['my_weights', 'my_bias'],
    check(mine) {
      const once = descend([[-10, 20]], [1], 1);
      const twice = descend([[-10, 20]], [1], 2);
      const weights = tensor_of(mine, 'my_weights', [2, 2]);
      const bias = tensor_of(mine, 'my_bias', [1, 2]);
      const early = all_near(weights, once.weights) ? 'These are the weights after the first step' : '';
      expect_near('my_weights', weights, twice.weights, early);
      expect_near('my_bias', bias, twice.bias);
    },
  },

  720: {
    names: ['my_loss'],
    check(mine) {
      const got = number_of(mine, 'my_loss');
      const [before, after] = descend([[8, -2]], [0], 1).losses as [number, number];
      if (near(got, after)) return;
      const early = near(got, before, 1e-6) ? '. That is the loss before the step' : '';
      throw new Problem(`my_loss is ${short(got)}, and should be ${short(after)}${early}`);
    },
  },

  730: {
    names: ['my_losses'],
    check(mine) {
      const got = numbers_of(mine, 'my_losses', 10);
      const wanted = descend(
        [
          [-10, 20],
          [8, -2],
        ],
        [1, 0],
        10,
      ).losses;
      const late = near(got[0], wanted[1]) ? '. Each loss should be the one before its step' : '';
      for (const [i, value] of got.entries()) {
        // By hand and by autograd the additions go in another order; ten steps keep that below the third decimal.
        if (!near(value, wanted[i], 1e-3)) {
          throw new Problem(`my_losses[${i}] is ${short(value)}, and should be ${short(wanted[i])}${late}`);
        }
      }
    },
  },

  740: {
    names: ['my_slope'],
    check(mine) {
      const got = number_of(mine, 'my_slope');
      const wanted = two_layers(
        [
          [1, 1],
          [2, 2],
        ],
        [[-10, 20]],
        [1],
      )
        .grad1.index(0, 0)
        .item();
      // A difference of two losses near 58 keeps five of a float's seven digits, less for a small step.
      if (near(got, wanted, 0.01)) return;
      const why = near(got, -wanted, 0.01)
        ? '. The sign is turned round: raised minus lowered'
        : near(got, 2 * wanted, 0.01)
          ? '. The two losses lie 2h apart'
          : '';
      throw new Problem(`my_slope is ${short(got)}, and should be about ${short(wanted)}${why}`);
    },
  },

  750: {
    names: ['my_grad_with_h', 'my_grad_with_a'],
    check(mine) {
      const wanted = two_layers(
        [
          [1, 1],
          [2, -2],
        ],
        [
          [-10, 20],
          [8, -2],
        ],
        [1, 0],
      );
      const with_h = tensor_of(mine, 'my_grad_with_h', [2, 2]);
      const with_a = tensor_of(mine, 'my_grad_with_a', [2, 2]);
      const twice = all_near(with_h, wanted.grad2.mul(2)) ? 'Is the mean over the batch missing?' : '';
      expect_near('my_grad_with_h', with_h, wanted.grad2, twice);
      expect_near('my_grad_with_a', with_a, wanted.grad2_with_a);
    },
  },
};
