// Synchronous loops, as people write them: no scope, no dispose, no await. `iterations` is the length the bench runs,
// `short` the one of the tests: long enough that tensors never freed would be seen. Threads divide it among them, but
// each does it `whole` where a step leaves little, or what waits to be collected settles late. `threads`: has some of
// its own, whose memory stays with the process. `apart`: needs so much that tests give it a process of its own, where
// nothing that other loops left is counted; these two are done whole, too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { nn, optim } from 'nodetorch';
import { save_file, load_file } from 'nodetorch/safetensors';
import { DataLoader } from 'nodetorch/utils/data';
import { ArraySamples } from './array_samples.mjs';
import { smallLoss, smallNetwork } from './func.mjs';
import { adamStep, twoLayer } from './training.mjs';

function add(side) {
  const a = torch.rand(side, side);
  const b = torch.rand(side, side);
  return () => a.add(b);
}

/** Two layers whose saved tensors are computed again. */
function checkpointed(backward) {
  const layer = new nn.Linear(128, 128);
  const x = torch.rand(128, 128).requires_grad_();
  return () => {
    const y = torch.utils.checkpoint.checkpoint((input) => layer(layer(input).relu()), x, { use_reentrant: false });
    if (backward) y.sum().backward();
    return y;
  };
}

/** Every saved tensor is kept in an object of the program's own. */
function savedHooks() {
  const x = torch.rand(128, 128).requires_grad_();
  return () => {
    const y = torch.autograd.graph.saved_tensors_hooks(
      (tensor) => ({ tensor: tensor.detach() }), ({ tensor }) => tensor, () => x.mul(x).exp().sum());
    y.backward();
    return y;
  };
}

/** A storage, one of its own that is converted, and a tensor over it. */
function storages() {
  const storage = torch.FloatStorage(65_536).fill_(1);
  storage.set(0, storage.at(1));
  return torch.empty(0, { dtype: torch.float64 }).set_(storage.double());
}

/** Steps in mixed precision; `scaled` has a scaler of gradients and a fused optimizer. */
function mixedSteps(dtype, scaled) {
  torch.manual_seed(0);
  const net = new nn.Sequential(new nn.Linear(64, 128), new nn.ReLU(), new nn.Linear(128, 10));
  const [x, y] = [torch.randn(256, 64), torch.randint(0, 10, [256])];
  const optimizer = new optim.AdamW(net.parameters(), { fused: scaled });
  const scaler = new torch.amp.GradScaler('cpu', { enabled: scaled, growth_interval: 50 });
  return () => {
    optimizer.zero_grad();
    const loss = torch.autocast('cpu', { dtype }, () => nn.functional.cross_entropy(net(x), y));
    scaler.scale(loss).backward();
    scaler.step(optimizer);
    scaler.update();
    return loss.item();
  };
}

function evaluation() {
  const { loss } = twoLayer(64);
  return () => loss().item();
}

function fromArray(length) {
  return () => torch.from_numpy(new Float32Array(length).fill(1)).mean().item();
}

function toArray(length) {
  return () => torch.ones(length).numpy();
}

/** A file of one tensor, mapped and changed: the pages that were written are the process's own. */
function mapped(load) {
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-loop-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'tensor');
  const state = { x: torch.zeros(500_000) };
  if (load === load_file) save_file(state, file);
  else torch.save(state, file);
  return () => load(file).x.add_(1).sum().item();
}

/**
 * An epoch of samples over typed arrays, or its first batch. Each thread has a copy of the samples, 10 MB, and some
 * 40 MB of its own, so three threads at once have one worker each.
 */
function loading(whole) {
  const loader = new DataLoader(new ArraySamples(16, 150_000), { batch_size: 4, num_workers: isMainThread ? 2 : 1 });
  return () => {
    let sum = 0;
    for (const batch of loader) {
      sum += batch.index(0, 0).item();
      if (!whole) break;
    }
    return sum;
  };
}

/** A Function that keeps tensors as properties of its ctx, which its own graph hangs on. */
class Scaled extends torch.autograd.Function {
  static forward(ctx, x) {
    const y = x.mul(1.01);
    ctx.x = x;
    ctx.y = y;
    return y;
  }

  static backward(ctx, g) {
    return g.mul(ctx.y.div(ctx.x));
  }
}

function tenFunctions() {
  const w = torch.rand(320, 320).add(1).requires_grad_();
  return () => {
    let y = w.mul(1);
    for (let i = 0; i < 10; i++) y = Scaled.apply(y);
    y.sum().backward();
    w.grad = null;
  };
}

function lstmStep() {
  torch.manual_seed(0);
  const lstm = new nn.LSTM(32, 64, 2);
  const head = new nn.Linear(64, 8);
  const optimizer = new optim.SGD([...lstm.parameters(), ...head.parameters()], { lr: 0.01 });
  const x = torch.randn(50, 16, 32);
  const y = torch.randn(50, 16, 8);
  return () => {
    optimizer.zero_grad();
    const [hidden] = lstm(x);
    const loss = Scaled.apply(head(Scaled.apply(hidden.add(2)))).sub(y).pow(2).mean();
    loss.backward();
    optimizer.step();
    return loss.item();
  };
}

