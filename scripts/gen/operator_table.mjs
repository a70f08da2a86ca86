// @ts-check
// lib/generated/operator_table.ts: which overloads stand behind each public name, for binding at run time.
import { argumentAliases, creators, numbersAsTensors, properties, publicTable, pythonDefaults } from '../op_policy/index.mjs';
import { header } from './declarations.mjs';

/** @typedef {import('../op_policy/index.mjs').Overload} Overload */

/** @returns {string} lib/generated/operator_table.ts */
export function operatorTable() {
  const { functions, methods } = publicTable();
  const lines = [header];
  lines.push(
    '/** Namespace -> public name -> overloads in the order in which they are tried: `base/out` or `base`. */',
    'export const functions: Record<string, Record<string, string>> = {',
  );
  for (const [space, table] of Object.entries(functions)) {
    lines.push(`  ${space}: {`, ...Object.entries(table).map(([k, v]) => `    ${k}: ${overloads(v)},`), '  },');
  }
  lines.push(
    '};\n',
    '/** Methods of Tensor, the same way. */',
    'export const methods: Record<string, string> = {',
    ...Object.entries(methods).map(([k, v]) => `  ${k}: ${overloads(v)},`),
    '};\n',
    '/** Attributes of Tensor that are one operator. */',
    'export const properties: Record<string, string> = {',
    ...Object.entries(properties).map(([k, v]) => `  ${k}: 'aten::${v}',`),
    '};\n',
    '/** Other names of an argument: NumPy\'s, and `input` for `self` in functions. A name of the schema wins. */',
    'export const argumentAliases: Record<string, string> = {',
    ...Object.entries(argumentAliases).map(([k, v]) => `  ${k}: '${v}',`),
    '};\n',
    '/** Names whose Tensor arguments take plain numbers as wrapped numbers. */',
    'export const numbersAsTensors: ReadonlySet<string> = new Set([',
    ...numbersAsTensors.map((name) => `  '${name}',`),
    ']);\n',
    '/** Names that create tensors and so also take `requires_grad`. */',
    'export const creators: ReadonlySet<string> = new Set([',
    ...creators().map((name) => `  '${name}',`),
    ']);\n',
    '/** Defaults that differ from those of the schemas, by name. */',
    'export const defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {',
    ...Object.entries(pythonDefaults).map(([k, v]) => `  ${k}: ${JSON.stringify(v)},`),
    '};',
  );
  return lines.join('\n') + '\n';
}

/** @param {Overload[]} list */
function overloads(list) {
  return `'${list.map(({ base, out }) => `aten::${base}${out ? `/aten::${out}` : ''}`).join(' ')}'`;
}
