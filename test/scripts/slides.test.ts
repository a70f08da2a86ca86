import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { topics } from '../../exercises/slides/topics.mjs';
import { alone } from '../../scripts/lib/prepare_checkout.mjs';
import { compileExercises } from '../../scripts/lib/typescript.mjs';
import { readDeck, strayNames, strayTopics } from '../../scripts/slides/deck.mjs';
import { paragraphs } from '../../scripts/slides/notes.mjs';
import { markdownOf, pagesOf, textOf } from '../../scripts/slides/render.mjs';

const root = join(import.meta.dirname, '../..');

describe('the deck', () => {
  const slides = readDeck();

  test('every slide has a name of its own, a heading, words to say and things to do', () => {
    expect(slides.length).toBeGreaterThan(0);
    for (const slide of slides) {
      for (const words of [slide.title, slide.say, slide.do]) expect(words, slide.name).toMatch(/\w/);
    }
  });

  test('every topic has slides, and they are there', () => expect(strayTopics(slides, topics)).toEqual([]));

  test('every picture and value that a slide names is made, and every one that is made is named', async () => {
    await alone(() => compileExercises());
    const { everything } = await import(join(root, 'build/exercises/slides/pictures/index.js')) as
      { everything: () => Promise<Record<'pictures' | 'values', object>> };
    const { pictures, values } = await everything();
    expect(strayNames(slides, { pictures: Object.keys(pictures), values: Object.keys(values) })).toEqual([]);
  });
});

describe('a part', () => {
  let folder: string;
  beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'nodetorch-slides-')); });
  afterAll(() => rmSync(folder, { recursive: true }));

  const notes = '\n<!--\nSay: words\n\nDo: ask, {{ x }}\n-->\n';
  const read = (text: string) => {
    const part = mkdtempSync(join(folder, 'part-'));
    mkdirSync(part, { recursive: true });
    writeFileSync(join(part, '01_part.md'), text);
    return readDeck(part);
  };

  test.each([
    ['# T\n', 'slide 1: wanted <!-- slide: name -->'],
    ['<!-- slide: a round -->\n# T\n', "no layout 'round'"],
    ['<!-- slide: a -->\nwords\n', 'wanted a heading'],
    ['<!-- slide: a -->\n# T\n::: answer\nx\n', 'wanted a line :::'],
  ])('says what is wrong with a slide: %j', (text, complaint) => {
    expect(() => read(text + notes)).toThrow(complaint);
  });

  test.each(['', '<!--\nSay: words\n-->\n', '<!--\nSay:\n\nDo: x\n-->\n'])('wants notes: %j', (end) => {
    expect(() => read(`<!-- slide: a -->\n# T\n\n${end}`)).toThrow('01_part.md, slide 1, a: wanted at its end <!--');
  });

  test('refuses two slides of one name', () => {
    const slide = `<!-- slide: a -->\n# T\n${notes}`;
    expect(() => read(`${slide}---\n${slide}`)).toThrow('a slide a is in 01_part.md already');
  });

  test('names what a slide asks for and nobody makes, and what is made and nobody asks for', () => {
    const slides = read(`<!-- slide: a -->\n# T\n\n![p](picture:p)\n${notes}`);
    expect(strayNames(slides, { pictures: ['q'], values: ['x'] })).toEqual([
      '01_part.md, a: nothing in pictures/ makes picture p', 'no slide shows picture q',
    ]);
    expect(strayTopics(slides, [{ topic: 't', slides: [] }, { topic: 'u', slides: ['b'] }]))
      .toEqual(['t: no slide', 'u: there is no slide b']);
  });

  test('shows frames one after the other, then the answers', () => {
    const [slide] = read(`<!-- slide: a -->\n# T\n\n![p](picture:p)\n\n::: answer\n{{ x:1 }}\n:::\n${notes}`);
    const pages = pagesOf(slide, { pictures: { p: ['<svg>1</svg>', '<svg>2</svg>'] }, values: { x: 2 } });
    const frame = (text: string) => Buffer.from(text).toString('base64');
    expect(pages.map(({ body }) => [body.includes(frame('<svg>1</svg>')), body.includes('hidden')]))
      .toEqual([[true, true], [false, true], [false, false]]);
    expect(pages[2].body).toContain('2.0');
    expect(markdownOf(pages)).toContain('(3 of 3 pages of this slide)\n\nSAY\n\nwords\n\nDO\n\nask, 2\n');
  });

  test('has a paragraph for each line of its notes in a PPTX', () => {
    const run = (text: string) => `<a:p><a:r><a:rPr lang="en-US"/><a:t>${text}</a:t></a:r></a:p>`;
    expect(paragraphs(`<p>${run('SAY\n\nwords')}</p>`)).toBe(`<p>${run('SAY')}${run('words')}</p>`);
  });

  test('writes numbers with the decimals that are asked for, and rows as a matrix', () => {
    expect(textOf(0.123456)).toBe('0.1235');
    expect(textOf(2, 2)).toBe('2.00');
    expect(textOf([[1, 2], [3, 4]])).toBe('\\begin{bmatrix}1 & 2 \\\\ 3 & 4\\end{bmatrix}');
  });
});
