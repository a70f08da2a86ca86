// @ts-check
// Names of the core (groups.mjs) that are neither reached nor have a reason yet. test/coverage.test.ts allows these and
// no others; `npm run coverage` takes away what came to be.
import { readFileSync } from 'node:fs';

export const owedFile = new URL('owed.json', import.meta.url);

/** @type {Record<string, string>} module -> names */
const table = JSON.parse(readFileSync(owedFile, 'utf8'));

/** @type {Set<string>} full paths */
export const owed = new Set(Object.entries(table).flatMap(([module, names]) =>
  names.split(' ').map((name) => `${module}.${name}`)));

/** The file's text for a list of names. @param {{ module: string, name: string }[]} names */
export function owedText(names) {
  /** @type {Record<string, string>} */
  const byModule = {};
  for (const { module, name } of names) byModule[module] = module in byModule ? `${byModule[module]} ${name}` : name;
  return `${JSON.stringify(byModule, null, 1)}\n`;
}
