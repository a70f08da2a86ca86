// A short run of `node scripts/fuzz/sequences.mjs`: random programs over tensors that share memory.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fuzzSequences, minimise, programText, type Step } from '../../scripts/fuzz/sequences.mjs';

test('no program ends the process, hangs it, or makes a tensor larger than its storage', { timeout: 300_000 }, async () => {
  const total = await fuzzSequences({ seed: 'npm test', calls: 3_000 });
  expect(total.crashes).toEqual([]);
  expect(total.hangs).toEqual([]);
  expect(total.suspicious).toEqual({});
  expect(total.calls).toBeGreaterThan(2_000);
  // Programs of which every step is refused would not test the kernels.
  expect(total.ok / total.calls).toBeGreaterThan(0.4);
});

test('a program that ends the process is reduced to the steps that matter', { timeout: 60_000 }, async () => {
  const child = fileURLToPath(new URL('support/failing_sequences_child.mjs', import.meta.url));
  const step = (kind: string, at: number): Step => ({ do: kind, at });
  const steps = ['look', 'arm', 'look', 'look', 'write', 'fire', 'look', 'backward'].map(step);
  const shortest = await minimise(steps, 20_000, child);
  expect(shortest).toEqual({ ended: 'SIGABRT', steps: [{ do: 'arm', at: 1 }, { do: 'fire', at: 5 }] });
  expect(await minimise([step('look', 0), step('fire', 1)], 20_000, child)).toBeUndefined();
});

test('a tensor larger than its storage is seen; a wrapper that has none is not larger', { timeout: 60_000 }, async () => {
  const tensor = { t: 'tensor', shape: [2, 3], dtype: 'float64', values: [0, 0, 0, 0, 0, 0], variants: [] };
  const int = (value: number): object => ({ t: 'number', value });
  const list = (...items: object[]): object => ({ t: 'list', items });
  const steps = (name: string, ...args: object[]): Step[] => [
    { do: 'new', to: 0, tensor },
    { do: 'call', to: 1, pick: 0, call: { name, args: [{ t: 'pool', slot: 0 }, ...args] } },
  ];
  const larger = await minimise(steps('inductor::_reinterpret_tensor', list(int(7)), list(int(1)), int(0)));
  expect(larger?.ended).toBe('larger');
  expect(await minimise(steps('aten::_add_batch_dim', int(0), int(1)))).toBeUndefined();
});

test('a program is printed as JavaScript', () => {
  const text = programText([
    { do: 'new', to: 0, tensor: { t: 'tensor', shape: [2], dtype: 'int64', values: [1, 2], variants: [] } },
    { do: 'call', to: 1, pick: 0, call: { name: 'aten::t', args: [{ t: 'pool', slot: 0 }] } },
    { do: 'dispose', at: 0 },
  ]);
  expect(text).toContain('t[1] = first(torch.ops.aten.t.default(...named("aten::t", [t[0]])), 0) ?? t[1];');
  expect(text).toContain('attempt(() => { t[0].dispose(); });');
});
