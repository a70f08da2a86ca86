import * as torch from 'nodetorch';
import { afterEach, describe, expect, test } from 'vitest';

const modes = (): boolean[] =>
  [torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.autograd.is_anomaly_enabled()];
const usual = [true, false, false];
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

afterEach(() => expect(modes()).toEqual(usual));

const contexts: [string, () => Disposable][] = [
  ['no_grad', () => torch.no_grad()],
  ['inference_mode', () => torch.inference_mode()],
  ['set_grad_enabled', () => torch.set_grad_enabled(false)],
  ['detect_anomaly', () => torch.autograd.detect_anomaly()],
  ['set_detect_anomaly', () => torch.autograd.set_detect_anomaly(true)],
];

describe.each(contexts)('a block of %s with an await in it', (name, enter) => {
  test('does not leak into what runs meanwhile, and says so at its end', async () => {
    const seen: boolean[][] = [];
    const request = async (): Promise<void> => {
      using _ = enter();
      expect(modes()).not.toEqual(usual);
      await later();
      seen.push(modes());
    };
    const others = async (): Promise<void> => {
      await Promise.resolve();
      seen.push(modes());
    };
    const failed = request();
    const other = others();
    await expect(failed).rejects.toThrow(`${name}(): its block was left after an await`);
    await expect(failed).rejects.toBeInstanceOf(torch.RuntimeError);
    await other;
    expect(seen).toEqual([usual, usual]);
  });

  test('that ends before the await is as good as any', async () => {
    const seen: boolean[][] = [];
    for (let i = 0; i < 2; i++) {
      {
        using _ = enter();
        seen.push(modes());
      }
      await later();
    }
    expect(seen[0]).not.toEqual(usual);
    expect(seen[1]).toEqual(seen[0]);
  });
});

test('enable_grad in a function of no_grad is put back in the right order', async () => {
  const nested = async (): Promise<void> => {
    using _ = torch.no_grad();
    using __ = torch.enable_grad();
    using ___ = torch.no_grad();
    await Promise.resolve();
  };
  // Each block says so; the language puts one error around the other.
  const error = (await nested().catch((thrown: unknown) => thrown)) as
    { error: Error; suppressed: { suppressed: Error } };
  for (const each of [error.error, error.suppressed.suppressed]) {
    expect(each.message).toContain('no_grad(): its block was left after an await');
  }
});

test('a generator that others run to its end keeps its mode; one that waits for code that awaits loses it', async () => {
  function* each(): Generator<boolean> {
    using _ = torch.no_grad();
    yield torch.is_grad_enabled();
    yield torch.is_grad_enabled();
  }
  expect([...each()]).toEqual([false, false]);
  const seen: boolean[] = [];
  const slowly = async (): Promise<void> => {
    for (const enabled of each()) {
      seen.push(enabled);
      await later();
    }
  };
  await expect(slowly()).rejects.toThrow('its block was left after an await');
  expect(seen).toEqual([false, true]);
});

test('a switch that no block asks for stays', async () => {
  torch.set_grad_enabled(false);
  await later();
  expect(torch.is_grad_enabled()).toBe(false);
  torch.set_grad_enabled(true);
});

test('a block in a function without an await, called in between awaits, holds as ever', async () => {
  const block = (): boolean => {
    using _ = torch.no_grad();
    return torch.ones(1, { requires_grad: true }).mul(2).requires_grad;
  };
  const all = await Promise.all([1, 2, 3].map(async () => {
    const before = block();
    await later();
    return [before, block()];
  }));
  expect(all.flat()).toEqual(new Array(6).fill(false));
});
