import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
import { expect, test } from 'vitest';

test('a device is a context for one function', () => {
  const [weight, given] = torch.device('meta', () => [new nn.Linear(2, 2).weight, torch.ones(2, { device: 'cpu' })]);
  expect([weight.device.type, given.device.type, torch.ones(2).device.type]).toEqual(['meta', 'cpu', 'cpu']);
  expect(torch.device('cpu', null, () => torch.get_default_device().type)).toBe('cpu');
});

test('a device is a context to the end of a block', () => {
  {
    using _ = torch.device('meta');
    expect(torch.zeros(2).device.type).toBe('meta');
    expect(torch.get_default_device()).toBe(torch.device('meta'));
  }
  expect(torch.zeros(2).device.type).toBe('cpu');
});

test('contexts lie in one another, over the default', () => {
  torch.set_default_device('meta');
  try {
    expect(torch.device('cpu', () => torch.ones(1).device.type)).toBe('cpu');
    expect(torch.ones(1).device.type).toBe('meta');
  } finally {
    torch.set_default_device(null);
  }
  expect(torch.ones(1).device.type).toBe('cpu');
});

test('a context ends when its function throws, and refuses an async one', () => {
  expect(() => torch.device('meta', () => {
    throw new Error('mine');
  })).toThrow('mine');
  expect(() => torch.device('meta', async () => {})).toThrow(/the callback is async/);
  expect(torch.ones(1).device.type).toBe('cpu');
});

test('a block that was left after an await says so', async () => {
  const late = async (): Promise<void> => {
    using _ = torch.device('meta');
    await Promise.resolve();
  };
  await expect(late()).rejects.toThrow(/its block was left after an await/);
  expect(torch.ones(1).device.type).toBe('cpu');
});

test('what takes the memory or the device of its argument does not ask for the default', () => {
  const cpu = torch.ones(2);
  const made = torch.device('meta', () => [torch.zeros_like(cpu), cpu.new_zeros(2),
    torch.from_numpy(new Float32Array(2)), torch.frombuffer(new ArrayBuffer(8), { dtype: torch.float32 }),
    new torch.Tensor(2)].map(({ device }) => device.type));
  expect(made).toEqual(['cpu', 'cpu', 'cpu', 'cpu', 'cpu']);
});

test('out on another device than the default is refused, as in PyTorch', () => {
  const out = torch.empty(2);
  expect(() => torch.device('meta', () => torch.zeros([2], { out }))).toThrow(
    'device type meta does not match device type of out parameter (cpu)');
});

test('a model is built without memory and filled later', () => {
  const model = torch.device('meta', () => new nn.Sequential(new nn.Linear(3, 4), new nn.LayerNorm(4)));
  const filled = new nn.Sequential(new nn.Linear(3, 4), new nn.LayerNorm(4));
  model.load_state_dict(filled.state_dict(), { assign: true });
  expect(torch.equal(model(torch.ones(1, 3)), filled(torch.ones(1, 3)))).toBe(true);
});
