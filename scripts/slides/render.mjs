// Turns the slides into Markdown that Marp knows: a page for each answer and each frame of a picture.

import { filled, withAnswers } from './deck.mjs';
import { UsageError } from '../setup/main.mjs';

const FRONT = `---
marp: true
theme: nodetorch
math: mathjax
paginate: true
size: 16:9
---
`;

/** A number with at most four decimals, or as many as asked for; rows of numbers as a matrix of TeX. */
export function textOf(value, digits) {
  if (Array.isArray(value)) {
    const rows = Array.isArray(value[0]) ? value : [value];
    const row = (numbers) => numbers.map((number) => textOf(number, digits)).join(' & ');
    return `\\begin{bmatrix}${rows.map(row).join(' \\\\ ')}\\end{bmatrix}`;
  }
  if (typeof value !== 'number') return String(value);
  if (digits !== undefined) return value.toFixed(digits);
  return String(Number(value.toFixed(4)));
}

const imageOf = (svg, alt) =>
  `<img alt="${alt.replaceAll('"', '&quot;')}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;

/** Text to the left, pictures to the right. */
function beside(body) {
  const blocks = body.split(/\n{2,}(?![^<]*<\/div>)/);
  const heading = blocks.filter((block) => block.startsWith('# '));
  const pictures = blocks.filter((block) => block.startsWith('<img'));
  const words = blocks.filter((block) => !heading.includes(block) && !pictures.includes(block));
  const column = (those) => `<div>\n\n${those.join('\n\n')}\n\n</div>`;
  return `${heading.join('\n\n')}\n\n<div class="side">\n\n${column(words)}\n\n${column(pictures)}\n\n</div>`;
}

/** A note without the line ends of its source, but for paragraphs and lists. */
const unwrapped = (words) => words.replace(/\n(?!\n|[-*] |\d+\. )(?<!\n\n)/g, ' ');

/** The pages of a slide: `{ name, body, notes }`, as Markdown of Marp's. */
export function pagesOf(slide, made) {
  const frames = Math.max(1, ...slide.pictures.map((name) => made.pictures[name]?.length ?? 1));
  const count = frames + slide.answers;
  const value = (name, digits) => {
    if (!(name in made.values)) throw new UsageError(`${slide.file}, ${slide.name}: nothing makes value ${name}`);
    return textOf(made.values[name], digits);
  };
  return Array.from({ length: count }, (_, at) => {
    const picture = (name, alt) => {
      const those = made.pictures[name];
      if (!those) throw new UsageError(`${slide.file}, ${slide.name}: nothing makes picture ${name}`);
      return imageOf(those[Math.min(at, those.length - 1)], alt);
    };
    // Answers last: their blocks are known by lines that a picture could not hold.
    const body = withAnswers(filled(slide.body, { picture, value }), Math.max(0, at - frames + 1));
    const words = { picture: (name) => name, value };
    const step = count === 1 ? [] : [`(${at + 1} of ${count} pages of this slide)`];
    const notes = [...step, 'SAY', unwrapped(filled(slide.say, words)), 'DO', unwrapped(filled(slide.do, words))].join('\n\n');
    return { name: slide.name, body: slide.layout === 'side' ? beside(body) : body, notes, layout: slide.layout, pictures: slide.pictures };
  });
}

/** The whole deck as Markdown of Marp's. */
export const markdownOf = (pages) => FRONT + pages.map(({ name, layout, body, notes }) =>
  `\n<!-- _class: ${layout} ${name} -->\n\n${body}\n\n<!--\n${notes.replaceAll('--', '––')}\n-->\n`).join('\n---\n');
