// One recording for several shapes gives what the function gives, to the last bit.
import { beforeEach, describe, expect, test } from 'vitest';
import * as torch from 'nodetorch';
import { nn, type Tensor } from 'nodetorch';

const { compile } = torch;
beforeEach(() => {
  torch.manual_seed(0);
});

/** What a function gives, how often its JavaScript ran, and whether the gradients are alike. */
function compared(f: (x: Tensor) => Tensor, shapes: readonly (readonly number[])[]): number {
  let runs = 0;
  // So that parameters have gradients from the first recording on.
  f(torch.ones([...shapes[0]!]).requires_grad_()).sum().backward();
  const g = compile((x: Tensor) => {
    runs++;
    return f(x);
  }, { verify: 0 });
  for (const shape of shapes) {
    const inputs = [0, 1].map(() => torch.ones([...shape]).requires_grad_());
    const data = torch.randn([...shape]);
    const [a, b] = inputs.map((each) => each.mul(data)) as [Tensor, Tensor];
    const [own, replayed] = [f(a), g(b)];
    expect(replayed.shape, String(shape)).toEqual(own.shape);
    expect(replayed.equal(own), String(shape)).toBe(true);
    own.sum().backward();
    replayed.sum().backward();
    expect(inputs[0]!.grad!.equal(inputs[1]!.grad!), String(shape)).toBe(true);
  }
  return runs;
}

const batches = [8, 5, 7, 32, 3, 2, 64, 8, 100].map((n) => [n, 6]);

describe('two recordings serve all sizes', () => {
  const linear = new nn.Linear(6, 4);
  const cases: Record<string, (x: Tensor) => Tensor> = {
    'elements and a mean': (x) => x.sigmoid().mul(x).mean(),
    'a mean over all but one': (x) => x.pow(2).mean(0),
    'a linear layer': (x) => linear(x).relu().sum(1),
    'a view by numbers': (x) => x.view(x.size(0) * 2, 3).sum(1),
    'a view of all': (x) => x.reshape(-1).cumsum(0),
    'a slice up to the last but one': (x) => x.narrow(0, 0, x.size(0) - 1).mul(2),
    'a number of elements as a divisor': (x) => x.sum().div(x.numel()),
    'one by the number of rows': (x) => x.sum(0).mul(1 / x.size(0)),
    'what is made of that size': (x) => x.add(torch.arange(x.size(0)).unsqueeze(1)).add(torch.zeros([x.size(0), 1])),
    'an expansion': (x) => x.sum(0).expand(x.size(0), 6).mul(x),
    'a softmax and a loss': (x) => nn.functional.cross_entropy(x, torch.zeros([x.size(0)], { dtype: torch.int64 })),
    'a product with itself': (x) => x.mm(x.t()).sum(0),
  };
  test.each(Object.entries(cases))('%s', (_name, f) => {
    expect(compared(f, batches)).toBe(2);
  });

  test('in two dimensions', () => {
    const shapes = [[3, 5], [4, 7], [9, 2], [6, 6], [2, 11]];
    expect(compared((x) => x.t().reshape(x.size(0) * x.size(1)).add(x.size(1)), shapes)).toBe(2);
  });
});

test('one row, and none, have recordings of their own', () => {
  expect(compared((x) => x.mul(2).mean(), [[8, 6], [5, 6], [1, 6], [1, 6], [9, 6]])).toBe(3);
  expect(compared((x) => x.mul(2).sum(), [[8, 6], [0, 6], [5, 6], [9, 6], [0, 6]])).toBe(3);
});

test('layers for pictures and sequences', () => {
  const picture = new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Flatten(),
    new nn.Linear(18, 3));
  expect(compared((x) => picture(x), [4, 7, 5, 2, 16].map((n) => [n, 1, 8, 8]))).toBe(2);
  const attention = new nn.TransformerEncoderLayer(8, 2, 16, { dropout: 0, batch_first: true });
  expect(compared((x) => attention(x), [[2, 5, 8], [3, 7, 8], [4, 9, 8], [2, 20, 8]])).toBe(2);
  const norm = new nn.Sequential(new nn.Linear(6, 4), new nn.LayerNorm(4), new nn.GELU());
  expect(compared((x) => norm(x), batches)).toBe(2);
});

test('an epoch with a smaller batch at its end trains as it does in eager mode', () => {
  const train = (compiled: boolean): unknown => {
    torch.manual_seed(1);
    const net = new nn.Sequential(new nn.Linear(2, 4), new nn.BatchNorm1d(4), new nn.Tanh(), new nn.Linear(4, 1));
    const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
    const step = (x: Tensor, y: Tensor): number => {
      optimizer.zero_grad();
      const loss = nn.functional.mse_loss(net(x), y);
      loss.backward();
      optimizer.step();
      return loss.item();
    };
    const run = compiled ? compile(step) : step;
    const x = torch.randn([23, 2]);
    const losses: number[] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      for (const batch of [5, 6, 23]) {
        for (const part of x.split(batch)) losses.push(run(part, part.sum(1, true)));
      }
    }
    return [losses, [...net.state_dict().values()].map((each) => each.tolist())];
  };
  expect(train(true)).toEqual(train(false));
});

describe('what is no function of sizes', () => {
  test('a branch on the size is found by the check of a new shape', () => {
    const f = (x: Tensor): Tensor => (x.size(0) > 16 ? x.mul(2) : x.mul(3));
    const g = compile(f);
    for (const rows of [8, 12, 9, 32, 33, 32, 8, 9, 33]) {
      const x = torch.randn([rows, 2]);
      expect(g(x).equal(f(x)), String(rows)).toBe(true);
    }
  });

  test('a number that comes from elsewhere has a recording for each shape', () => {
    const table: Record<number, number> = { 4: 0.3, 6: 0.11, 9: 0.7 };
    const f = (x: Tensor): Tensor => x.mul(table[x.size(0)]!);
    const g = compile(f, { verify: 0 });
    for (const rows of [4, 6, 9, 4, 6, 9]) {
      const x = torch.randn([rows, 2]);
      expect(g(x).equal(f(x)), String(rows)).toBe(true);
    }
  });

  test('dynamic: false records each shape', () => {
    let runs = 0;
    const g = compile((x: Tensor) => {
      runs++;
      return x.mul(2);
    }, { dynamic: false, verify: 0 });
    for (const rows of [4, 5, 6, 7, 4, 5, 6, 7]) g(torch.ones([rows]));
    expect(runs).toBe(4);
  });
});
