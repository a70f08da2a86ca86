// Reading and writing files borrows the memory of tensors: nothing of that may be left.
import { writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { load_torch_model, save_torch_model } from 'nodetorch/huggingface_hub';
import * as numpy from 'nodetorch/numpy';
import * as safetensors from 'nodetorch/safetensors';
import { BytesIO } from 'nodetorch/serialization';
import { expect, test } from 'vitest';
import { temporaryFolder } from './files.js';

const at = temporaryFolder();
const mega = 2 ** 20;

/** How a tensor goes through a file, or through bytes. */
const ways: Record<string, (tensor: torch.Tensor) => torch.Tensor> = {
  'torch.save': (tensor) => {
    torch.save(tensor, at('lent.pt'));
    return torch.load<torch.Tensor>(at('lent.pt'));
  },
  'torch.save into bytes': (tensor) => {
    const file = new BytesIO();
    torch.save(tensor, file);
    return torch.load<torch.Tensor>(file.getvalue());
  },
  safetensors: (tensor) => {
    safetensors.save_file({ tensor }, at('lent.safetensors'));
    return safetensors.load_file(at('lent.safetensors'))['tensor']!;
  },
  'safetensors in bytes': (tensor) => safetensors.load(safetensors.save({ tensor }))['tensor']!,
  'numpy.save': (tensor) => {
    numpy.save(at('lent.npy'), tensor);
    return numpy.load(at('lent.npy')) as torch.Tensor;
  },
};

test.each(Object.entries(ways))('%s: what was written and what was read may grow, and is held by nobody else', (_name, through) => {
  const tensor = torch.arange(mega / 4, { dtype: torch.float32 });
  through(tensor).dispose();
  torch.collect(true);
  const before = torch.memory_stats().live_bytes;
  const read = through(tensor);
  expect(read.equal(tensor)).toBe(true);
  for (const each of [read, tensor]) expect(each.resize_(mega / 2).nbytes).toBe(2 * mega);
  expect(torch.memory_stats().live_bytes).toBeGreaterThan(before + 2 * mega);
  tensor.dispose();
  read.dispose();
  torch.collect(true);
  expect(torch.memory_stats().live_bytes).toBeLessThan(before);
});

test('a file that cannot be read leaves collections as they were', () => {
  torch.save(torch.zeros(1000), at('whole.pt'));
  writeFileSync(at('torn.safetensors'), safetensors.save({ x: torch.zeros(100) }).subarray(0, 200));
  expect(() => safetensors.load_file(at('torn.safetensors'))).toThrow('incomplete metadata');
  expect(() => torch.load(at('whole.pt'), { map_location: () => { throw new Error('no place'); } })).toThrow('no place');
  const { minor_collections } = torch.memory_stats();
  for (let i = 0; i < 100; i++) torch.zeros(mega / 4);
  expect(torch.memory_stats().minor_collections).toBeGreaterThan(minor_collections);
});

test('files that are read again and again, and dropped, do not pile up', () => {
  torch.save(torch.zeros(4 * mega), at('large.pt'));
  const before = torch.memory_stats().live_bytes;
  let held: torch.Tensor[] = [];
  let most = 0;
  for (let i = 0; i < 40; i++) {
    // Some live long enough to be old.
    held = [...held.slice(-2), torch.load<torch.Tensor>(at('large.pt'))];
    held.at(-1)!.sum();
    most = Math.max(most, torch.memory_stats().live_bytes);
  }
  // 16 MB each: three are held, 64 MB may be garbage, and what came since.
  expect(most - before).toBeLessThan(256 * mega);
});

test('a module that is loaded holds nothing of the files', () => {
  const model = new torch.nn.Linear(1024, 1024);
  save_torch_model(model, at('.'), { max_shard_size: '1MB' });
  load_torch_model(model, at('.'));
  torch.collect(true);
  const before = torch.memory_stats().live_tensors;
  load_torch_model(model, at('.'));
  expect(torch.memory_stats().live_tensors - before).toBeLessThanOrEqual(2);
});
