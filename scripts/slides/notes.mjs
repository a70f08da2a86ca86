// Marp puts the notes of a slide into a PPTX as one run of text, line ends and all; there, a line is a paragraph of its
// own.

import fs from 'node:fs';
import path from 'node:path';
import { importTool } from '../setup/tools.mjs';

const RUN = /<a:p><a:r>(<a:rPr[^>]*\/>)?<a:t>([^<]*\n[^<]*)<\/a:t><\/a:r>(<a:endParaRPr[^>]*\/>)?<\/a:p>/g;

/** The XML of a page of notes with a paragraph for each line that has words. */
export const paragraphs = (xml) => xml.replace(RUN, (_, style = '', text) =>
  text.split(/\n+/).filter((line) => line.trim() !== '')
    .map((line) => `<a:p><a:r>${style}<a:t>${line.trim()}</a:t></a:r></a:p>`).join(''));

/** Puts the notes of a PPTX into paragraphs. */
export async function separateNotes(file) {
  const { strFromU8, strToU8, unzipSync, zipSync } = await importTool('slides', 'fflate');
  const parts = unzipSync(fs.readFileSync(file));
  for (const [name, bytes] of Object.entries(parts)) {
    if (!/^ppt\/notesSlides\/[^/]+\.xml$/.test(name)) continue;
    parts[name] = strToU8(paragraphs(strFromU8(bytes)));
  }
  // Pictures are packed as they are: they would hardly become smaller.
  const level = (name) => (path.extname(name) === '.png' ? 0 : 6);
  const packed = Object.entries(parts).map(([name, bytes]) => [name, [bytes, { level: level(name) }]]);
  fs.writeFileSync(file, zipSync(Object.fromEntries(packed)));
}