function leafHook() {
  return () => {
    const w = torch.rand(320, 320).requires_grad_();
    w.register_hook((g) => g.mul(w));
    w.mul(2).sum().backward();
  };
}

/** Each sample's gradient of a small network. */
function perSample() {
  const { gradients, arguments: given } = smallNetwork();
  return () => gradients(...given);
}

function jacobian() {
  const x = torch.randn(128);
  const f = torch.func.jacrev((a) => a.sin().mul(a));
  return () => f(x);
}

function second() {
  const { hessian, parameters } = smallLoss();
  return () => hessian(parameters);
}

/** Sums of what a mask leaves, with their gradients. */
function maskedSteps() {
  const [data, mask] = [torch.randn(320, 320), torch.rand(320, 320).gt(0.5)];
  return () => {
    const x = torch.masked.masked_tensor(data, mask, { requires_grad: true });
    x.mul(x).sum(1).sum().backward();
    return x.grad;
  };
}

/** Samples of ten distributions and their densities, with gradients; each distribution is made anew. */
function distributionSteps() {
  const D = torch.distributions;
  const loc = torch.randn(64, 64).requires_grad_();
  const scale = torch.rand(64, 64).add(0.5).requires_grad_();
  return () => {
    for (const one of [
      new D.Normal(loc, scale), new D.Bernoulli({ logits: loc }), new D.Categorical({ logits: loc }),
      new D.Gamma(scale, 1), new D.Beta(scale, scale), new D.Dirichlet(scale), new D.LogNormal(loc, scale),
      new D.Poisson(scale), new D.StudentT(scale), new D.Gumbel(loc, scale),
    ]) {
      one.log_prob(one.has_rsample ? one.rsample() : one.sample()).sum().backward();
    }
  };
}

/** Attention's parts over rows of different lengths, with gradients. */
function nestedSteps() {
  const rows = [100, 200, 20].map((length) => torch.randn(length, 320).requires_grad_());
  const weight = torch.randn(320, 320);
  return () => {
    const nt = torch.nested.as_nested_tensor(rows, { layout: torch.jagged });
    nn.functional.softmax(nn.functional.linear(nt, weight), -1).to_padded_tensor(0).sum().backward();
  };
}

/** Attention within rows of different lengths, and assignment to an element of each. */
function attendedRows() {
  const rows = [30, 60, 10].map((length) => torch.randn(length, 4, 32).requires_grad_());
  const [batch, place] = [torch.tensor([0n, 1n, 2n]), torch.tensor([5n, 20n, 9n])];
  return () => {
    const nt = torch.nested.as_nested_tensor(rows, { layout: torch.jagged });
    const heads = nt.transpose(1, 2);
    const attended = nn.functional.scaled_dot_product_attention(heads, heads, heads);
    attended.transpose(1, 2).clone().index_put_([batch, place], 0).values().sum().backward();
  };
}

/** Updates of a list of parameters, as optimizers write them: into new tensors, and in place. */
function foreachUpdates() {
  const list = () => Array.from({ length: 8 }, () => torch.randn(128, 128));
  const [parameters, gradients] = [list(), list()];
  const { add_, mul, mul_, sqrt, abs } = torch.foreach;
  return () => {
    const steps = mul(sqrt(abs(gradients)), 1e-3);
    mul_(parameters, 0.999);
    add_(parameters, steps, { alpha: -1 });
    return steps;
  };
}

/** Tensors that cross as DLPack's capsules, one of which nobody opens. */
function exchanged() {
  const a = torch.rand(320, 320);
  const { from_dlpack, to_dlpack } = torch.utils.dlpack;
  return () => {
    to_dlpack(a.add(1));
    return from_dlpack(to_dlpack(a.add(2))).sub(from_dlpack(a.add(3)));
  };
}

/** Tensors of 1 MB that are posted; half of them are rebuilt where they arrive, and the others left. */
function posted() {
  const { port1, port2 } = new MessageChannel();
  return () => {
    port1.postMessage([torch.zeros(2 ** 18).share_memory_(), torch.zeros(2 ** 18).share_memory_()]);
    return torch.multiprocessing.rebuild(receiveMessageOnPort(port2).message[0]).add_(1);
  };
}

function sparseSteps() {
  const [dense, other] = [torch.eye(320), torch.randn(320, 320)];
  return () => torch.sparse.mm(dense.to_sparse(), other);
}

/** What answers for itself, and a mode that sees every call. */
function overridden() {
  class Log extends torch.overrides.TorchFunctionMode {
    __torch_function__(func, types, args, kwargs) {
      return func(...args, kwargs);
    }
  }
  const a = torch.rand(320, 320);
  return () => new Log().run(() => a.add(a));
}

function dualLevels() {
  const [x, t] = [torch.randn(320, 320), torch.randn(320, 320)];
  const { dual_level, make_dual, unpack_dual } = torch.autograd.forward_ad;
  return () => dual_level(() => unpack_dual(make_dual(x, t).sin().mul(2)).tangent);
}

