import * as torch from 'nodetorch';
import * as graphs from 'nodetorch/accelerator/graphs';
import * as memory from 'nodetorch/accelerator/memory';
import * as random from 'nodetorch/accelerator/random';
import { describe, expect, test } from 'vitest';

const { accelerator } = torch;
const absent = accelerator.current_accelerator() === null;

test('the modules of PyTorch are paths of the package', () => {
  expect([accelerator.memory, accelerator.graphs, accelerator.random]).toEqual([memory, graphs, random]);
});

test('what names no device of an accelerator is an error in words of PyTorch', () => {
  const words = 'Expected a torch.device with a specified index or an integer, but got:';
  expect(() => accelerator.set_device_index(null)).toThrow(new torch.ValueError(`${words}None`));
  expect(() => accelerator.set_device_index(1.5)).toThrow(`${words}1.5`);
  expect(accelerator.set_device_index(-1)).toBeUndefined();
  expect(accelerator.device_index(null, () => 4)).toBe(4);
  expect(() => accelerator.device_index(null, () => Promise.resolve(4))).toThrow(TypeError);
  // @ts-expect-error a number is no stream
  expect(() => accelerator.set_stream(3)).toThrow(TypeError);
  // @ts-expect-error text is no flag
  expect(() => accelerator.Graph('a')).toThrow(TypeError);
});

test('the module of a device is found by its kind', () => {
  expect(torch.get_device_module('cpu')).toBe(torch.cpu);
  expect(torch.get_device_module('cuda')).toBe(torch.cuda);
  expect(torch.get_device_module(torch.device('cuda:1'))).toBe(torch.cuda);
  expect(() => torch.get_device_module('meta')).toThrow(
    "Device 'meta' does not have a corresponding module registered as 'torch.meta'.");
  // @ts-expect-error a number is no device here
  expect(() => torch.get_device_module(3)).toThrow("Invalid value of device '3', expect torch.device, str, or None");
});

describe.runIf(absent)('with a libtorch for the CPU alone', () => {
  test('there is no accelerator', () => {
    expect([accelerator.is_available(), accelerator.device_count(), accelerator.current_accelerator(true)]).toEqual(
      [false, 0, null]);
    expect(torch.get_device_module()).toBe(torch.cpu);
    expect(String(torch.Stream())).toBe('torch.Stream device_type=cpu, device_index=-1, stream_id=0');
    expect(String(torch.Event())).toBe('torch.Event device_type=cpu, device_index=-1, event_flag=0, event_id=0');
  });

  test('whoever asks for it is told so', () => {
    const asked = [
      () => accelerator.current_device_index(), () => accelerator.set_device_index(0),
      () => accelerator.current_stream(),
      () => accelerator.synchronize(), () => accelerator.get_device_capability(), () => accelerator.empty_cache(),
      () => accelerator.empty_host_cache(), () => accelerator.memory_stats(), () => accelerator.get_memory_info(),
      () => accelerator.Graph(), () => accelerator.device_index(0, () => 1), () => random.get_rng_state(),
      () => random.initial_seed(), () => accelerator.memory_allocated(), () => accelerator.max_memory_allocated(),
      () => accelerator.memory_reserved(), () => accelerator.max_memory_reserved(),
      () => accelerator.reset_peak_memory_stats(), () => accelerator.reset_accumulated_memory_stats(),
      () => accelerator.current_device_idx(), () => accelerator.set_device_idx(0),
    ];
    for (const ask of asked) expect(ask).toThrow('Cannot access accelerator device when none is available.');
    expect(() => accelerator.synchronize('cuda')).toThrow('Accelerator expected');
    expect(random.get_rng_state_all()).toEqual([]);
  });
});
