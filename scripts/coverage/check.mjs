// @ts-check
// What test/coverage.test.ts asks.
import { readFileSync } from 'node:fs';
import * as handWritten from '../op_policy/hand_written.mjs';
import { properties, publicTable } from '../op_policy/index.mjs';
import { coreGroupOf } from './groups.mjs';
import { owed } from './owed.mjs';
import { isMissing, page } from './page.mjs';
import { rows, strangers } from './sum.mjs';

/** Tables of operators -> what has their names when it is compiled. */
const bound = {
  torch: async () => import('../../dist/index.js'),
  linalg: async () => import('../../dist/linalg.js'),
  fft: async () => import('../../dist/fft.js'),
  special: async () => import('../../dist/special.js'),
  sparse: async () => import('../../dist/sparse.js'),
  nn: async () => import('../../dist/generated/nn.js'),
};

export async function check() {
  const all = await rows();
  const pathOf = (/** @type {import('./sum.mjs').Row} */ { module, name }) => `${module}.${name}`;
  const owing = all.filter((row) => isMissing(row) && coreGroupOf(row.module) !== undefined).map(pathOf);
  const isOwing = new Set(owing);
  return {
    page: page(all),
    committed: readFileSync(new URL('../../docs/coverage.md', import.meta.url), 'utf8'),
    /** Reached, though a list says why it is not. */
    both: all.filter(({ reached, reason }) => reached && reason !== undefined).map(pathOf),
    /** Reached, and hidden from TypeScript; or the other way round. */
    halves: all.filter(({ reached, declared }) => reached !== declared).map(pathOf),
    /** In the core, neither reached nor with a reason nor among what is owed. */
    unaccounted: owing.filter((path) => !owed.has(path)),
    /** Owed, though it is there or has a reason. */
    paid: [...owed].filter((path) => !isOwing.has(path)),
    strangers: strangers(),
    broken: await broken(),
  };
}

/** Names in the tables of operators that the package does not have. */
async function broken() {
  const { functions, methods } = publicTable();
  const { Tensor } = await import('../../dist/index.js');
  const lost = Object.keys({ ...methods, ...properties }).concat(handWritten.methods)
    .filter((name) => !(name in Tensor.prototype)).map((name) => `torch.Tensor.${name}`);
  for (const [space, load] of Object.entries(bound)) {
    const names = [...Object.keys(functions[space]), ...(space === 'torch' ? handWritten.functions : [])];
    const module = await load();
    lost.push(...names.filter((name) => !(name in module)).map((name) => `${space}.${name}`));
  }
  return lost;
}
