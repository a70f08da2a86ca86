// Before each test file that shares its process with others (vitest.config.ts): it begins as in a process of its own,
// and has to leave the process as it found it.
import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';
import { afterAll, expect } from 'vitest';

const { backends } = torch;

/** What a file says that needs a process of its own: it counts what is alive, or hears what is said once. */
const own = /\bmemory_stats\b|\bcollect\(|\bemitWarning\b|'warning'|\/seeded_calls\./;

const print = torch.tensor([1 / 3, 1e8, NaN]);
const wide = torch.arange(2000);

/** What a test can change for those that come after it. */
const state = (): Record<string, unknown> => ({
  dtype: String(torch.get_default_dtype()),
  device: String(torch.get_default_device()),
  threads: torch.get_num_threads(),
  modes: [torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.is_anomaly_enabled()],
  autocast: [
    torch.is_autocast_enabled('cpu'), String(torch.get_autocast_dtype('cpu')), torch.is_autocast_cache_enabled(),
  ],
  deterministic: [
    torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled(),
    torch.utils.deterministic.fill_uninitialized_memory,
  ],
  precision: torch.get_float32_matmul_precision(),
  backends: [
    backends.flags_frozen(), backends.fp32_precision, backends.quantized.engine,
    ...[backends.cudnn, backends.mkldnn].flatMap(({ enabled, deterministic, allow_tf32 }) =>
      [enabled, deterministic, allow_tf32]),
  ],
  texts: [String(print), String(wide)],
  folder: process.cwd(),
  environment: { ...process.env },
  listeners: process.eventNames().map((name) => [name, process.listenerCount(name)]),
  globals: Object.getOwnPropertyNames(globalThis),
});

// What comes is as little known as in a process that has just begun.
torch.seed();
const before = state();
afterAll(() => {
  expect(state()).toEqual(before);
  expect(readFileSync(expect.getState().testPath!, 'utf8')).not.toMatch(own);
});
