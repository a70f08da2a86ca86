// The API reference as files of Markdown.

import fs from 'node:fs';
import path from 'node:path';
import { placeOf } from '../../declare/pages.mjs';
import { entriesOf } from '../../editor/service.mjs';
import { Names } from './names.mjs';
import { addressesOf, pagesOf } from './pages.mjs';
import { readReference } from './read.mjs';
import { Renderer } from './render.mjs';

/** The modules of the package in `directory`: by name, the entry point that is imported. */
function placesOf(directory) {
  return new Map(entriesOf(directory).map((entry) => [placeOf(entry), entry]));
}

function overview(pages) {
  const rows = pages.filter(({ kind }) => kind === 'place').map((page) => {
    const count = page.entries.length + page.parts.reduce((sum, part) => sum + part.entries.length, 0);
    const list = [[page.classes.length, 'classes'], [count, 'other names']].filter(([n]) => n > 0);
    const what = list.length === 0 ? 'names that are described elsewhere' : list.map(([n, word]) => `${n} ${word}`).join(', ');
    return `| [${page.place}](./${page.place}/index.md) | \`nodetorch${page.entry}\` | ${what} |`;
  });
  return rows.join('\n');
}

/** Reads the reference of the package in `directory`: its `pages`, `addresses` by path, and `paths`. */
export function planReference(directory) {
  const { entries, paths } = readReference(directory);
  const places = placesOf(directory);
  const pages = pagesOf(entries, paths, [...places.keys()]);
  for (const page of pages) if (page.kind === 'place') page.entry = places.get(page.place);
  return { entries, paths, pages, addresses: addressesOf(pages) };
}

/** Writes the pages of a plan below `folder`, with an overview at api/index.md. */
export function writeReference({ entries, paths, pages, addresses }, folder) {
  const renderer = new Renderer({ entries, paths, addresses, names: new Names(entries, paths) });
  const write = (address, text) => {
    const file = path.join(folder, `${address}.md`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  for (const page of pages) write(page.address, renderer.page(page));
  write('api/index', `---\ntitle: API\nprev: false\nnext: false\n---\n
# API

Every public name, in the words that an editor shows. An argument may also be given by its name, in one object in the last
place, as in Python: \`torch.add(a, b, { alpha: 2 })\`, \`torch.add(a, { other: b })\`. Behind a name that PyTorch
describes there is a link to its page.

| module | import | |
|---|---|---|
${overview(pages)}
`);
}
