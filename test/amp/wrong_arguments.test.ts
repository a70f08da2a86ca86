// What autocast, its wrappers and scalers say to what they cannot take.
import * as torch from 'nodetorch';
import { AssertionError, RuntimeError } from 'nodetorch';
import { describe, expect, test } from 'vitest';
import { AttributeError } from '../../dist/values/errors.js';

const wrong = (value: unknown): never => value as never;
const notOptimizer = (value: unknown): torch.optim.SGD => value as torch.optim.SGD;
const five = 5 as unknown as (...given: unknown[]) => unknown;

describe('autocast', () => {
  test.each<[object, string]>([
    [{ enabled: 'no' }, "set_autocast_enabled(): argument 'enabled' (position 2) must be bool, not str"],
    [{ enabled: null }, "set_autocast_enabled(): argument 'enabled' (position 2) must be bool, not NoneType"],
    [{ dtype: 'x' }, "set_autocast_dtype(): argument 'dtype' (position 2) must be torch.dtype, not str"],
    [{ cache_enabled: 3 }, 'enabled must be a bool (got int)'],
  ])('%j is refused and leaves nothing on', (options, message) => {
    const warnings = process.listeners('warning');
    process.removeAllListeners('warning');
    expect(() => torch.autocast('cpu', wrong({ enabled: true, ...options }), () => 1)).toThrow(new TypeError(message));
    for (const each of warnings) process.on('warning', each);
    expect([torch.is_autocast_enabled('cpu'), torch.get_autocast_dtype('cpu'), torch.is_autocast_cache_enabled()])
      .toEqual([false, torch.bfloat16, true]);
  });
  test('set_autocast_enabled says which argument it is', () => {
    expect(() => torch.set_autocast_enabled('cpu', wrong(null))).toThrow(
      "set_autocast_enabled(): argument 'enabled' (position 2) must be bool, not NoneType");
    expect(() => torch.set_autocast_enabled(wrong(null))).toThrow(
      "set_autocast_enabled(): argument 'enabled' (position 1) must be bool, not NoneType");
    expect(() => torch.set_autocast_enabled(wrong(3), true)).toThrow(
      "set_autocast_enabled(): argument 'device_type' (position 1) must be str, not int");
    torch.set_autocast_enabled({ device_type: 'cpu', enabled: true });
    expect(torch.is_autocast_enabled('cpu')).toBe(true);
    torch.set_autocast_enabled('cpu', false);
  });
  test('what is wrapped is called, or is none to call', () => {
    const none = new TypeError("'int' object is not callable");
    const options = { device_type: 'cpu' };
    expect(() => torch.amp.custom_fwd(five, options)({})).toThrow(none);
    expect(() => torch.amp.autocast_mode.autocast_decorator(torch.autocast('cpu'), five)()).toThrow(none);
  });
});

describe('GradScaler', () => {
  const scaled = (): torch.amp.GradScaler => {
    const scaler = new torch.amp.GradScaler('cpu');
    scaler.scale(torch.ones(1));
    return scaler;
  };
  test.each<[(scaler: torch.amp.GradScaler) => unknown, Error]>([
    [(s) => s.step(notOptimizer(null)), new AttributeError("'NoneType' object has no attribute 'param_groups'")],
    [(s) => s.step(notOptimizer({})), new AttributeError("'dict' object has no attribute 'param_groups'")],
    [(s) => s.unscale_(wrong(3)), new AttributeError("'int' object has no attribute 'param_groups'")],
    [(s) => s.update(wrong('x')), new AttributeError("'str' object has no attribute 'device'")],
    [(s) => s.load_state_dict(wrong(null)), new TypeError("object of type 'NoneType' has no len()")],
    [(s) => s.load_state_dict(wrong('x')), new TypeError("string indices must be integers, not 'str'")],
    [(s) => s.load_state_dict(wrong([])),
      new RuntimeError('The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler.')],
    [() => new torch.amp.GradScaler('cpu', { growth_factor: wrong('x') }),
      new TypeError("'<=' not supported between instances of 'str' and 'float'")],
    [() => new torch.amp.GradScaler('cpu', { enabled: false }).step(notOptimizer(null)),
      new AttributeError("'NoneType' object has no attribute 'step'")],
  ])('%s', (call, error) => {
    expect(() => call(scaled())).toThrow(error);
  });
  test('what it asks first comes first', () => {
    expect(() => new torch.amp.GradScaler('cpu').step(notOptimizer(null))).toThrow(AssertionError);
  });
});
