import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import * as streams from 'nodetorch/cuda/streams';
import { describe, expect, test } from 'vitest';

const { cuda } = torch;

test('an event that was not recorded is over, and has no place', () => {
  const event = cuda.Event();
  expect([String(event), inspect(event)]).toEqual(['<torch.cuda.Event uninitialized>', '<torch.cuda.Event uninitialized>']);
  expect([event.query(), event.synchronize(), event.device, event.cuda_event, event.event_id]).toEqual(
    [true, undefined, null, 0, 0]);
  expect(event).toBeInstanceOf(torch.Event);
  expect(event).toBeInstanceOf(streams.Event);
  expect(torch.Event('cpu')).not.toBeInstanceOf(cuda.Event);
});

test('what an event cannot do is an error in words of PyTorch', () => {
  const timed = new cuda.Event({ enable_timing: true });
  expect(() => cuda.Event().elapsed_time(timed)).toThrow(
    "Both events must be created with argument 'enable_timing=True'.");
  expect(() => timed.elapsed_time(cuda.Event(true, false, false, true))).toThrow(
    'Both events must be recorded before calculating elapsed time.');
  expect(() => timed.elapsed_time(torch.Event('cpu'))).toThrow('expected other to be a torch.cuda.Event object');
  // @ts-expect-error a number is no flag
  expect(() => cuda.Event(1)).toThrow("Event(): argument 'enable_timing' (position 1) must be bool, not int");
  expect(() => cuda.Event.from_ipc_handle('cuda:0', new Uint8Array(3))).toThrow(
    'cudaIpcEventHandle_t expects byte-like object of size 64, but got 3');
  // @ts-expect-error a number is no stream
  expect(() => cuda.Event().record(3)).toThrow('expected stream to be a torch.Stream or torch.cuda.Stream object');
});

test('no stream selects none', () => {
  expect(cuda.stream(null, () => 4)).toBe(4);
  expect(cuda.set_stream(null)).toBeUndefined();
  {
    using _ = cuda.stream(null);
    using __ = new cuda.StreamContext(null);
  }
  // @ts-expect-error a number is no stream
  expect(() => cuda.set_stream(3)).toThrow("'int' object has no attribute 'stream_id'");
  expect(() => cuda.stream(null, () => Promise.resolve())).toThrow(TypeError);
});

test('a device of another kind has no such stream', () => {
  expect(() => cuda.Stream('cpu')).toThrow(new torch.ValueError('Expected a cuda device, but got: cpu'));
});

describe.skipIf(cuda.is_available())('without a GPU', () => {
  test('nobody gets a stream', () => {
    const asked = [
      () => cuda.Stream(), () => cuda.Stream(0, -1), () => cuda.current_stream(), () => cuda.default_stream(),
      () => cuda.ExternalStream(0), () => cuda.get_stream_from_external(0), () => cuda.Event().record(),
      () => cuda.Event().wait(), () => cuda.MemPool(), () => cuda.CUDAGraph(), () => cuda.is_current_stream_capturing(),
    ];
    for (const ask of asked) expect(ask).toThrow();
  });
});

describe.runIf(cuda.is_available())('on a GPU', () => {
  test('a stream is the current one within its block, and its device too', () => {
    const stream = cuda.Stream({ priority: -1 });
    const before = cuda.current_stream();
    expect(cuda.stream(stream, () => cuda.current_stream().equals(stream))).toBe(true);
    expect(() => stream.run(() => {
      throw new Error('inside');
    })).toThrow('inside');
    expect(cuda.current_stream().equals(before)).toBe(true);
    expect([stream.priority, stream.query(), stream.is_capturing()]).toEqual([-1, true, false]);
  });

  test('events order work, and tell times', () => {
    const side = cuda.Stream();
    const [start, end] = [cuda.Event({ enable_timing: true }), cuda.Event({ enable_timing: true })];
    const x = torch.ones(1 << 20, { device: 'cuda' });
    start.record();
    side.wait_stream(cuda.current_stream());
    const y = cuda.stream(side, () => x.mul(2));
    x.record_stream(side);
    side.record_event(end);
    cuda.current_stream().wait_event(end);
    expect(y.sum().item()).toBe(2 ** 21);
    end.synchronize();
    expect(start.elapsed_time(end)).toBeGreaterThan(0);
  });
});
