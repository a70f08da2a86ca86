// Memory that a tensor and a typed array share belongs to both: it lives as long as either.
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

function churn(): void {
  for (let i = 0; i < 20; i++) {
    torch.zeros(10_000);
    torch.collect({ major: true });
  }
}

test('the view of a disposed tensor keeps the memory', () => {
  const tensor = torch.ones(10_000);
  const view = tensor.numpy();
  tensor.dispose();
  churn();
  expect(view.every((x) => x === 1)).toBe(true);
});

test('the view of a collected tensor keeps the memory, and lets go of it in the end', () => {
  const before = torch.memory_stats().live_bytes;
  (() => {
    const view = torch.ones(1 << 20).numpy();
    churn();
    expect(view[12345]).toBe(1);
  })();
  churn();
  expect(torch.memory_stats().live_bytes - before).toBeLessThan(1 << 20);
});

test('a tensor over a typed array keeps the array', () => {
  const tensor = (() => torch.from_numpy(new Float32Array(10_000).fill(3)))();
  churn();
  expect(tensor.sum().item()).toBe(30_000);
});

test('changes are seen on both sides', () => {
  const array = new Int32Array([1, 2, 3]);
  const tensor = torch.from_numpy(array);
  tensor.mul_(2);
  array[0] = 7;
  expect(tensor.tolist()).toEqual([7, 4, 6]);
  const view = tensor.numpy();
  view[2] = 9;
  expect([...array]).toEqual([7, 4, 9]);
});

test('shared memory is not moved away under a tensor', () => {
  const array = new Float32Array([1, 2, 3]);
  const tensor = torch.from_numpy(array);
  const view = torch.ones(3).numpy();
  for (const { buffer } of [array, view]) {
    try {
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    } catch (error) {
      expect((error as Error).name).toBe('DataCloneError');
    }
    const { transfer } = buffer as { transfer?: () => unknown };
    if (transfer !== undefined) expect(() => transfer.call(buffer)).toThrow('cannot be moved');
    expect(buffer.byteLength).toBe(12);
  }
  expect(tensor.tolist()).toEqual([1, 2, 3]);
});

test('a detached or resizable buffer is refused', () => {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  expect(torch.tensor(array).shape).toEqual([0]);
  expect(torch.from_numpy(array).shape).toEqual([0]);
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer;
  expect(() => torch.from_numpy(new Float32Array(new Resizable(16, { maxByteLength: 64 })))).toThrow('resizable');
});
