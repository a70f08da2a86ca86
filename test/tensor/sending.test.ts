// What README says about tensors on their way to other threads: a tensor is refused, its numbers can be sent.
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import * as torch from 'nodetorch';
import { load, save } from 'nodetorch/safetensors';
import { expect, test } from 'vitest';

interface Sent {
  data: Float32Array;
  shape: number[];
}

function received<T>(value: T): T {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(value);
  const { message } = receiveMessageOnPort(port2) as { message: T };
  port1.close();
  return message;
}

test.each([
  ['structuredClone', (value: unknown) => structuredClone(value)],
  ['postMessage', received],
])('%s of a tensor, or of what holds one, is an error that says what to do', (_, send) => {
  const t = torch.ones(2);
  for (const value of [t, { t }, [t], new Map([[1, t]]), torch.nn.Parameter(t)]) {
    let error: unknown;
    try {
      send(value);
    } catch (thrown) {
      error = thrown;
    }
    expect((error as Error).name).toBe('DataCloneError');
    expect((error as Error).message).toMatch(/tensors_cannot_be_cloned.*send numpy\(\) and shape/s);
  }
});

test('a module is refused, too, with words and not only with the code of a call', () => {
  for (const send of [(value: unknown) => structuredClone(value), received]) {
    for (const value of [new torch.nn.Linear(2, 2), { net: new torch.nn.Sequential() }]) {
      expect(() => send(value)).toThrow(
        /^\[modules_cannot_be_cloned\]\(a, b\) {\s+['"]send what torch\.save writes of state_dict\(\)/);
    }
  }
  expect((new torch.nn.Linear(2, 2) as unknown as { name: string }).name).toBe('');
});

test('numbers and shape make the tensor again', () => {
  const t = torch.arange(6).float().view(2, 3).t();
  const { data, shape } = received<Sent>({ data: t.numpy() as Float32Array, shape: [...t.shape] });
  expect(torch.from_numpy(data).view(shape)).toEqual(t);
});

test('memory that threads share is shared by their tensors', () => {
  const memory = new Float32Array(new SharedArrayBuffer(16));
  const there = torch.from_numpy(received(memory));
  torch.from_numpy(memory).fill_(3);
  expect(there.tolist()).toEqual([3, 3, 3, 3]);
});

test('bytes of safetensors have every dtype', () => {
  const t = torch.arange(4).to(torch.bfloat16);
  const back = load(received(save({ t }))) as unknown as Record<string, torch.Tensor>;
  expect(back['t']).toEqual(t);
});
