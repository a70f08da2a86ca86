import * as torch from 'nodetorch';
import { expect, test } from 'vitest';

const { backends } = torch;

// What is frozen stays so: this is the one file that does it.
test('frozen flags are not assigned, and contexts change them still', () => {
  expect(backends.flags_frozen()).toBe(false);
  backends.disable_global_flags();
  expect(backends.flags_frozen()).toBe(true);
  const why = (name: string): string =>
    `not allowed to set torch.backends${name} flags after disable_global_flags; please use flags() context manager instead`;
  expect(() => (backends.cudnn.enabled = false)).toThrow(why('.cudnn'));
  expect(() => (backends.mkldnn.deterministic = true)).toThrow(why('.mkldnn'));
  expect(() => (backends.fp32_precision = 'tf32')).toThrow(why(''));
  expect(backends.cudnn.flags({ enabled: false }, () => backends.cudnn.enabled)).toBe(false);
  backends.quantized.engine = 'x86';
  torch.utils.deterministic.fill_uninitialized_memory = true;
});
