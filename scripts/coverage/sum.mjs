// @ts-check
// What became of each public name of PyTorch.
import { missing } from '../op_policy/missing.mjs';
import { missingModules } from '../op_policy/missing_modules.mjs';
import { declarer } from './declared.mjs';
import { modules, namesOf } from './names.mjs';
import { reacher } from './reach.mjs';
import { tested } from './tested.mjs';

/**
 * @typedef {import('./names.mjs').Name & {
 *   reached: boolean, declared: boolean, forward: boolean, backward: boolean, reason: string | undefined }} Row
 */

/** The lists of reasons call modules by what follows `torch.`. @param {string} module */
const shortOf = (module) => module.replace(/^torch\./, '');

/** @param {string} module @param {string} name @returns {string | undefined} */
function reasonOf(module, name) {
  const own = missing[shortOf(module)]?.[name];
  if (own !== undefined) return own;
  const [, reason] = missingModules.find(([pattern]) => pattern.test(module)) ?? [];
  return reason;
}

/** @returns {Promise<Row[]>} a row for each name of each module */
export async function rows() {
  const reaches = await reacher();
  const declares = declarer(modules);
  const all = modules.flatMap(namesOf);
  const firsts = new Map(all.map(({ module, name, first }) => [`${module}.${name}`, first]));
  const { forward, backward } = tested((path) => firsts.has(path));
  const byFirst = (/** @type {Set<string>} */ paths) => new Set([...paths].map((path) => firsts.get(path)));
  const [forwards, backwards] = [byFirst(forward), byFirst(backward)];
  return all.map((one) => {
    const declared = declares(one);
    const reached = one.isType ? declared : reaches(one);
    const reason = reached && missing[shortOf(one.module)]?.[one.name] === undefined ? undefined
      : reasonOf(one.module, one.name);
    return {
      ...one, declared, reached, reason,
      forward: reached && forwards.has(one.first), backward: reached && backwards.has(one.first),
    };
  });
}

/** Names with a reason that PyTorch does not have, or that are in a list of no module of its. @returns {string[]} */
export function strangers() {
  const known = new Map(modules.map((module) => [shortOf(module), new Set(namesOf(module).map(({ name }) => name))]));
  return Object.entries(missing).flatMap(([module, reasons]) =>
    Object.keys(reasons).filter((name) => !known.get(module)?.has(name)).map((name) => `${module}.${name}`));
}
