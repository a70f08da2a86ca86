import * as torch from 'nodetorch';
import * as cpu from 'nodetorch/cpu';
import { expect, test } from 'vitest';

test('the CPU has what modules of devices have', () => {
  expect(torch.cpu).toBe(cpu);
  expect([cpu.is_available(), cpu.is_initialized(), cpu.device_count(), cpu.current_device()]).toEqual([true, true, 1, 'cpu']);
  expect([cpu.synchronize(), cpu.synchronize('cpu'), cpu.set_device('cpu')]).toEqual([undefined, undefined, undefined]);
  const [stream, event] = [cpu.Stream(), new cpu.Event()];
  expect([stream.wait_stream(cpu.Stream()), stream.wait_event(event), stream.record_event()]).toEqual(
    [undefined, undefined, undefined]);
  expect([event.query(), event.record(), event.synchronize(), event.wait(stream)]).toEqual(
    [true, undefined, undefined, undefined]);
});

test('a stream is the current one within its block, whatever happens there', () => {
  const before = cpu.current_stream();
  const [outer, inner] = [cpu.Stream(), cpu.Stream(-1)];
  const seen = cpu.stream(outer,
    () => [cpu.current_stream(), cpu.stream(inner, () => cpu.current_stream()), cpu.current_stream()]);
  expect([seen[0] === outer, seen[1] === inner, seen[2] === outer]).toEqual([true, true, true]);
  expect(() => cpu.stream(outer, () => {
    throw new Error('inside');
  })).toThrow('inside');
  expect(cpu.current_stream()).toBe(before);
  {
    using _ = cpu.stream(inner);
    expect(cpu.current_stream()).toBe(inner);
    using __ = cpu.StreamContext(null);
    expect(cpu.current_stream()).toBe(inner);
  }
  expect(cpu.current_stream()).toBe(before);
  expect(() => cpu.stream(outer, () => Promise.resolve())).toThrow(TypeError);
});

test('the processor says what it is', () => {
  const capabilities = cpu.get_capabilities();
  expect(typeof capabilities['architecture']).toBe('string');
  expect(capabilities['num_logical_cores']).toBeGreaterThan(0);
  expect(cpu.get_capabilities()).toBe(capabilities);
  expect(Object.isFrozen(capabilities)).toBe(true);
});
