// The public names of what the package declares, found from its entry points.

import fs from 'node:fs';
import path from 'node:path';
import { pageOf, placeOf } from './pages.mjs';

export const keyOf = ({ file, name }) => `${file}#${name}`;

/** What a public class or interface of these names has from its bases counts as its own. */
const WITH_BASES = new Set(['torch.Tensor', 'torch.nn.Module']);

/** @returns {Map<string, string>} by where it is declared, the public name of it: one that PyTorch describes, if any */
export function publicNames(root, declarations) {
  const { exports } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const names = new Map();
  for (const [entry, to] of Object.entries(exports)) {
    const file = (to.default ?? to).replace(/^\.\/dist\//, '').replace(/\.js$/, '.d.ts');
    for (const [name, place] of declarations.exportsOf(file)) {
      const full = `${placeOf(entry.slice(1))}.${name}`;
      const known = names.get(keyOf(place));
      const better = known === undefined || (pageOf(known) === undefined && pageOf(full) !== undefined);
      if (better) names.set(keyOf(place), full);
      if (WITH_BASES.has(full)) addBases(place, full, declarations, names);
    }
  }
  return names;
}

function addBases(place, full, declarations, names) {
  for (const statement of declarations.at(place)) {
    for (const clause of statement.heritageClauses ?? []) {
      for (const type of clause.types) {
        const base = declarations.named(place.file, type);
        if (base === undefined || names.has(keyOf(base))) continue;
        names.set(keyOf(base), full);
        addBases(base, full, declarations, names);
      }
    }
  }
}
