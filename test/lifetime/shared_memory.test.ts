// Memory that a tensor and a typed array share belongs to both: it lives as long as either.
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
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

interface Responder {
  respond(bytes: number): void;
}

/** Ways to move a buffer's memory into another buffer; the old one is detached. */
const moves: [string, (buffer: ArrayBuffer) => ArrayBuffer | Promise<ArrayBuffer>][] = [
  ['structuredClone', (buffer) => structuredClone(buffer, { transfer: [buffer] })],
  ['a message', (buffer) => {
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(buffer, [buffer]);
    const moved = receiveMessageOnPort(port2)!.message as ArrayBuffer;
    port1.close();
    return moved;
  }],
  ['a stream of bytes', async (buffer) => {
    const stream = new ReadableStream({ type: 'bytes', start: (control) => control.enqueue(new Uint8Array(buffer)) });
    return (await stream.getReader().read()).value!.buffer as ArrayBuffer;
  }],
  ['a reader that brings its own buffer', async (buffer) => {
    // The types do not know the request.
    const pull = (control: unknown): void => (control as { byobRequest: Responder }).byobRequest.respond(1);
    const stream = new ReadableStream({ type: 'bytes', pull });
    const view = new Uint8Array(buffer);
    const first = view[0]!;
    const moved = (await stream.getReader({ mode: 'byob' }).read(view)).value!.buffer as ArrayBuffer;
    new Uint8Array(moved)[0] = first;
    return moved;
  }],
];
const { transfer } = ArrayBuffer.prototype as { transfer?: (this: ArrayBuffer) => ArrayBuffer };
if (transfer !== undefined) moves.push(['transfer()', (buffer) => transfer.call(buffer)]);

test.each(moves)('memory that %s moves away still belongs to the tensor, too', async (_, move) => {
  const array = new Float32Array(10_000).fill(3);
  const tensor = torch.from_numpy(array);
  await (async () => void (await move(array.buffer)))();
  expect(array).toHaveLength(0);
  churn();
  expect(tensor.sum().item()).toBe(30_000);

  const moved = await (async () => move(torch.ones(10_000).numpy().buffer as ArrayBuffer))();
  churn();
  await new Promise((resolve) => setImmediate(resolve));
  churn();
  expect(new Float32Array(moved).every((x) => x === 1)).toBe(true);
  const both = torch.ones(10_000);
  new Float32Array(await move(both.numpy().buffer as ArrayBuffer))[1] = 5;
  expect(both.index(1).item()).toBe(5);
});

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): void;
}

test('the memory of a WebAssembly module may grow', () => {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: { Memory: new (pages: object) => WasmMemory } };
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  const tensor = torch.from_numpy(new Float32Array(memory.buffer)).fill_(3);
  memory.grow(1);
  expect(tensor.sum().item()).toBe(3 * 16_384);
  expect(new Float32Array(memory.buffer)[100]).toBe(3);
});

test('memory that an array sees does not move', () => {
  const message = 'Trying to resize storage that is not resizable';
  const tensor = torch.ones(4);
  const view = tensor.numpy();
  expect(() => tensor.resize_(1 << 22)).toThrow(message);
  expect(tensor.shape).toEqual([4]);
  expect(() => torch.cat([torch.ones(3), torch.ones(3)], { out: tensor.view(4) })).toThrow(message);
  expect(() => torch.from_numpy(new Float32Array(4)).resize_(5)).toThrow(message);
  tensor.resize_(2).fill_(7);
  expect([...view]).toEqual([7, 7, 1, 1]);
});

test('of a buffer that many tensors share, each byte counts once', () => {
  const array = new Float32Array(1 << 20);
  torch.collect({ major: true });
  const before = torch.memory_stats().minor_collections;
  const parts = Array.from({ length: 200 }, (_, i) => torch.from_numpy(array.subarray(i, i + 1)));
  expect(parts.every((part) => part.item() === 0)).toBe(true);
  expect(torch.memory_stats().minor_collections - before).toBeLessThan(5);
});

test('a detached or resizable buffer is refused', () => {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  expect(torch.tensor(array).shape).toEqual([0]);
  expect(torch.from_numpy(array).shape).toEqual([0]);
  const Resizable = ArrayBuffer as unknown as new (bytes: number, options: object) => ArrayBuffer;
  expect(() => torch.from_numpy(new Float32Array(new Resizable(16, { maxByteLength: 64 })))).toThrow('resizable');
});
