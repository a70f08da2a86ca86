// @ts-check
// lib/generated/<space>.ts: each operator function as an export of its own, since `import * as torch` sees only those.
import { publicTable } from '../op_policy/index.mjs';
import { header, interfaces } from './declarations.mjs';
import { nameComment } from './documentation.mjs';
import { textOf } from './texts.mjs';

/** Words that no JavaScript variable may be called; an export may. */
const reserved = new Set(['var', 'with', 'in', 'new', 'delete', 'this', 'function', 'return', 'switch', 'typeof', 'void']);

/** @param {import('./texts.mjs').Texts} texts @returns {Record<string, string>} file name -> content */
export function exportFiles(texts) {
  const spaces = Object.entries(publicTable().functions);
  return Object.fromEntries(spaces.map(([space, table]) => [`${space}.ts`, exportFile(space, Object.keys(table), texts)]));
}

/** @param {string} space @param {string[]} names @param {import('./texts.mjs').Texts} texts */
function exportFile(space, names, texts) {
  const type = interfaces[space][0];
  return [
    header,
    "import { functionsOf } from '../operators/bind.js';",
    `import type { ${type} } from './${space}_functions.js';`,
    '',
    `const functions = functionsOf<${type}>('${space}');`,
    '',
    // The type is named: written out once more, the signatures would be twice as much for the compiler to check, and
    // without their comments.
    ...names.flatMap((name) => [
      ...nameComment(space, name, textOf(texts, space, name)),
      `${reserved.has(name) ? `const ${name}_` : `export const ${name}`}: ${member(name)};`,
      ...(reserved.has(name) ? [`export { ${name}_ as ${name} };`] : []),
    ]),
    '',
  ].join('\n');

  /** @param {string} name */
  function member(name) {
    return `${type}['${name}'] = functions.${name}`;
  }
}
