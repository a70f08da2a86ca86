// Graphs: work that is recorded once and queued again as one.

import { GPT, lenet } from '../networks.mjs';
import { graphed } from '../training.mjs';

export async function run(context) {
  const { torch, device } = context;
  const { cuda } = torch;
  torch.ones(1, { device });
  await context.check('a replay computes anew from what its inputs hold by then', () => {
    const x = torch.ones(64, 64, { device });
    x.mm(x); // what a library sets up at its first call cannot be recorded
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
  await context.check('hooks see a graph', () => {
    const seen = [];
    const graph = cuda.CUDAGraph();
    graph.register_capture_start_hook(() => seen.push('start'));
    graph.register_capture_end_hook(() => seen.push('end'));
    graph.register_post_instantiate_hook(() => seen.push('ready'));
    graph.register_replay_start_hook(() => seen.push('replay'));
    graph.register_destroy_callback(() => seen.push('gone'), { synchronize_before_release: true });
    const x = torch.ones(4, { device });
    cuda.graph(graph, () => x.add(1));
    graph.replay();
    graph.reset();
    context.same(seen, ['start', 'end', 'ready', 'replay', 'gone']);
    cuda.graph(graph, () => x.add(2));
    graph.replay();
  });
  await context.check('a graph that is kept can be written to a file', () => {
    const graph = cuda.CUDAGraph({ keep_graph: true });
    const x = torch.ones(4, { device });
    cuda.graph(graph, () => x.add(1));
    graph.instantiate();
    graph.replay();
    if (graph.raw_cuda_graph() === 0 || graph.raw_cuda_graph_exec() === 0) throw new Error('it has no address');
    graph.debug_dump(`${context.folder}/graph.dot`);
  });
  await context.check('recorded functions take and give several tensors', () => {
    const f = cuda.make_graphed_callables((a, b) => [a.mul(b), a.add(b)],
      [torch.ones(4, { device, requires_grad: true }), torch.ones(4, { device, requires_grad: true })]);
    const a = torch.tensor([1, 2, 3, 4], { dtype: torch.float32, device, requires_grad: true });
    const b = torch.full([4], 3, { dtype: torch.float32, device, requires_grad: true });
    const [product, sum] = f(a, b);
    context.same([product.tolist(), sum.tolist()], [[3, 6, 9, 12], [4, 5, 6, 7]]);
    product.add(sum).sum().backward();
    context.same([a.grad.tolist(), b.grad.tolist()], [[4, 4, 4, 4], [2, 3, 4, 5]]);
  });
  await context.check('pools of memory', () => {
    const pool = cuda.MemPool();
    const before = pool.use_count();
    const x = cuda.use_mem_pool(pool, () => {
      context.same(pool.use_count(), before + 1);
      return torch.ones(1 << 20, { device });
    });
    context.same([pool.use_count(), x.sum().item()], [before, 2 ** 20]);
  });
  await context.check('two hundred graphs are not kept', () => {
    const x = torch.ones(1 << 20, { device });
    const record = () => cuda.graph(cuda.CUDAGraph(), () => x.mul(2).add(1));
    for (let i = 0; i < 20; i++) record();
    const before = cuda.memory_reserved();
    for (let i = 0; i < 200; i++) record();
    const grown = cuda.memory_reserved() - before;
    context.figure('bytes more after 200 graphs', grown);
    if (grown > 64 << 20) throw new Error(`${grown} bytes more are held`);
  });
  await context.check('a replay beside the same work step by step', () => {
    const net = new torch.nn.Sequential(...Array.from({ length: 20 }, () => new torch.nn.Linear(64, 64))).to(device);
    const x = torch.randn(8, 64, { device });
    const graph = cuda.CUDAGraph();
    torch.no_grad(() => {
      for (let i = 0; i < 3; i++) net(x);
      cuda.graph(graph, () => net(x));
    });
    const timed = (body) => {
      const [start, end] = [cuda.Event({ enable_timing: true }), cuda.Event({ enable_timing: true })];
      start.record();
      for (let i = 0; i < 200; i++) body();
      end.record();
      end.synchronize();
      return start.elapsed_time(end) / 200;
    };
    const eager = timed(() => torch.no_grad(() => net(x)));
    const replayed = timed(() => graph.replay());
    context.figure('ms a pass, step by step and replayed', [eager, replayed]);
  });
}
