// Which file each module of lib/ goes into. A program that imports one entry must not load what it has no use for, and
// no module may exist twice.

import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

/** The files of dist/ that hold many modules: their names in dist/, where lib/ has no such module. */
export const CHUNK = /^nodetorch-[a-z_]+(-base)?\.js(\.map)?$/;

/** lib/addon/check_bundle.ts knows itself to be in it. */
export const CORE = 'nodetorch-core';
export const BASE = 'nodetorch-base';

const lib = path.join(root, 'lib');
const ADDON = path.join(lib, 'addon/binding.ts');

/** What `start` needs when it is loaded, with itself. */
function neededBy(start, importsOf, found = new Set()) {
  if (found.has(start)) return found;
  found.add(start);
  for (const next of importsOf(start)) neededBy(next, importsOf, found);
  return found;
}

/**
 * Names the chunk of a module, by its file. Of what `import 'nodetorch'` loads, the base is what is also needed by
 * entries that know no addon, and the core is all else. What the rest of a room has comes together, in two halves, too.
 * What nobody imports, and is no entry, is a program of its own (a worker's): undefined.
 */
export function layersOf(files, entries, importsOf) {
  const imported = new Set(files.flatMap(importsOf));
  const programs = files.filter((file) => !imported.has(file) && !entries.includes(file));
  const knows = new Map();
  const knowsAddon = (file) => {
    if (!knows.has(file)) {
      knows.set(file, false); // some list their own exports; other circles there are none
      knows.set(file, file === ADDON || importsOf(file).some(knowsAddon));
    }
    return knows.get(file);
  };
  const reached = (roots) => roots.reduce((found, file) => neededBy(file, importsOf, found), new Set());
  const core = reached([path.join(lib, 'index.ts')]);
  const base = reached([...entries, ...programs].filter((file) => !knowsAddon(file)));
  return (file) => {
    if (core.has(file)) return base.has(file) ? BASE : CORE;
    if (programs.includes(file)) return undefined;
    const room = path.relative(lib, file).split(/[/\\.]/, 1)[0];
    // Who asks for one module of the core gets all of it.
    const needsCore = knowsAddon(file) ||
      [...neededBy(file, importsOf)].some((each) => core.has(each) && !base.has(each));
    return needsCore ? `nodetorch-${room}` : `nodetorch-${room}-base`;
  };
}
