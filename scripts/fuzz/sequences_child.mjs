// Runs random programs of programs.mjs, or one that is given. As child.mjs: sequences_child.mjs PROGRESS_FILE, the job
// as JSON on stdin ({ seed, work }, { seed, calls } for their steps, or { steps }), a summary as JSON on stdout.

import { openSync, readFileSync, writeSync } from 'node:fs';
import { native } from '../../dist/addon/binding.js';
import * as torch from '../../dist/index.js';
import { selfOf } from '../../dist/addon/handle.js';
import { callOperator, fewElements, judge, look } from './call.mjs';
import { make } from './make.mjs';
import { describeProgram } from './programs.mjs';
import { random } from './random.mjs';

const { seed, work = [], calls: one, steps } = JSON.parse(readFileSync(0, 'utf8'));
const progress = openSync(process.argv[2], 'w');
const counts = { calls: 0, ok: 0, errors: {}, suspicious: {} };
const width = 200;

/**
 * Whether a dense tensor reads or writes beyond its storage. A wrapper around another tensor (functorch's, of
 * `_add_batch_dim`) has sizes but no storage: nothing is read through it, as whoever asks for its memory is refused.
 */
function leavesStorage(tensor) {
  if (tensor.disposed || native.storage_id(selfOf(tensor)) === 0) return false;
  if (tensor.layout !== torch.strided || tensor.device.type === 'meta' || tensor.is_nested) return false;
  const sizes = tensor.shape;
  if (sizes.some((size) => size === 0)) return false;
  const strides = tensor.stride();
  const last = strides.reduce((sum, stride, i) => sum + stride * (sizes[i] - 1), tensor.storage_offset());
  return last < 0 || (last + 1) * tensor.itemsize > native.storage_nbytes(selfOf(tensor));
}

function inPool(pool, description, raw) {
  if (description.t === 'pool') return pool[description.slot];
  if (description.t === 'list') return description.items.map((item) => inPool(pool, item, raw));
  return make(description, raw);
}

const few = (tensor) => tensor.numel() < fewElements;

const does = {
  new: ({ tensor }) => make(tensor),
  call({ call, pick }, { pool }) {
    const result = callOperator(call, (description) => inPool(pool, description));
    const tensors = (Array.isArray(result) ? result.flat() : [result]).filter((item) => item instanceof torch.Tensor);
    return tensors[pick % Math.max(tensors.length, 1)];
  },
  look: ({ at }, { pool }) => look(pool[at]),
  backward({ at }, { pool }) {
    if (pool[at].requires_grad && few(pool[at])) pool[at].sum().backward();
  },
  requires_grad: ({ at }, { pool }) => void pool[at].requires_grad_(),
  grad: ({ at }, { pool }) => pool[at].grad ?? undefined,
  data({ at, from }, { pool }) {
    pool[at].data = pool[from];
  },
  dispose: ({ at }, { pool }) => void pool[at].dispose(),
  numpy({ at }, { pool, arrays }) {
    if (few(pool[at])) arrays.push(pool[at].detach().numpy());
  },
  write(_, { arrays }) {
    for (const array of arrays) for (let i = 0; i < array.length; i++) array[i] = array[i];
  },
  from_numpy({ count }, { arrays }) {
    const array = new Float32Array(count);
    arrays.push(array);
    return torch.from_numpy(array);
  },
  collect: () => native.collect(true),
};

function involved(step, { pool }) {
  const slots = [step.to, step.at];
  const find = (description) => {
    if (description.t === 'pool') slots.push(description.slot);
    else if (description.t === 'list') description.items.forEach(find);
  };
  step.call?.args.forEach(find);
  return [...new Set(slots)].map((slot) => pool[slot]).filter((item) => item instanceof torch.Tensor);
}

function run(name, program, position) {
  const state = { pool: [], arrays: [] };
  for (const [i, step] of program.entries()) {
    writeSync(progress, `${counts.calls} ${counts.ok} ${position ?? i} ${name}`.padEnd(width), 0);
    counts.calls++;
    try {
      const result = does[step.do](step, state);
      if (result !== undefined && step.to !== undefined) state.pool[step.to] = result;
      counts.ok++;
    } catch (error) {
      const { kind, stumbled } = judge(error);
      counts.errors[kind] = (counts.errors[kind] ?? 0) + 1;
      if (stumbled !== undefined && state.pool.length > 0) counts.suspicious[name] ??= `#${position ?? i}: ${stumbled}`;
    }
    for (const tensor of involved(step, state)) {
      let left = false;
      try {
        left = leavesStorage(tensor);
      } catch {
        // It is disposed, or has no storage.
      }
      if (!left) continue;
      counts.suspicious[name] ??= `#${position ?? i}: a tensor is larger than its storage after ${JSON.stringify(step)}`;
      return;
    }
  }
}

const program = (name, n) => describeProgram(random(`${seed}/${name}/${n}`));

if (steps !== undefined) run('steps', steps);
for (const [name, from, to] of one === undefined ? work : []) {
  for (let n = from; n < to; n++) run(name, program(name, n), n);
}
const report = one === undefined ? counts : one.map(([name, n]) => ({ steps: program(name, n) }));
process.stdout.write(`\n${JSON.stringify(report)}`);
