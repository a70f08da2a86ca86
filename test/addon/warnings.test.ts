import * as torch from 'nodetorch';
import { expect, test, vi } from 'vitest';

test('what libtorch warns of is a warning of Node, in PyTorch\'s words, once for each text', () => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  try {
    for (let i = 0; i < 2; i++) torch.add(torch.ones(3), 1, { out: torch.empty(2) });
    expect(emit).toHaveBeenCalledTimes(1);
    const [text, kind] = emit.mock.calls[0] as unknown as [string, string];
    expect(kind).toBe('UserWarning');
    expect(text).toMatch(/^An output with one or more elements was resized since it had shape \[2\], which does not match /);
    expect(text).toMatch(/ \(Triggered internally at .*\/Resize\.cpp:\d+\.\)$/);
  } finally {
    emit.mockRestore();
  }
});

test('what a listener throws comes out of the call, as where Python makes errors of warnings', () => {
  const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {
    throw new RangeError('enough');
  });
  try {
    expect(() => torch.add(torch.ones(4), 1, { out: torch.empty(2) })).toThrow('enough');
  } finally {
    emit.mockRestore();
  }
  expect(torch.ones(2).add(1).tolist()).toEqual([2, 2]);
});
