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
  const renamed = names.filter((name) => reserved.has(name));
  return [
    header,
    "import { functionsOf } from '../operators/bind.js';",
    `import type { ${type} } from './${space}_functions.js';`,
    '',
    'export const {',
    ...names.filter((name) => !reserved.has(name)).map((name) => `  ${name},`),
    `} = functionsOf<${type}>('${space}');`,
    ...renamed.flatMap((name) => [
      `const ${name}_ = functionsOf<${type}>('${space}').${name};`,
      `export { ${name}_ as ${name} };`,
    ]),
    '',
  ].join('\n');
}
