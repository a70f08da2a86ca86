// Reads the parts of the deck, exercises/slides/NN_*.md, whose form exercises/slides/README.md tells.

import fs from 'node:fs';
import path from 'node:path';
import { UsageError } from '../setup/main.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';

export const folder = path.join(root, 'exercises/slides');

export const LAYOUTS = ['plain', 'side', 'part', 'statement'];

const HEAD = /^\s*<!-- slide: ([a-z0-9-]+)(?: ([a-z]+))? -->\n/;
const NOTES = /<!--\nSay:\s*([\s\S]*?)\n\s*Do:\s*([\s\S]*?)\n-->\s*$/;
const PICTURE = /!\[([^\]]*)\]\(picture:([^)\s]*)\)/g;
const VALUE = /\{\{\s*([\w.-]+)(?:\s*:\s*(\d+))?\s*\}\}/g;
const ANSWER = /^::: answer\n([\s\S]*?)\n:::$/gm;

/** The names of the files of the deck, in order. */
export const partFiles = (from = folder) => fs.readdirSync(from).filter((name) => /^\d\d_\w+\.md$/.test(name)).sort();

const matches = (pattern, text, group) => [...text.matchAll(pattern)].map((match) => match[group]);

/** One slide, the text between two `---`; throws a UsageError that says which slide is not as it should be. */
function slideOf(text, file, at) {
  const where = `${file}, slide ${at}`;
  const head = text.match(HEAD);
  if (!head) throw new UsageError(`${where}: wanted <!-- slide: name --> or <!-- slide: name layout --> as its first line`);
  const [all, name, layout = 'plain'] = head;
  if (!LAYOUTS.includes(layout)) throw new UsageError(`${where}, ${name}: no layout '${layout}'; there are ${LAYOUTS.join(', ')}`);
  const notes = text.match(NOTES);
  if (!notes || notes.slice(1).some((part) => part.trim() === '')) {
    throw new UsageError(`${where}, ${name}: wanted at its end <!--, a line Say: …, a line Do: …, -->, both with words`);
  }
  const body = text.slice(all.length, notes.index).trim();
  const title = body.match(/^# (.+)$/m)?.[1];
  if (title === undefined) throw new UsageError(`${where}, ${name}: wanted a heading, # …`);
  const answers = matches(ANSWER, body, 1).length;
  if ((body.match(/^:::/gm) ?? []).length !== 2 * answers) {
    throw new UsageError(`${where}, ${name}: wanted a line ::: after each line ::: answer`);
  }
  return {
    name, layout, title, body, answers, file,
    say: notes[1].trim(), do: notes[2].trim(),
    pictures: matches(PICTURE, body, 2), values: matches(VALUE, text, 1),
  };
}

/** All slides of the files of a folder, in order. */
export function readDeck(from = folder) {
  const slides = partFiles(from).flatMap((file) =>
    fs.readFileSync(path.join(from, file), 'utf8').split(/^---\n/m).map((text, i) => slideOf(text, file, i + 1)));
  if (slides.length === 0) throw new UsageError(`There are no slides in ${from}`);
  const seen = new Map();
  for (const { name, file } of slides) {
    if (seen.has(name)) throw new UsageError(`${file}: a slide ${name} is in ${seen.get(name)} already`);
    seen.set(name, file);
  }
  return slides;
}

/** What the slides name and nobody makes, and what is made and no slide names: a line each. `made`: names. */
export function strayNames(slides, made) {
  return ['pictures', 'values'].flatMap((kind) => {
    const there = new Set(made[kind]);
    const named = new Set(slides.flatMap((slide) => slide[kind]));
    return [
      ...slides.flatMap((slide) => slide[kind].filter((name) => !there.has(name))
        .map((name) => `${slide.file}, ${slide.name}: nothing in pictures/ makes ${kind.slice(0, -1)} ${name}`)),
      ...[...there].filter((name) => !named.has(name)).map((name) => `no slide shows ${kind.slice(0, -1)} ${name}`),
    ];
  });
}

/** Topics without a slide, and slides of topics that are not there: a line each. */
export function strayTopics(slides, topics) {
  const names = new Set(slides.map((slide) => slide.name));
  return topics.flatMap(({ topic, slides: those }) => those.length === 0 ? [`${topic}: no slide`]
    : those.filter((name) => !names.has(name)).map((name) => `${topic}: there is no slide ${name}`));
}

/** The body with its pictures and values put in: `picture(name)` and `value(name, digits)` give what stands there. */
export const filled = (text, { picture, value }) => text
  .replace(PICTURE, (_, alt, name) => picture(name, alt))
  .replace(VALUE, (_, name, digits) => value(name, digits === undefined ? undefined : Number(digits)));

/** The body with the first `shown` answers to be seen; the others keep their place. */
export function withAnswers(body, shown) {
  let at = 0;
  return body.replace(ANSWER, (_, answer) => `<div class="answer${at++ < shown ? '' : ' hidden'}">\n\n${answer}\n\n</div>`);
}
