// @ts-check
// lib/generated/<space>.ts: each operator function as an export of its own, since `import * as torch` sees only those.
import { publicTable } from '../op_policy/index.mjs';
import { header, interfaces } from './declarations.mjs';

/** Words that no JavaScript variable may be called; an export may. */
const reserved = new Set(['var', 'with', 'in', 'new', 'delete', 'this', 'function', 'return', 'switch', 'typeof', 'void']);

/** @returns {Record<string, string>} file name -> content */
export function exportFiles() {
  return Object.fromEntries(
    Object.entries(publicTable().functions).map(([space, table]) => [`${space}.ts`, exportFile(space, Object.keys(table))]),
  );
}

/** @param {string} space @param {string[]} names */
function exportFile(space, names) {
  const type = interfaces[space][0];
  return [
    header,
    "import { functionsOf } from '../operators/bind.js';",
    `import type { ${type} } from './${space}_functions.js';`,
    '',
    `const functions = functionsOf<${type}>('${space}');`,
    '',
    // The type is named: written out once more, the signatures would be twice as much for the compiler to check.
    ...names.filter((name) => !reserved.has(name)).map((name) => `export const ${name}: ${member(name)};`),
    ...names.filter((name) => reserved.has(name)).flatMap((name) => [
      `const ${name}_: ${member(name)};`,
      `export { ${name}_ as ${name} };`,
    ]),
    '',
  ].join('\n');

  /** @param {string} name */
  function member(name) {
    return `${type}['${name}'] = functions.${name}`;
  }
}
