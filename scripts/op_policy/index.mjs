// @ts-check
// The public operator surface: PyTorch's own table (seed/), corrected by the reviewed tables beside this file.
import { readFileSync } from 'node:fs';
import * as handWritten from './hand_written.mjs';
import { missing } from './missing.mjs';
import { addedFunctions, addedMethods, properties, sparseNames } from './overloads.mjs';

export { properties };
export { argumentAliases, numbersAsTensors, pythonDefaults, stringChoices, truths } from './signatures.mjs';

/** @typedef {{ base: string, out: string | null }} Overload  full names without `aten::` */
/** @typedef {Record<string, Overload[]>} Table */

/** Namespaces whose public names are the operator's name without this prefix. */
const prefixes = { nn: '', linalg: 'linalg_', fft: 'fft_', special: 'special_', sparse: 'sparse_' };

/** @returns {{ functions: Record<string, Table>, methods: Table }} everything that is bound straight to operators */
export function publicTable() {
  const torch = { ...seed('torch_a_l.json'), ...seed('torch_m_z.json'), ...addedFunctions };
  const namespaces = seed('namespaces.json');
  /** @type {Record<string, Table>} */
  const functions = { torch: table(torch, [...handWritten.functions, ...absent('torch')], true) };
  for (const [space, prefix] of Object.entries(prefixes)) {
    const names = Object.entries(namespaces[space]).map(([name, overloads]) => [name.slice(prefix.length), overloads]);
    const added = space === 'sparse' ? sparseNames : {};
    functions[space] = table({ ...Object.fromEntries(names), ...added }, absent(space), true);
  }
  const methods = { ...seed('methods.json'), ...addedMethods };
  return { functions, methods: table(methods, [...handWritten.methods, ...absent('Tensor')], false) };
}

/** @param {string} space @returns {string[]} the names that are bound nowhere */
function absent(space) {
  /** @type {Record<string, string[]>} */
  const { [space]: leftOut = [] } = handWritten.leftOut;
  return [...leftOut, ...Object.keys(missing[space] ?? {})];
}

/** @returns {string[]} names of functions and methods that create tensors: they take `requires_grad` in PyTorch */
export function creators() {
  const origin = seed('origin.json');
  return [...origin.functions_that_create, ...origin.methods_that_create];
}

/** @param {string} file @returns {any} */
function seed(file) {
  return JSON.parse(readFileSync(new URL(`seed/${file}`, import.meta.url), 'utf8'));
}

/**
 * @param {Record<string, string>} texts @param {string[]} leftOut @param {boolean} withOut
 * @returns {Table}
 */
function table(texts, leftOut, withOut) {
  const away = new Set(leftOut);
  const isPublic = (/** @type {string} */ name) => !name.startsWith('_') || name in addedMethods;
  const names = Object.keys(texts).filter((name) => !away.has(name) && isPublic(name));
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      texts[name].split(' ').map((text) => {
        const [base, out] = text.split('/');
        return { base, out: withOut && out ? out : null };
      }),
    ]),
  );
}
