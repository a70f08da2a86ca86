// The Markdown of the lessons for a terminal: headings, paragraphs, lists, formulas, code, emphasis.

import { styleText } from 'node:util';
import { readTex } from './tex.mjs';

const STYLES = { heading: ['bold'], code: ['cyan'], strong: ['bold'], emphasis: ['italic'], dim: ['dim'] };

/** `text` in a style of the table, if there are colours. */
export const styled = (text, style, colours) => (colours && style ? styleText(STYLES[style], text) : text);

/** A space at which no line is broken. */
const HARD = '\u00a0';
const together = (text) => text.replaceAll(' ', HARD);

const INLINE = /`([^`]+)`|\$([^$]+)\$|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)]+)\)/g;

/** The words of a paragraph: `{ text, style, glued }`; `glued` stands directly behind the one before. */
function words(paragraph, colours) {
  const found = [];
  let open = false;
  const add = (text, style) => {
    const parts = text.split(/( +)/);
    for (const part of parts.filter((part) => part !== '')) {
      if (part.trim() === '' && !part.includes(HARD)) open = false;
      else {
        found.push({ text: part, style, glued: open });
        open = true;
      }
    }
  };
  let at = 0;
  for (const match of paragraph.matchAll(INLINE)) {
    add(paragraph.slice(at, match.index));
    const [all, code, tex, strong, emphasis, label, address] = match;
    // Without colours the marks tell what is code.
    if (code !== undefined) add(together(colours ? code : all), 'code');
    else if (tex !== undefined) add(together(readTex(tex).text));
    else if (label !== undefined) add(`${label} (${address})`);
    else add(strong ?? emphasis, strong === undefined ? 'emphasis' : 'strong');
    at = match.index + all.length;
  }
  add(paragraph.slice(at));
  return found;
}

/** What has to stay on one line: a word and all that is glued to it. */
function pieces(list) {
  const found = [];
  for (const word of list) {
    if (word.glued) found.at(-1).push(word);
    else found.push([word]);
  }
  return found;
}

function wrap(paragraph, { width, colours, first = '', rest = first }) {
  const lines = [];
  let line = first;
  let length = first.length;
  let isEmpty = true;
  for (const piece of pieces(words(paragraph, colours))) {
    const size = piece.reduce((sum, { text }) => sum + [...text].length, 0);
    if (!isEmpty && length + 1 + size > width) {
      lines.push(line);
      [line, length, isEmpty] = [rest, rest.length, true];
    }
    line += (isEmpty ? '' : ' ') + piece.map(({ text, style }) => styled(text, style, colours)).join('');
    length += (isEmpty ? 0 : 1) + size;
    isEmpty = false;
  }
  return [...lines, line].map((text) => text.replaceAll(HARD, ' '));
}

const isHeading = (line) => /^#+ /.test(line);
const itemOf = (line) => /^(?:-|\d+\.) /.exec(line)?.[0];

/** Lines that belong together, joined: headings, items and paragraphs, '' between those that an empty line parts. */
function blocks(text) {
  const found = [];
  let open = false;
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      open = false;
      found.push('');
    } else if (open && !isHeading(line) && !itemOf(line)) {
      found.push(`${found.pop()} ${line.trim()}`);
    } else {
      found.push(line);
      open = !isHeading(line);
    }
  }
  return found;
}

function heading(line, options) {
  const [, marks, title] = /^(#+) (.*)$/.exec(line);
  const lines = wrap(title, options);
  if (options.colours) return lines.map((text) => styled(text, 'heading', true));
  const longest = Math.max(...lines.map((text) => text.length));
  return [...lines, (marks.length === 1 ? '=' : '-').repeat(longest)];
}

function block(text, options) {
  if (isHeading(text)) return heading(text, options);
  const formula = /^\s*\$\$(.+)\$\$\s*$/.exec(text);
  if (formula) return [`    ${readTex(formula[1]).text}`];
  const mark = itemOf(text);
  if (!mark) return wrap(text, options);
  return wrap(text.slice(mark.length), { ...options, first: mark, rest: ' '.repeat(mark.length) });
}

/** Markdown as lines of text, `width` columns at most where words allow it; `colours`: with styles of a terminal. */
export const linesOf = (markdown, { width = 80, colours = false } = {}) =>
  blocks(markdown).flatMap((text) => (text === '' ? [''] : block(text, { width, colours })));
