// Every function, constructor and method of some rooms that has a text of signature('...'), one argument wrong in each.
import { expect, test } from 'vitest';
import { argumentCalls, child } from '../../scripts/fuzz/arguments.mjs';
import { fuzz } from '../../scripts/fuzz/fuzz.mjs';

const rooms = '^(amp/|autograd/(?!gradcheck)|func/|functorch/|nn/utils/|settings/|utils/checkpoint/|' +
  'jit/(dispatch_keys|future|loggers|schema|types) )';

test('a wrong argument does not make our own code stumble', { timeout: 120_000 }, async () => {
  const total = await fuzz({ seed: '0', calls: 0, work: argumentCalls(rooms), child });
  expect(total.crashes).toEqual([]);
  expect(total.hangs).toEqual([]);
  expect(total.suspicious).toEqual({});
  expect(total.calls).toBeGreaterThan(1000);
  // What is refused before it comes to the wrong argument would test nothing.
  expect(total.ok).toBeGreaterThan(100);
});
