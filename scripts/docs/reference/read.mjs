// What the API reference tells of each public name: the same names and texts as the editor's (scripts/editor/names.mjs,
// scripts/declare/), with signatures made for reading.

import ts from 'typescript';
import { callsOf, publicNames } from '../../editor/names.mjs';
import { formsOf, typeText } from './forms.mjs';

const shown = (parts) => ts.displayPartsToString(parts ?? []).trim();

/** `name Type = default - explanation`, as scripts/declare/ writes it; the first dash may be missing. */
function parameterOf(text) {
  const [, name, rest = ''] = /^(\S+)\s*(?:-\s+)?([\s\S]*)$/.exec(text);
  const dash = rest.indexOf(' - ');
  return dash < 0 ? { name, type: rest, note: '' } : { name, type: rest.slice(0, dash), note: rest.slice(dash + 3) };
}

/** The comment of a symbol or a signature: { text, params, returns, throws, see, schemas, notes }. */
function commentOf(owner, checker) {
  const tags = owner.getJsDocTags(checker).map(({ name, text }) => ({ name, text: shown(text) }));
  const of = (...names) => tags.filter(({ name }) => names.includes(name)).map(({ text }) => text);
  return {
    text: shown(owner.getDocumentationComment(checker)),
    params: of('param').map(parameterOf),
    returns: of('returns', 'return'),
    throws: of('throws'),
    see: of('see'),
    schemas: of('schema').map((text) => text.replace(/\s+/g, ' ')),
  };
}

const once = (list, key = (one) => one) => [...new Map(list.map((one) => [key(one), one])).values()];

const flat = (text) => text.replace(/\s+/g, ' ');

/** The texts, those left out that say what another says as well: comments are broken into lines as it happens. */
const said = (texts) => once(texts, flat).filter((one, i, all) =>
  one !== '' && !all.some((other, k) => k !== i && flat(other).includes(flat(one))));

/** The comments of a name and of its calls as one: each text, each argument once. */
function merged(comments) {
  const all = (name) => once(comments.flatMap((one) => one[name]), flat);
  return {
    texts: said(comments.map((one) => one.text)),
    params: once(comments.flatMap((one) => one.params), ({ name, type }) => `${name} ${type}`),
    ...Object.fromEntries(['returns', 'throws', 'see', 'schemas'].map((name) => [name, all(name)])),
  };
}

/** A declaration without the comments in it, as a reader sees types that have no call. */
function declared(declaration) {
  const lines = declaration.getText().replace(/(\/\*=\*\/ )?\/\*\*[\s\S]*?\*\/\s*\n?/g, '').split('\n')
    .map((line) => line.trimEnd()).filter((line) => line !== '');
  return lines.join('\n').replace(/^export (declare )?/, '').replace(/import\("[^"]*"\)\./g, '').replace(/ {4}/g, '  ');
}

/** What a class extends, as written. */
function baseOf(declaration) {
  const clauses = declaration?.heritageClauses ?? [];
  return clauses.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.getText();
}

function described(symbol, at, checker) {
  const { type, kind, abstract, signatures } = callsOf(symbol, at, checker);
  const comment = merged([symbol, ...signatures].map((one) => commentOf(one, checker)));
  return {
    kind, abstract,
    declarations: symbol.declarations ?? [],
    base: kind === 'class' ? baseOf(symbol.valueDeclaration) : undefined,
    forms: formsOf(signatures, checker),
    type: kind === 'value' ? typeText(type, checker) : undefined,
    declared: kind === 'type' ? (symbol.declarations ?? []).map(declared).join('\n') : undefined,
    comment,
  };
}

/** The names by their declaration: in each group all places where it is exported or inherited. */
function grouped(names) {
  const groups = new Map();
  for (const one of names) groups.set(one.declaration, [...groups.get(one.declaration) ?? [], one]);
  return [...groups.values()];
}

/** The path of the class that a member was met in. */
export const ownerOf = (path) => path.slice(0, path.lastIndexOf('.'));

/**
 * Which of the classes that have a member it belongs to, where the one that declares it is private: the one with the
 * fewest members, of several the one that most of the others extend, else the first.
 */
function chooser(names) {
  const classes = names.filter(({ member }) => !member);
  const bases = new Map(classes.map((one) => [one.path, one.base?.replace(/\W.*$/s, '')]));
  const sizes = new Map();
  for (const { member, path } of names) if (member) sizes.set(ownerOf(path), (sizes.get(ownerOf(path)) ?? 0) + 1);
  return (group) => {
    const counts = new Map();
    for (const { path } of group) counts.set(bases.get(ownerOf(path)), (counts.get(bases.get(ownerOf(path))) ?? 0) + 1);
    const below = (owner) => counts.get(owner.slice(owner.lastIndexOf('.') + 1)) ?? 0;
    const isBetter = (a, b) => sizes.get(a) < sizes.get(b) || (sizes.get(a) === sizes.get(b) && below(a) > below(b));
    return group.reduce((best, one) => (isBetter(ownerOf(one.path), ownerOf(best.path)) ? one : best));
  };
}

/**
 * What publicNames gave, each thing once: `entries`, by the path where it stands; and `paths`, from every public path
 * to the path of its entry. A member stands in the class that declares it, where that is public, else
 * where `chooser` says.
 */
export function entriesOf(names) {
  const declarationsOf = new Map(names.filter(({ member }) => !member).map((one) => [one.path, one.declarations]));
  const choose = chooser(names);
  const paths = new Map();
  const entries = grouped(names).map((group) => {
    const parent = group[0].declaration?.parent;
    const here = ({ member, path }) => member && declarationsOf.get(ownerOf(path))?.includes(parent);
    const { declaration: _, declarations: __, ...entry } = group.find(here) ?? choose(group);
    for (const { path } of group) paths.set(path, entry.path);
    return { ...entry, name: entry.path.slice(ownerOf(entry.path).length + 1) };
  });
  return { entries, paths };
}

/** The entries of the package in `directory`, with all that is told of them, and the paths. */
export function readReference(directory) {
  const cache = new Map();
  const describe = (symbol, at, checker) => {
    const key = symbol.declarations?.[0] ?? symbol;
    if (!cache.has(key)) cache.set(key, described(symbol, at, checker));
    return cache.get(key);
  };
  return entriesOf(publicNames(directory, describe));
}
