// @ts-check
// The public names of PyTorch, as scripts/golden/public_names.py wrote them down.
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} Name
 * @property {string} module `torch.nn.modules.activation`
 * @property {string} name `ReLU`
 * @property {string} first the shortest public path of the same object: `torch.nn.ReLU`
 * @property {boolean} isType an alias of Python's typing, which is a type in TypeScript
 * @property {boolean} isSwitch a property of the module that may be set: no module of JavaScript exports such
 */

const golden = new URL('../../test/golden/public_names.json', import.meta.url);

/** @type {{ 'version': string, 'only by import': string[], 'not imported': Record<string, string>,
 *   'modules': Record<string, Record<string, string[]>> }} */
const table = JSON.parse(readFileSync(golden, 'utf8'));

const words = (/** @type {string[]} */ lines) => lines.join(' ').split(' ');

export const { version } = table;

/** Modules that PyTorch has, and that cannot be imported where its names were written down: why. */
export const notImported = table['not imported'];

const later = new Set(words(table['only by import']));

/** Whether Python reaches a module only by importing it, not as `torch.a.b`. @param {string} module */
export const isImportedOnly = (module) => later.has(module);

export const modules = Object.keys(table.modules);

/** @param {string} module @returns {Name[]} */
export function namesOf(module) {
  return Object.entries(table.modules[module]).flatMap(([kind, lines]) => words(lines).map((name) => ({
    module,
    name,
    first: `${['own', 'types', 'switches'].includes(kind) ? module : kind}.${name}`,
    isType: kind === 'types',
    isSwitch: kind === 'switches',
  }))).sort((a, b) => (a.name < b.name ? -1 : 1));
}
