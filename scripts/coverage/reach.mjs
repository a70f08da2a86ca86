// @ts-check
// Whether a program reaches a name by PyTorch's path: as a member of `torch`, and in the module of that name.
import { readFileSync } from 'node:fs';
import { isImportedOnly } from './names.mjs';

const root = new URL('../../', import.meta.url);
/** @type {Record<string, string | { default: string }>} */
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** The file behind the entry point of a module of PyTorch's: dist/nn/utils/index.js for torch.nn.utils. */
export function entryOf(/** @type {string} */ module) {
  const to = exports[`.${module.slice('torch'.length).replaceAll('.', '/')}`];
  return typeof to === 'object' ? to.default : to;
}

/** @param {any} holder @param {string} name */
const has = (holder, name) =>
  holder !== null && (typeof holder === 'object' || typeof holder === 'function') && name in holder;

/** @returns {Promise<(of: import('./names.mjs').Name) => boolean>} */
export async function reacher() {
  const torch = await import('../../dist/index.js');
  /** @type {Map<string, any>} */
  const entries = new Map();
  for (const entry of Object.keys(exports)) {
    const module = `torch${entry.slice(1).replaceAll('/', '.')}`;
    const file = entryOf(module);
    if (file?.endsWith('.js')) entries.set(module, await import(new URL(file, root).href));
  }
  /** @param {string} module */
  const memberOf = (module) => module.split('.').slice(1).reduce(
    (holder, part) => (has(holder, part) ? holder[part] : undefined), /** @type {any} */ (torch));
  return ({ module, name, isSwitch }) => {
    if (module === 'torch.Tensor') return name in torch.Tensor.prototype;
    const member = has(memberOf(module), name);
    const entry = entries.get(module);
    if (entry === undefined || isSwitch) return member;
    return has(entry, name) && (member || isImportedOnly(module));
  };
}
