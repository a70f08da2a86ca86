// @ts-check
// The sentences about operators: lib/texts/*.md, one `## name` each.
//
//   ## softmax
//   exp(x) divided by its sum along `dim`, so that the results add up to 1.
//   - dim: the dimension along which the results add up to 1
//   - shapes: any, to the same
//   - throws: IndexError for a dimension that the tensor has not
//
// `= abs` or `= linalg.inv` in place of the sentence: another name of that one. What follows from another entry needs
// none: a method from the function of torch, `abs_` from `abs`, `view_copy` from `view`.
import { readFileSync, readdirSync } from 'node:fs';

/**
 * @typedef {object} Text
 * @property {string} sentence
 * @property {string | null} alias the entry that this is another name of
 * @property {Record<string, string>} notes by the name of the argument
 * @property {string} shapes
 * @property {string[]} throws
 */
/** @typedef {Record<string, Record<string, Text>>} Texts  space -> name -> text; methods and properties: `tensor` */

const folder = new URL('../../lib/texts/', import.meta.url);

/** Names made by a rule, and what they do beside the name that is left without the suffix. */
const families = [
  { suffix: '_', sentence: (/** @type {Text} */ { sentence }) => `In place: ${small(sentence)}` },
  { suffix: '_copy', sentence: (/** @type {Text} */ _, /** @type {string} */ base) => `As \`${base}\`, into new memory.` },
];

/** @returns {Texts} lib/texts/, its files of one space (`torch_a_l.md`, `torch_m_z.md`) as one */
export function readTexts() {
  /** @type {Texts} */
  const texts = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md')).sort()) {
    const [space] = file.split(/[_.]/);
    const entries = parseTexts(readFileSync(new URL(file, folder), 'utf8'), file);
    const twice = Object.keys(entries).find((name) => texts[space]?.[name]);
    if (twice) throw new Error(`${file}: ${twice} has a text already`);
    texts[space] = { ...texts[space], ...entries };
  }
  return texts;
}

/** @param {string} source @param {string} file its name, for errors @returns {Record<string, Text>} */
export function parseTexts(source, file) {
  /** @type {Record<string, Text>} */
  const entries = {};
  for (const part of source.split(/^## /m).slice(1)) {
    const [name, ...lines] = part.trim().split('\n');
    if (Object.hasOwn(entries, name)) throw new Error(`${file}: ${name} twice`);
    entries[name] = parseText(lines, `${file}: ${name}`);
  }
  return entries;
}

/** @param {string[]} lines @param {string} where @returns {Text} */
function parseText(lines, where) {
  /** @type {Text} */
  const text = { sentence: '', alias: null, notes: {}, shapes: '', throws: [] };
  const items = lines.join('\n').split(/\n(?=- )/);
  if (!items[0].startsWith('- ')) {
    const lead = items.shift()?.replace(/\s+/g, ' ').trim() ?? '';
    if (lead.startsWith('= ')) text.alias = lead.slice(2);
    else text.sentence = lead;
  }
  for (const item of items) {
    const [, key, value] = /^- (\w+): ([^]*)$/.exec(item) ?? [];
    if (!key) throw new Error(`${where}: not understood: ${item}`);
    const note = value.replace(/\s+/g, ' ').trim();
    if (key === 'shapes') text.shapes = note;
    else if (key === 'throws') text.throws.push(note);
    else text.notes[key] = note;
  }
  return text;
}

/** @param {Texts} texts @param {string} space @param {string} name @returns {Text | null} what to say of a name */
export function textOf(texts, space, name) {
  const entry = texts[space]?.[name];
  if (entry?.alias) {
    const base = textOf(texts, ...place(space, entry.alias));
    const [notes, shapes] = [{ ...base?.notes, ...entry.notes }, entry.shapes || base?.shapes || ''];
    return base && { ...base, alias: entry.alias, notes, shapes };
  }
  if (entry) return entry;
  const general = space === 'tensor' ? textOf(texts, 'torch', name) : null;
  return general ?? familyText(texts, space, name);
}

/** @param {Texts} texts @param {string} space @param {string} name @returns {Text | null} */
function familyText(texts, space, name) {
  for (const { suffix, sentence } of families) {
    if (!name.endsWith(suffix)) continue;
    const base = name.slice(0, -suffix.length);
    const text = textOf(texts, space, base) ?? (space === 'torch' ? textOf(texts, 'tensor', base) : null);
    if (text) return { ...text, sentence: sentence(text, base), alias: text.alias && `${text.alias}${suffix}` };
  }
  return null;
}

/** @param {string} space @param {string} alias @returns {[string, string]} the space and the name that are meant */
function place(space, alias) {
  const dot = alias.indexOf('.');
  return dot < 0 ? [space, alias] : [alias.slice(0, dot), alias.slice(dot + 1)];
}

/** @param {string} sentence @returns {string} not in capitals after a colon, but for names */
function small(sentence) {
  return sentence.replace(/^(An?|The|Each|Every|For|Whether|As|Of|All|One|Its) /, (word) => word.toLowerCase());
}

/**
 * @param {Texts} texts @param {Record<string, Record<string, string[]>>} table space -> name -> its arguments
 * @returns {string[]} what is wrong with the texts
 */
export function complaints(texts, table) {
  /** @type {string[]} */
  const out = [];
  /** @type {Map<string, string>} */
  const saidOf = new Map();
  for (const [space, names] of Object.entries(table)) {
    const without = Object.keys(names).filter((name) => !texts[space]?.[name] && !textOf(texts, space, name));
    out.push(...without.map((name) => `${space}.${name}: no text`));
  }
  for (const [space, entries] of Object.entries(texts)) {
    for (const [name, entry] of Object.entries(entries)) {
      const says = (/** @type {string} */ what) => out.push(`${space}.${name}: ${what}`);
      const args = table[space]?.[name];
      if (!args) says('a text for a name that does not exist');
      else for (const key of Object.keys(entry.notes)) if (!args.includes(key)) says(`no argument ${key}`);
      if (entry.alias) {
        if (!textOf(texts, space, name)) says(`another name of ${entry.alias}, which has no text`);
        continue;
      }
      if (sentences(entry.sentence) !== 1) says(`not one sentence: ${entry.sentence}`);
      if (!entry.shapes) says('no shapes');
      if (/\*\/|^@/.test(JSON.stringify(entry))) says('what ends or tags a comment');
      const earlier = saidOf.get(entry.sentence);
      if (earlier) says(`says what ${earlier} says; is it another name?`);
      saidOf.set(entry.sentence, `${space}.${name}`);
    }
  }
  return out;
}

/** @param {string} text @returns {number} how many sentences it has; those without a full stop are none */
function sentences(text) {
  const plain = text.replace(/`[^`]*`/g, 'x').replace(/\b(e\.g|i\.e|etc)\./g, '$1');
  return plain.endsWith('.') ? plain.split(/[.!?](?=\s+[A-Z`(]|$)/).length - 1 : 0;
}
