import { inspect } from 'node:util';
import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

test('an event that was not recorded is over', () => {
  for (const device of ['cpu', 'meta'] as const) {
    const event = torch.Event(device);
    expect(String(event)).toBe(`torch.Event device_type=${device}, device_index=-1, event_flag=0, event_id=0`);
    expect(inspect(event)).toBe(String(event));
    expect([event.device, event.event_id, event.query(), event.synchronize(), event.wait()]).toEqual(
      [torch.device(device), 0, true, undefined, undefined]);
    expect(event).toBeInstanceOf(torch.Event);
  }
  const timed = new torch.Event('cpu', { enable_timing: true, blocking: true, interprocess: false });
  expect(String(timed)).toBe('torch.Event device_type=cpu, device_index=-1, event_flag=1, event_id=0');
});

test('what an event cannot do is an error in words of PyTorch', () => {
  const event = torch.Event('cpu');
  const timed = torch.Event('cpu', { enable_timing: true });
  expect(() => event.record()).toThrow("cpu backend doesn't support events.");
  // @ts-expect-error a number is no stream
  expect(() => event.record(3)).toThrow('expected stream to be a torch.Stream or torch.cuda.Stream object');
  expect(() => event.elapsed_time(timed)).toThrow(torch.ValueError);
  expect(() => event.elapsed_time(timed)).toThrow("Both events must be created with argument 'enable_timing=True'.");
  expect(() => timed.elapsed_time(timed)).toThrow('Both events must be recorded before calculating elapsed time.');
  // @ts-expect-error a number is no event
  expect(() => event.elapsed_time(3)).toThrow('expected other to be a torch.Event object');
  const ipc = 'torch.Event ipc is not supported yet, please open an issue if you need this!';
  expect(() => event.ipc_handle()).toThrow(ipc);
  expect(() => torch.Event.from_ipc_handle('cuda:0', new Uint8Array(64))).toThrow(torch.NotImplementedError);
  expect(() => torch.Event('xpu')).toThrow('PyTorch is not linked with support for xpu devices');
  // @ts-expect-error a number is no flag
  expect(() => torch.Event({ enable_timing: 1 })).toThrow("Event(): argument 'enable_timing' must be bool, not int");
  // @ts-expect-error a float is no device
  expect(() => torch.Event(null, { device: 3 })).toThrow(TypeError);
});

test('an error of a device has the number of its library', () => {
  const error = new torch.AcceleratorError('CUDA error: out of order');
  expect([error.name, error.message, error.error_code]).toEqual(['AcceleratorError', 'CUDA error: out of order', undefined]);
  expect(error).toBeInstanceOf(torch.RuntimeError);
});
