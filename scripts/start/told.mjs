// The copy of a compiled exercise that tells its cells while it runs. Each cell's mark, a comment, becomes a call on
// the same line, so that lines, and with them source maps, stay right.

import fs from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { cellsOf } from '../lib/cells.mjs';

const CALL = '__nodetorch_cell';

/** The line of the source that each compiled line comes from, from 1; undefined where the map has none. */
function linesOfSource(compiled, map) {
  const found = new SourceMap(map);
  return compiled.map((_, i) => {
    const entry = found.findEntry(i, 0);
    return entry.generatedLine === i ? entry.originalLine + 1 : undefined;
  });
}

/**
 * The text of the copy. A cell begins at the first compiled line that comes from it or, if it has only types, from what
 * follows; the comment before that line, which is the cell's mark, takes the call.
 */
export function toldText({ source, compiled, map, mapAddress, teller, lesson }) {
  const lines = compiled.split('\n');
  const origins = linesOfSource(lines, map);
  for (const { index, kind, first } of cellsOf(source)) {
    if (kind === 'markdown') continue;
    const at = origins.findIndex((origin, i) => origin >= first && !lines[i].startsWith('//# '));
    if (at < 0) continue;
    const place = lines[at - 1]?.startsWith('//') ? at - 1 : at;
    lines[place] = `${CALL}(${index}); ${lines[place]}`;
  }
  const begin = `import { tell as __nodetorch_tell } from ${JSON.stringify(teller)}; ` +
    `const ${CALL} = __nodetorch_tell(${JSON.stringify(lesson)}); `;
  return begin + lines.join('\n').replace(/^\/\/# sourceMappingURL=.*$/m, `//# sourceMappingURL=${mapAddress}`);
}

/** As deep as the compiled one: what its map says of its sources holds from there, too. */
export const placeOfTold = (stem) => path.join(root, 'build/told', `${stem}.js`);

/** Writes the copy of an exercise that is compiled, `file` (absolute, below exercises/); returns where it is. */
export function writeTold(file) {
  const stem = path.basename(file, '.ts');
  const compiled = path.join(root, 'build/exercises', `${stem}.js`);
  const copy = placeOfTold(stem);
  const text = toldText({
    source: fs.readFileSync(file, 'utf8'),
    compiled: fs.readFileSync(compiled, 'utf8').replace(/(\bfrom |\bimport )(["'])\.\//g, '$1$2../exercises/'),
    map: JSON.parse(fs.readFileSync(`${compiled}.map`, 'utf8')),
    mapAddress: `../exercises/${stem}.js.map`,
    teller: '../../scripts/start/tell.mjs',
    lesson: path.relative(root, file),
  });
  if (fs.existsSync(copy) && fs.readFileSync(copy, 'utf8') === text) return copy;
  fs.mkdirSync(path.dirname(copy), { recursive: true });
  replaceFile(copy, text);
  return copy;
}