/** Replays of a training step that was recorded. */
function replays() {
  const net = new torch.nn.Sequential(new torch.nn.Linear(4, 8), new torch.nn.ReLU(), new torch.nn.Linear(8, 2));
  const optimizer = new torch.optim.SGD(net.parameters(), { lr: 0.001, fused: true });
  const x = torch.randn(2, 4);
  return torch.compile(() => {
    optimizer.zero_grad();
    const loss = net(x).square().mean();
    loss.backward();
    optimizer.step();
    return loss.item();
  });
}

/** Compiled functions that are recorded, replayed, and dropped. */
function recordings() {
  const x = torch.randn(64, 64).requires_grad_();
  return () => {
    const w = torch.randn(64, 64);
    const fn = torch.compile((y) => y.mm(w).relu().sum(), { verify: 0 });
    fn(x);
    x.grad = null;
    fn(x).backward();
  };
}

export const loops = {
  'add, 400 KB': { iterations: 20_000, short: 2_000, prepare: () => add(320) },
  'add, 16 MB': { iterations: 2_000, short: 200, prepare: () => add(2048) },
  'add, 16 bytes': { iterations: 1_000_000, short: 500_000, prepare: () => add(2) },
  'training steps': { iterations: 5_000, short: 500, prepare: () => adamStep(64) },
  'replays of a training step': { iterations: 1_000_000, short: 5_000, whole: true, prepare: replays },
  'compiled functions that are dropped': { iterations: 60_000, short: 400, whole: true, prepare: recordings },
  'training steps in bfloat16': {
    iterations: 5_000, short: 500, whole: true, prepare: () => mixedSteps(torch.bfloat16, false),
  },
  'training steps in float16, scaled': {
    iterations: 5_000, short: 500, whole: true, prepare: () => mixedSteps(torch.float16, true),
  },
  'evaluation without no_grad': { iterations: 5_000, short: 1_000, prepare: evaluation },
  'from_numpy, 4 MB': { iterations: 5_000, short: 400, whole: true, prepare: () => fromArray(1_000_000) },
  'from_numpy, 400 KB': { iterations: 20_000, short: 2_000, prepare: () => fromArray(100_000) },
  'numpy, 4 MB': { iterations: 5_000, short: 400, whole: true, prepare: () => toArray(1_000_000) },
  'a mapped file, 2 MB': { iterations: 5_000, short: 200, prepare: () => mapped((file) => torch.load(file, { mmap: true })) },
  'a safetensors file, 2 MB': { iterations: 5_000, short: 200, prepare: () => mapped(load_file) },
  'a loader with workers over typed arrays': { iterations: 400, short: 80, threads: true, prepare: () => loading(true) },
  'loops over a loader, left in the middle': { iterations: 500, short: 100, threads: true, prepare: () => loading(false) },
  'ten Functions with ctx.x and ctx.y': { iterations: 1_000, short: 100, apart: true, prepare: tenFunctions },
  'LSTM with Functions': { iterations: 1_000, short: 60, apart: true, prepare: lstmStep },
  // Forward mode has one level in a process: a second thread would be refused it.
  'hessian': { iterations: 3_000, short: 300, alone: true, prepare: second },
  'dual levels': { iterations: 5_000, short: 1_000, alone: true, prepare: dualLevels },
  'masked tensors': { iterations: 3_000, short: 300, prepare: maskedSteps },
  'distributions': { iterations: 4_000, short: 100, prepare: distributionSteps },
  'jagged tensors': { iterations: 2_000, short: 200, prepare: nestedSteps },
  'attention of jagged tensors': { iterations: 1_000, short: 100, whole: true, prepare: attendedRows },
  'foreach updates': { iterations: 5_000, short: 600, whole: true, prepare: foreachUpdates },
  'exchange by DLPack': { iterations: 20_000, short: 2_000, prepare: exchanged },
  'posted tensors': { iterations: 20_000, short: 1_000, prepare: posted },
  'sparse products': { iterations: 3_000, short: 300, whole: true, prepare: sparseSteps },
  'a mode that sees every call': { iterations: 20_000, short: 2_000, prepare: overridden },
  'gradients of each sample': { iterations: 3_000, short: 300, whole: true, prepare: perSample },
  'jacrev': { iterations: 3_000, short: 300, whole: true, prepare: jacobian },
  'a hook on each leaf': { iterations: 5_000, short: 600, whole: true, prepare: leafHook },
  'checkpoints with backward': { iterations: 5_000, short: 500, whole: true, prepare: () => checkpointed(true) },
  'checkpoints without backward': { iterations: 5_000, short: 500, whole: true, prepare: () => checkpointed(false) },
  'typed storages': { iterations: 20_000, short: 2_000, prepare: () => storages },
  // The first tenth has to meet a major collection.
  'hooks on saved tensors': { iterations: 20_000, short: 500, whole: true, prepare: savedHooks },
};
