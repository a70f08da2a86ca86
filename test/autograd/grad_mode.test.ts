import * as torch from 'nodetorch';
import { afterEach, describe, expect, test } from 'vitest';

const modes = (): boolean[] => [torch.is_grad_enabled(), torch.is_inference_mode_enabled()];

afterEach(() => expect(modes()).toEqual([true, false]));

describe.each([
  ['no_grad', () => torch.no_grad(), <T>(body: () => T) => torch.no_grad(body), [false, false]],
  ['enable_grad', () => torch.enable_grad(), <T>(body: () => T) => torch.enable_grad(body), [true, false]],
  ['set_grad_enabled', () => torch.set_grad_enabled(false), <T>(body: () => T) => torch.set_grad_enabled(false, body),
    [false, false]],
  ['inference_mode', () => torch.inference_mode(), <T>(body: () => T) => torch.inference_mode(body), [false, true]],
] as const)('%s', (name, enter, run, inside) => {
  test('gives back what the function returns', () => {
    expect(run(modes)).toEqual(inside);
    expect(run(() => undefined)).toBeUndefined();
  });

  test('ends when the function throws', () => {
    const error = new Error('in the middle');
    expect(() => run(() => {
      throw error;
    })).toThrow(error);
  });

  test('refuses an async function, ends, and lets no rejection loose', async () => {
    const body = async (): Promise<void> => {
      await Promise.resolve();
      throw new Error('nobody waits for this');
    };
    expect(() => run(body)).toThrow(TypeError);
    expect(() => run(body)).toThrow(`${name}(): the callback is async`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('using: until the end of the block, however it ends', () => {
    const block = (fail: boolean): void => {
      using _ = enter();
      expect(modes()).toEqual(inside);
      if (fail) throw new Error('left');
    };
    block(false);
    expect(modes()).toEqual([true, false]);
    expect(() => block(true)).toThrow('left');
  });

  test('ends once', () => {
    const mode = enter();
    mode[Symbol.dispose]();
    torch.no_grad(() => {
      mode[Symbol.dispose]();
      expect(torch.is_grad_enabled()).toBe(false);
    });
  });
});

test('inference modes that end in the wrong order end together', () => {
  const outer = torch.inference_mode();
  const inner = torch.inference_mode(false);
  outer[Symbol.dispose]();
  expect(modes()).toEqual([true, false]);
  inner[Symbol.dispose]();
});

test('arguments of the wrong kind change nothing', () => {
  expect(() => torch.no_grad(3 as unknown as () => void)).toThrow('no_grad(): expected a function');
  expect(() => torch.set_grad_enabled('yes' as unknown as boolean)).toThrow('must be bool, not str');
  expect(() => torch.inference_mode('yes' as unknown as boolean)).toThrow('must be bool, not str');
  expect(() => torch.inference_mode(true, 3 as unknown as () => void)).toThrow('expected a function');
});

test('anomaly detection is on for a function, or a block', () => {
  expect(torch.is_anomaly_enabled()).toBe(false);
  expect(torch.autograd.detect_anomaly(() => torch.is_anomaly_enabled())).toBe(true);
  {
    using _ = torch.autograd.set_detect_anomaly(true);
    expect(torch.is_anomaly_enabled()).toBe(true);
  }
  const quiet = (): void => torch.autograd.detect_anomaly(() => {
    const x = torch.zeros(1, { requires_grad: true });
    x.div(x).sum().backward();
  }, { check_nan: false });
  expect(quiet).not.toThrow();
  expect(torch.is_anomaly_enabled()).toBe(false);
});

test('a Variable is the tensor itself', () => {
  const x = torch.ones(1);
  expect(torch.autograd.Variable(x)).toBe(x);
  expect(torch.autograd.Variable(x, { requires_grad: true })).toBe(x);
  expect(x.requires_grad).toBe(true);
});
