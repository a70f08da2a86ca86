// What the functions that make a tensor from data say of options of the wrong type, in PyTorch's words.
import * as torch from 'nodetorch';
import { describe, expect, test } from 'vitest';

type Make = (options: object) => torch.Tensor;
const one = torch.ones(1);
const makers: Record<string, { make: Make; flags: string[] }> = {
  tensor: { make: (o) => torch.tensor([2], o), flags: ['requires_grad', 'pin_memory'] },
  as_tensor: { make: (o) => torch.as_tensor([2], o), flags: [] },
  asarray: { make: (o) => torch.asarray([2], o), flags: ['requires_grad', 'copy'] },
  new_tensor: { make: (o) => one.new_tensor([2], o), flags: ['requires_grad'] },
};
const places: Record<string, unknown> = { list: [], bool: true, float: 1.5, Tensor: one, Object: {} };

describe.each(Object.entries(makers))('%s', (name, { make, flags }) => {
  test('names an option of the wrong type', () => {
    expect(() => make({ dtype: 'int' })).toThrow(new TypeError(`${name}(): argument 'dtype' must be torch.dtype, not str`));
    expect(() => make({ dtype: 3 })).toThrow(new TypeError(`${name}(): argument 'dtype' must be torch.dtype, not int`));
    for (const [type, device] of Object.entries(places)) {
      expect(() => make({ device }), type).toThrow(
        new TypeError(`${name}(): argument 'device' must be torch.device, not ${type}`));
    }
    for (const flag of flags) {
      expect(() => make({ [flag]: 'a' })).toThrow(new TypeError(`${name}(): argument '${flag}' must be bool, not str`));
    }
  });

  test('takes null for what it infers, and no option of another function', () => {
    expect(make({ dtype: null, device: null }).dtype).toBe(torch.float32);
    for (const flag of ['requires_grad', 'pin_memory', 'copy'].filter((other) => !flags.includes(other))) {
      expect(() => make({ [flag]: true })).toThrow(`${name}() got an unexpected keyword argument '${flag}'`);
    }
  });
});

test('frombuffer checks its options', () => {
  const bytes = new Uint8Array(8);
  const make = (options: object): torch.Tensor => torch.frombuffer(bytes, options as { dtype: torch.dtype });
  expect(() => make({})).toThrow(new TypeError('frombuffer() missing 1 required positional arguments: "dtype"'));
  expect(() => make({ dtype: 'int' })).toThrow("frombuffer(): argument 'dtype' must be torch.dtype, not str");
  expect(() => make({ dtype: torch.int, count: 1.5 })).toThrow("frombuffer(): argument 'count' must be int, not float");
  expect(() => make({ dtype: torch.int, offset: 'a' })).toThrow("frombuffer(): argument 'offset' must be int, not str");
});

test('other functions that take a dtype or a device', () => {
  expect(() => torch.ones(2, { device: 1.5 } as never)).toThrow(
    new TypeError("ones(): argument 'device' must be torch.device, not float"));
  expect(() => torch.Generator([] as never)).toThrow(
    new TypeError("Generator(): argument 'device' must be torch.device, not list"));
  expect(torch.Generator({ device: 'cpu' }).device).toBe(torch.device('cpu'));
  expect(() => torch.finfo('int' as never)).toThrow("finfo(): argument 'type' (position 1) must be torch.dtype, not str");
  expect(() => torch.set_default_dtype('int' as never)).toThrow(
    new TypeError('invalid dtype object: only floating-point types are supported as the default type'));
});

test('null stands for a dtype that is a default', () => {
  const dtype = null as never;
  const made = [torch.randint(0, 2, [2], { dtype }), torch.randperm(2, { dtype }), torch.tril_indices(2, 2, { dtype })];
  for (const { dtype: type } of made) expect(type).toBe(torch.int64);
});
