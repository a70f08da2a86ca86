/** Checkpoints in several files: their layout, shared memory, and indices that somebody made up. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import {
  get_torch_storage_id, get_torch_storage_size, load_state_dict_from_file, load_torch_model, save_torch_model,
  save_torch_state_dict, sharded_open, split_torch_state_dict_into_shards,
} from 'nodetorch/huggingface_hub';
import { load_file, safe_open, save_file } from 'nodetorch/safetensors';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './files.js';

const at = temporaryFolder();
function folder(name: string): string {
  mkdirSync(at(name));
  return at(name);
}

/** Tensors of so many bytes each. */
const sized = (...sizes: number[]): Map<string, torch.Tensor> =>
  new Map(sizes.map((size, i) => [`t${i}`, torch.full([size], i, { dtype: torch.uint8 })]));

describe('split_torch_state_dict_into_shards', () => {
  const split = (tensors: Map<string, torch.Tensor>, max_shard_size: number | string): string[] =>
    [...split_torch_state_dict_into_shards(tensors, { max_shard_size }).filename_to_tensors].map(
      ([file, names]) => `${file}: ${names.join(' ')}`);

  it('fills files in the order of the names', () => {
    expect(split(sized(6, 6, 2, 6, 2, 2), 10)).toEqual([
      'model-00001-of-00003.safetensors: t0', 'model-00002-of-00003.safetensors: t1 t2',
      'model-00003-of-00003.safetensors: t3 t4 t5']);
    // What is too large has a file of its own, which comes before the one that is open.
    expect(split(sized(4, 20, 4), 10)).toEqual([
      'model-00001-of-00002.safetensors: t1', 'model-00002-of-00002.safetensors: t0 t2']);
    expect(split(sized(3, 4), '1KB')).toEqual(['model.safetensors: t0 t1']);
    expect(split_torch_state_dict_into_shards(sized(5, 7)).metadata).toEqual({ total_size: 12 });
  });

  it('keeps tensors over one memory together, and leaves out what is text', () => {
    const base = torch.arange(6, { dtype: torch.uint8 });
    const tensors = new Map<string, torch.Tensor>([['a', base], ...sized(5), ['b', base.narrow(0, 0, 2)]]);
    tensors.set('note', 'text' as never);
    expect(split(tensors, 6)).toEqual(['model-00001-of-00002.safetensors: a b', 'model-00002-of-00002.safetensors: t0']);
    expect(get_torch_storage_id(base)).toEqual(get_torch_storage_id(base.narrow(0, 2, 4)));
    expect(get_torch_storage_id(torch.ones(2, { device: 'meta' }))).toBe(null);
    expect(get_torch_storage_size(base.narrow(0, 0, 1))).toBe(6);
  });

  it('reads sizes as they are written', () => {
    for (const size of ['1.5 KB', '1.5kb', ' 0.0015MB ', 1500]) expect(split(sized(1500, 1), size)).toHaveLength(2);
    expect(() => split(sized(1), '5GiB')).toThrow("Unit 'IB' not supported. Supported units are TB, GB, MB, KB. Got '5GiB'.");
    expect(() => split(sized(1), 'xKB')).toThrow("Could not parse the size value from 'xKB': could not convert string to float: 'x'");
  });
});

class Tied extends nn.Module {
  embed = new nn.Embedding(6, 3);
  body = new nn.Linear(3, 3);
  head = new nn.Linear(3, 6, { bias: false });

  constructor() {
    super();
    this.head.weight = this.embed.weight;
  }
}

