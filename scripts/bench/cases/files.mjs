// Checkpoints of 500 MB that were just written, so the system has them in memory; files.py has the same cases by the
// same names.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { load_torch_model, save_torch_model, sharded_open } from 'nodetorch/huggingface_hub';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodetorch-bench-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** 125 matrices of 4 MB. */
const model = () => new nn.ParameterList(Array.from({ length: 125 }, () => new nn.Parameter(torch.ones(1024, 1024))));

/** A module, and a folder with its parameters in five files. */
function sharded() {
  const whole = model();
  save_torch_model(whole, folder, { max_shard_size: '105MB' });
  return whole;
}

/** A file of torch.save with the same parameters. */
function single() {
  const file = path.join(folder, 'whole.pt');
  torch.save(model().state_dict(), file);
  return file;
}

function readAll(tensors) {
  for (const tensor of tensors) tensor.sum();
}

export const cases = {
  'shards into a module': () => {
    const whole = sharded();
    return () => load_torch_model(whole, folder);
  },
  'shards, every number read': () => {
    sharded();
    return () => readAll(sharded_open(folder).state_dict().values());
  },
  'shards, mapped, every number read': () => {
    sharded();
    return () => readAll(sharded_open(folder, { backend: 'mmap' }).state_dict().values());
  },
  'torch.load': () => {
    const file = single();
    return () => readAll(torch.load(file).values());
  },
  'torch.load, mapped': () => {
    const file = single();
    return () => readAll(torch.load(file, { mmap: true }).values());
  },
};
