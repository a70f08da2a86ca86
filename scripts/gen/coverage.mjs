// @ts-check
// What became of each public name of PyTorch: the sums behind scripts/coverage.mjs and its test.
import { readFileSync } from 'node:fs';
import * as handWritten from '../op_policy/hand_written.mjs';
import { properties, publicTable } from '../op_policy/index.mjs';
import { missing } from '../op_policy/missing.mjs';

const golden = new URL('../../test/golden/public_names.json', import.meta.url);

/** Space -> the file in dist/ that has its names. */
const files = {
  torch: 'index.js',
  linalg: 'linalg.js',
  fft: 'fft.js',
  special: 'special.js',
  sparse: 'sparse.js',
  nn: 'generated/nn.js',
  'nn.functional': 'nn/functional.js',
  'nn.grad': 'nn/grad.js',
  'nn.init': 'nn/init.js',
  'nn.utils': 'nn/utils/index.js',
  'nn.utils.parametrizations': 'nn/utils/parametrizations.js',
  'nn.utils.parametrize': 'nn/utils/parametrize.js',
  'nn.utils.rnn': 'nn/utils/rnn.js',
  'nn.modules': 'nn/modules/index.js',
  'nn.parameter': 'nn/parameter.js',
  autograd: 'autograd/index.js',
  cuda: 'cuda.js',
  optim: 'optim/index.js',
  'optim.lr_scheduler': 'optim/lr_scheduler/index.js',
  'optim.swa_utils': 'optim/swa_utils.js',
  random: 'random.js',
  serialization: 'serialization/index.js',
  testing: 'testing/index.js',
  'utils.data': 'utils/data/index.js',
  'utils.data.dataloader': 'utils/data/dataloader.js',
  'utils.data.dataset': 'utils/data/dataset.js',
  'utils.data.distributed': 'utils/data/distributed.js',
  'utils.data.sampler': 'utils/data/sampler.js',
};

export const spaces = ['Tensor', ...Object.keys(files)];

/** @param {string} space @returns {Promise<(name: string) => boolean>} whether the package has a name in that space */
export async function existsIn(space) {
  if (space === 'Tensor') {
    const { Tensor } = await import('../../dist/index.js');
    return (name) => name in Tensor.prototype;
  }
  const module = await import(`../../dist/${files[space]}`);
  return (name) => name in module;
}

/**
 * @typedef {object} Coverage
 * @property {string[]} bound straight to operators by the generated table
 * @property {string[]} written in TypeScript by hand
 * @property {Record<string, string>} missing name -> reason
 * @property {string[]} unaccounted in none of the three
 * @property {string[]} stale listed as missing, though they are here, or are no public name of PyTorch
 * @property {string[]} broken in the tables, though the package does not have them
 */

/**
 * @param {string} space @param {(name: string) => boolean} exists whether the package has a name in that space
 * @returns {Coverage}
 */
export function coverage(space, exists) {
  const { functions, methods } = publicTable();
  /** @type {string[]} */
  const names = JSON.parse(readFileSync(golden, 'utf8'))[space].join(' ').split(' ');
  const table = space === 'Tensor' ? { ...methods, ...properties } : (functions[space] ?? {});
  const hands = space === 'torch' ? handWritten.functions : space === 'Tensor' ? handWritten.methods : [];
  const reasons = missing[space] ?? {};
  const isBound = (/** @type {string} */ name) => Object.hasOwn(table, name);
  const isMissing = (/** @type {string} */ name) => Object.hasOwn(reasons, name);
  const known = new Set(names);
  const rest = names.filter((name) => !isBound(name));
  return {
    bound: names.filter(isBound),
    written: rest.filter(exists),
    missing: Object.fromEntries(rest.filter(isMissing).map((name) => [name, reasons[name]])),
    unaccounted: rest.filter((name) => !exists(name) && !isMissing(name)),
    stale: Object.keys(reasons).filter((name) => exists(name) || (!known.has(name) && !isOperatorOnly(space, name))),
    broken: [...Object.keys(table), ...hands].filter((name) => !exists(name)),
  };
}

/** torch.unique_dim is generated for torch and then not put there. @param {string} space @param {string} name */
function isOperatorOnly(space, name) {
  return space === 'torch' && name === 'unique_dim';
}