describe('a module', () => {
  it('of which two names share a weight is written once, and loaded whole', () => {
    const here = folder('tied');
    const model = new Tied();
    save_torch_model(model, here, { max_shard_size: 80 });
    expect(readdirSync(here).sort()).toEqual([
      'model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors', 'model.safetensors.index.json']);
    expect(JSON.parse(readFileSync(`${here}/model.safetensors.index.json`, 'utf8'))).toEqual({
      metadata: { total_size: 120, 'head.weight': 'embed.weight' },
      weight_map: {
        'embed.weight': 'model-00001-of-00002.safetensors', 'body.weight': 'model-00002-of-00002.safetensors',
        'body.bias': 'model-00002-of-00002.safetensors',
      },
    });
    const other = new Tied();
    const keys = load_torch_model(other, here);
    expect(keys.missing_keys).toEqual(['head.weight']);
    expect(other.head.weight.equal(model.embed.weight)).toBe(true);
    expect(() => load_torch_model(new Tied(), here, { strict: true })).toThrow(
      'Error(s) in loading state_dict for Tied\nMissing key(s): "head.weight".');
    // What is discarded is not kept, and an earlier checkpoint goes.
    save_torch_model(model, here, { shared_tensors_to_discard: ['embed.weight'] });
    expect(readdirSync(here)).toEqual(['model.safetensors']);
    expect(Object.keys(load_file(`${here}/model.safetensors`)).sort()).toEqual(['body.bias', 'body.weight', 'head.weight']);
    const open = safe_open(`${here}/model.safetensors`);
    expect(open.metadata()).toEqual({ format: 'pt', 'embed.weight': 'head.weight' });
    open.close();
  });

  it('comes out of files of torch.save only where that is allowed', () => {
    const here = folder('pickled');
    const model = new Tied();
    save_torch_model(model, here, { max_shard_size: 80, safe_serialization: false });
    expect(() => load_torch_model(new Tied(), here)).toThrow(/does not contain a valid checkpoint/);
    const other = new Tied();
    expect(String(load_torch_model(other, here, { safe: false, strict: true }))).toBe('<All keys matched successfully>');
    expect(other.body.bias!.equal(model.body.bias!)).toBe(true);
    const pattern = { filename_pattern: 'pytorch_model{suffix}.bin' };
    expect(() => load_torch_model(new Tied(), here, pattern)).toThrow(
      "`filename_pattern='pytorch_model{suffix}.bin'` does not describe safetensors files but `safe=True`.");
    expect(() => load_state_dict_from_file(`${here}/pytorch_model-00001-of-00002.bin`)).toThrow(
      /^Cannot load '.*' as safetensors\. If this is a pickle checkpoint, pass `safe=False`/);
    expect(sharded_open(here, { safe: false }).get_tensor('body.bias').equal(model.body.bias!)).toBe(true);
  });

  it('says what is missing', () => {
    expect(() => load_torch_model(new Tied(), at('nowhere'))).toThrow(`Checkpoint path ${at('nowhere')} does not exist`);
    expect(() => load_state_dict_from_file(at('nowhere'))).toThrow(/^No checkpoint file found at '/);
    const here = folder('foreign');
    save_file({ x: torch.ones(1) }, `${here}/model.safetensors`, { format: 'tf' });
    expect(() => load_torch_model(new Tied(), here)).toThrow(/does not contain the valid metadata/);
  });
});

it('refuses tensors that overlap without one that has all', () => {
  const base = torch.arange(10);
  expect(() => save_torch_state_dict({ a: base.narrow(0, 0, 6), b: base.narrow(0, 3, 7) }, folder('overlapping'))).toThrow(
    /found no suitable name to keep for saving amongst: \{'a', 'b'\}/);
  expect(readdirSync(at('overlapping'))).toEqual([]);
});

it('writes names and metadata as Python writes JSON', () => {
  const here = folder('names');
  const tensors = new Map([['1', torch.ones(3)], ['0', torch.ones(3)], ['ü "x"', torch.ones(3)]]);
  save_torch_state_dict(tensors, here, { max_shard_size: 12, metadata: { note: '\u007f' } });
  expect(readFileSync(`${here}/model.safetensors.index.json`, 'latin1')).toBe(`{
  "metadata": {
    "total_size": 36,
    "note": "\\u007f"
  },
  "weight_map": {
    "1": "model-00001-of-00003.safetensors",
    "0": "model-00002-of-00003.safetensors",
    "\\u00fc \\"x\\"": "model-00003-of-00003.safetensors"
  }
}`);
});

describe('sharded_open', () => {
  const tensors = sized(5, 6, 7);
  const here = at('sharded');
  mkdirSync(here);
  save_torch_state_dict(tensors, here, { max_shard_size: 7 });
  const index = (weight_map: unknown): string => {
    const made = folder(`index ${index_++}`);
    writeFileSync(`${made}/model.safetensors.index.json`, typeof weight_map === 'string' ? weight_map : JSON.stringify({ weight_map }));
    return made;
  };
  let index_ = 0;

  it('reads one tensor, or all', () => {
    const open = sharded_open(here);
    expect(open.keys()).toEqual(['t0', 't1', 't2']);
    expect(open.metadata()).toEqual({ total_size: 18 });
    expect(open.weight_map.get('t1')).toBe('model-00002-of-00003.safetensors');
    expect(open.get_tensor('t1').equal(tensors.get('t1')!)).toBe(true);
    expect([...open.state_dict()].map(([name, { shape }]) => [name, ...shape])).toEqual([['t0', 5], ['t1', 6], ['t2', 7]]);
    expect(() => open.get_tensor('t9')).toThrow('the checkpoint has no tensor t9');
  });

  it('refuses an index that leads elsewhere, or is none', () => {
    for (const shard of ['../x.safetensors', '/x.safetensors', 'C:\\x.safetensors', '..\\x.safetensors']) {
      expect(() => sharded_open(index({ a: shard }))).toThrow(/Shard filenames must be relative paths without '..' components/);
    }
    expect(() => sharded_open(index({ a: 'x.bin' }))).toThrow("Expected '.safetensors' extension to match the index format.");
    expect(() => sharded_open(index({ a: 5 }))).toThrow(/all 'weight_map' values must be strings\.$/);
    expect(() => sharded_open(index('[1]'))).toThrow(/expected a JSON object with a 'weight_map' object\.$/);
    expect(() => sharded_open(index('{'))).toThrow(/^Invalid index file/);
    expect(() => sharded_open(folder('without'))).toThrow(/has no model\.safetensors\.index\.json$/);
  });
});
