/** Distributed checkpoints: one that Python wrote (scripts/golden/other_files.py), our own, and damaged ones. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { load, save, TensorStorageMetadata } from 'nodetorch/distributed/checkpoint';
import { dcp_to_torch_save, torch_save_to_dcp } from 'nodetorch/distributed/checkpoint/format_utils';
import { _load_state_dict_from_keys } from 'nodetorch/distributed/checkpoint/state_dict_loader';
import { UnpicklingError } from 'nodetorch/serialization';
import { afterAll, describe, expect, it } from 'vitest';

const { checkpoint } = JSON.parse(readFileSync(new URL('../golden/other_files.json', import.meta.url), 'utf8')) as {
  checkpoint: { files: Record<string, string>; values: string };
};

const temporary = mkdtempSync(join(tmpdir(), 'nodetorch-dcp-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
let count = 0;
function folder(files: Record<string, Uint8Array> = {}): string {
  const made = join(temporary, String(count++));
  mkdirSync(made);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(made, name), bytes);
  return made;
}
const written = (): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(checkpoint.files).map(([name, text]) => [name, Buffer.from(text, 'base64')]));

/** Values as plain ones: tensors as their numbers. */
function plain(value: unknown): unknown {
  if (value instanceof torch.Tensor) return [String(value.dtype), [...value.shape], value.tolist()];
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

/** Keys of dicts become text in such checkpoints, and a list without tensors stays one value. */
const expected = plain(torch.load(Buffer.from(checkpoint.values, 'base64')));
const quiet = { no_dist: true };

describe("Python's", () => {
  it('becomes a file of torch.save with the same values', () => {
    const here = folder(written());
    dcp_to_torch_save(here, join(here, 'all.pt'));
    expect(plain(torch.load(join(here, 'all.pt')))).toEqual(expected);
  });

  it('gives what is asked for by name, and what lies in it', () => {
    const here = folder(written());
    const some = _load_state_dict_from_keys(['epoch', 'model'], { checkpoint_id: here });
    expect(Object.keys(some).sort()).toEqual(['epoch', 'model']);
    expect(plain(some)).toEqual({ epoch: 3, model: (expected as { model: unknown }).model });
    expect(plain(_load_state_dict_from_keys('model.layer.bias', { checkpoint_id: here }))).toEqual(
      { model: { 'layer.bias': (expected as { model: Record<string, unknown> }).model['layer.bias'] } });
  });

  it('is loaded in place, into tensors and what has a state dict', () => {
    class Net extends nn.Module {
      layer = new nn.Linear(2, 3);
    }
    const net = new Net();
    const values = { model: net, epoch: 0, mixed: ['', torch.zeros(2)] };
    const [, second] = values.mixed;
    load(values, { checkpoint_id: folder(written()), ...quiet });
    expect(plain(net.state_dict())).toEqual((expected as { model: unknown }).model);
    expect([values.model, values.epoch, values.mixed[0]]).toEqual([net, 3, 'a']);
    expect(values.mixed[1]).toBe(second);
    expect((second as torch.Tensor).tolist()).toEqual([1, 1]);
  });

  it('does not take names and shapes that were not saved', () => {
    const here = { checkpoint_id: folder(written()), ...quiet };
    expect(() => load({ other: torch.ones(1) }, here)).toThrow('Missing key in checkpoint state_dict: other.');
    expect(() => load({ model: { layer: { bias: torch.ones(4) } } }, here)).toThrow(
      'Size mismatch between saved torch.Size([3]) and current: torch.Size([4]) for model.layer.bias');
  });
});

describe('ours', () => {
  it('comes back as it was', () => {
    const here = join(temporary, 'new/folder');
    const base = torch.arange(12, { dtype: torch.float64 });
    const values = {
      a: { b: base.narrow(0, 2, 3), c: [torch.ones(2, 2).t(), { d: null }] }, list: [1, 'x'], text: 'é', half: torch.ones(3).to(torch.bfloat16),
      empty: torch.ones(0, 2), scalar: torch.tensor(2),
    };
    const metadata = save(values, { checkpoint_id: here, ...quiet });
    expect(readdirSync(here).sort()).toEqual(['.metadata', '__0_0.distcp']);
    expect(metadata.state_dict_metadata['a.c.0']).toBeInstanceOf(TensorStorageMetadata);
    const made = join(temporary, 'made.pt');
    dcp_to_torch_save(here, made);
    expect(plain(torch.load(made))).toEqual(plain(values));
    torch_save_to_dcp(made, join(temporary, 'again'));
    expect(plain(_load_state_dict_from_keys(null, { checkpoint_id: join(temporary, 'again') }))).toEqual(plain(values));
    // Of a view the memory around it does not come along.
    expect(_load_state_dict_from_keys('a.b', { checkpoint_id: here })).toMatchObject(
      { a: { b: expect.objectContaining({ nbytes: 24 }) as unknown } });
  });

  it('of values that cannot be saved is none', () => {
    const here = join(temporary, 'half');
    expect(() => save({ a: torch.ones(2), b: () => 1 }, { checkpoint_id: here, ...quiet })).toThrow(/Can't pickle/);
    expect(readdirSync(here)).toEqual([]);
    expect(() => save({ 'a.b': torch.ones(1), a: { b: torch.ones(1) } }, { checkpoint_id: here, ...quiet })).toThrow(
      'duplicated flatten key a.b');
    expect(existsSync(join(here, '.metadata'))).toBe(false);
  });
});

describe('a damaged one', () => {
  const read = (files: Record<string, Uint8Array>) => (): unknown =>
    _load_state_dict_from_keys(null, { checkpoint_id: folder(files) });
  const without = (name: string): Record<string, Buffer> => {
    const { [name]: _, ...rest } = written();
    return rest;
  };

  it('without metadata is none', () => {
    expect(read(without('.metadata'))).toThrow(/^metadata is None; global metadata read failed: \[Errno 2\] No such file/);
    expect(read(without('__0_0.distcp'))).toThrow(/ENOENT.*__0_0\.distcp/);
  });

  it('names classes in vain, and files elsewhere', () => {
    const metadata = written()['.metadata']!;
    const swapped = (from: string, to: string): Record<string, Buffer> =>
      ({ ...written(), '.metadata': Buffer.from(metadata.toString('latin1').replaceAll(from, to), 'latin1') });
    expect(read(swapped('ChunkStorageMetadata', 'ChunkStorageEvildata'))).toThrow(UnpicklingError);
    expect(read(swapped('ChunkStorageMetadata', 'ChunkStorageEvildata'))).toThrow(/ChunkStorageEvildata was not an allowed global/);
    expect(read(swapped('__0_0.distcp', '../../x.pt_x'))).toThrow(/name a file outside of its folder/);
  });

  it('that ends early is an error', () => {
    const metadata = written()['.metadata']!;
    for (const length of [0, 1, 20, 300, metadata.length - 1]) {
      expect(read({ ...written(), '.metadata': metadata.subarray(0, length) })).toThrow(/truncated/);
    }
    const here = folder(written());
    truncateSync(join(here, '__0_0.distcp'), 2000);
    expect(() => _load_state_dict_from_keys(null, { checkpoint_id: here })).toThrow(/unexpected end of file/);
  });

  it('with a byte changed is an error or other values, and nothing worse', () => {
    const metadata = written()['.metadata']!;
    for (let i = 0; i < metadata.length; i += 7) {
      const changed = Buffer.from(metadata);
      changed[i]! ^= 1 << (i % 8);
      try {
        read({ ...written(), '.metadata': changed })();
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});
