// Graphs: work that is recorded once and queued again as one.

import { GPT, lenet } from '../networks.mjs';
import { graphed } from '../training.mjs';

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  await context.check('a replay computes anew from what its inputs hold by then', () => {
    const x = torch.ones(64, 64, { device });
    const graph = new cuda.CUDAGraph();
    let y;
    cuda.graph(graph, () => (y = x.mm(x).relu().sum()));
    for (const value of [1, 2, 3]) {
      x.fill_(value);
      graph.replay();
      context.same(y.item(), value * value * 64 ** 3);
    }
  });
  await context.check('two graphs share one pool', () => {
    const x = torch.ones(8, { device });
    const [first, second] = [new cuda.CUDAGraph(), new cuda.CUDAGraph()];
    let [a, b] = [];
    cuda.graph(first, () => (a = x.add(1)));
    cuda.graph(second, { pool: first.pool() }, () => (b = a.mul(2)));
    first.replay();
    second.replay();
    context.same(b.tolist(), Array(8).fill(4));
  });
  await context.check('random numbers go on from replay to replay', () => {
    const graph = new cuda.CUDAGraph();
    let x;
    cuda.graph(graph, () => (x = torch.rand(16, { device })));
    const drawn = Array.from({ length: 2 }, () => {
      graph.replay();
      return String(x.tolist());
    });
    if (drawn[0] === drawn[1]) throw new Error('both replays drew the same');
  });
  await context.check('a training step as a graph learns what it learns without', () => {
    const losses = (through) => {
      torch.manual_seed(0);
      const net = lenet().to(device);
      const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.05 });
      const [x, y] = [torch.rand(16, 1, 32, 32).to(device), torch.randint(0, 10, [16]).to(device)];
      const step = through(() => {
        optimizer.zero_grad({ set_to_none: false });
        const loss = torch.nn.functional.cross_entropy(net(x), y);
        loss.backward();
        optimizer.step();
        return loss;
      });
      return Array.from({ length: 20 }, () => step().item());
    };
    const warmUps = 3;
    // What warms it up learns too.
    const plain = losses((step) => {
      for (let i = 0; i < warmUps; i++) step();
      return step;
    });
    context.near(losses((step) => graphed(step, warmUps)), plain, 1e-3, 'the losses');
  });
  await context.check('make_graphed_callables: a module with gradients', () => {
    torch.manual_seed(0);
    const net = new GPT({ tokens: 32, length: 16, width: 32, heads: 4, layers: 1 }).to(device);
    const x = torch.randint(0, 32, [4, 16], { device });
    const gradients = (call) => {
      for (const p of net.parameters()) p.grad = null;
      call(x).sum().backward();
      return [...net.parameters()].map((p) => p.grad.norm().item());
    };
    const plain = gradients((input) => net(input));
    const made = cuda.make_graphed_callables(net, [x]);
    context.near(gradients((input) => made(input)), plain, 1e-3, 'the gradients');
  });
  await context.check('what a capture may not do is an error, and the device goes on', () => {
    const graph = new cuda.CUDAGraph();
    let message = '';
    try {
      cuda.graph(graph, () => torch.ones(2, { device }).sum().item());
    } catch (error) {
      message = error.message;
    }
    if (message === '') throw new Error('item() within a capture was let pass');
    cuda.synchronize();
    context.same(torch.ones(2, { device }).sum().item(), 2);
  });
  await context.check('is_current_stream_capturing', () => {
    let within;
    cuda.graph(new cuda.CUDAGraph(), () => {
      within = cuda.is_current_stream_capturing();
      torch.ones(1, { device });
    });
    context.same([within, cuda.is_current_stream_capturing()], [true, false]);
  });
}
