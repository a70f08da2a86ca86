import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

test('a stream of a device without queues is its only one', () => {
  for (const device of ['cpu', 'meta'] as const) {
    const stream = torch.Stream(device);
    expect(String(stream)).toBe(`torch.Stream device_type=${device}, device_index=-1, stream_id=0`);
    expect(inspect(stream)).toBe(String(stream));
    expect([stream.stream_id, stream.device_index, stream.device]).toEqual([0, -1, torch.device(device)]);
    expect([stream.query(), stream.synchronize(), stream.is_capturing()]).toEqual([true, undefined, false]);
    expect(stream.equals(new torch.Stream(device, { priority: -1 }))).toBe(true);
    expect(stream).toBeInstanceOf(torch.Stream);
  }
  expect(torch.Stream('cpu').equals(torch.Stream('meta'))).toBe(false);
  expect(torch.Stream('cpu').equals(3)).toBe(false);
});

test('three numbers make a stream, by position or by name', () => {
  const stream = torch.Stream({ stream_id: 3, device_index: 0, device_type: 0 });
  expect(String(stream)).toBe('torch.Stream device_type=cpu, device_index=0, stream_id=3');
  expect([stream.device, stream.device_type]).toEqual([torch.device('cpu:0'), 0]);
  expect(String(torch.Stream(1, 2, 3))).toBe('torch.Stream device_type=opengl, device_index=2, stream_id=1');
  const far = torch.Stream(2n ** 62n, 0, 1);
  expect(far.stream_id).toBe(2n ** 62n);
  expect(far.equals(torch.Stream(2n ** 62n, 0, 1))).toBe(true);
});

test('what is no device, no event, or not there is an error in words of PyTorch', () => {
  const cpu = torch.Stream('cpu');
  // @ts-expect-error a list is no device
  expect(() => torch.Stream([1])).toThrow("Stream(): argument 'device' (position 1) must be torch.device, not list");
  // @ts-expect-error text is no priority
  expect(() => torch.Stream({ priority: 'a' })).toThrow("Stream(): argument 'priority' must be int, not str");
  // @ts-expect-error there is no such option
  expect(() => torch.Stream({ bogus: 1 })).toThrow(TypeError);
  // @ts-expect-error a number is no event
  expect(() => cpu.wait_event(3)).toThrow('expected event to be a torch.Event object');
  // @ts-expect-error a number is no stream
  expect(() => cpu.wait_stream(3)).toThrow(TypeError);
  expect(() => torch.Stream('xpu')).toThrow('PyTorch is not linked with support for xpu devices');
  expect(() => cpu.native_handle).toThrow("Backend doesn't support getting stream native handle.");
  expect(() => cpu.record_event()).toThrow("cpu backend doesn't support events.");
  expect(() => cpu.wait_stream(torch.Stream('meta'))).toThrow("meta backend doesn't support events.");
  expect(cpu.wait_event(torch.Event('cpu'))).toBeUndefined();
});

test('a block on a stream ends whatever happens, and has no async function', () => {
  const stream = torch.Stream('cpu');
  expect(stream.run(() => 5)).toBe(5);
  expect(() => stream.run(() => {
    throw new Error('inside');
  })).toThrow('inside');
  expect(() => stream.run(() => Promise.resolve(5))).toThrow(TypeError);
  {
    using _ = stream;
    expect(torch.ones(2).sum().item()).toBe(2);
  }
});

test('a tensor takes streams of its device alone', () => {
  expect(() => torch.zeros(2).record_stream(torch.Stream('cpu'))).toThrow(torch.NotImplementedError);
  // @ts-expect-error a number is no stream
  expect(() => torch.zeros(2).record_stream(3)).toThrow(new torch.RuntimeError('unknown parameter type'));
  expect(() => torch.zeros(2).record_stream(torch.cpu.current_stream() as never)).toThrow('unknown parameter type');
});

test('the numbers of a stream are kept in the bits that libtorch has for them', () => {
  const of = (stream_id: number | bigint, device_index: number, device_type = 1): torch.Stream =>
    new torch.Stream({ stream_id, device_index, device_type });
  expect(() => of(2n ** 70n, 1e9)).toThrow(new torch.ValueError('Overflow when unpacking long long'));
  expect(String(of(-5, 300))).toBe('torch.Stream device_type=cuda, device_index=44, stream_id=-5');
  expect(() => of(0, 0, 99)).toThrow('isValidDeviceType');
  expect(() => of('x' as never, 0)).toThrow(new TypeError("Stream(): argument 'stream_id' must be int, not str"));
  expect(() => of(0, 0, null as never)).toThrow(new TypeError("Stream(): argument 'device_type' must be int, not NoneType"));
});

test('a loop that makes streams and events keeps none of them', () => {
  torch.collect(true);
  const before = torch.memory_stats().live_tensors;
  let most = 0;
  for (let i = 0; i < 20_000; i++) {
    torch.Stream('cpu');
    torch.Event('cpu');
    torch.cuda.Event();
    most = Math.max(most, torch.memory_stats().live_tensors - before);
  }
  expect(most).toBeLessThan(5000);
});
