// Which page of the reference a name stands on: pure, from the entries alone. A module has a page, a class with members
// one of its own; a module or class with very many names is split by letter. An entry's anchor is its path.

import { ownerOf } from './read.mjs';

/** From how many names on a page is split by letter. */
const MANY = 200;

const letterOf = (name) => /[a-z0-9]/i.exec(name)?.[0].toLowerCase() ?? '_';

/** In what order kinds stand on a page, and under what word the list of a large module names them. */
export const KINDS = [['class', 'Classes'], ['function', 'Functions'], ['value', 'Constants'], ['type', 'Types']];
const rank = ({ kind }) => KINDS.findIndex(([name]) => name === kind);

const byName = (a, b) => rank(a) - rank(b) ||
  a.name.replace(/^_+/, '').localeCompare(b.name.replace(/^_+/, ''), 'en') || (a.path < b.path ? -1 : 1);

/** The pages of a large group: functions by letter, constants and types each on one. */
function split(title, address, entries) {
  const parts = new Map();
  for (const entry of entries) {
    const isCall = entry.member || entry.kind === 'function';
    const letter = letterOf(entry.name);
    const key = isCall ? letter : entry.kind === 'value' ? 'constants' : 'types';
    const word = entry.member || !isCall ? key : `functions, ${key}`;
    const part = parts.get(key) ?? { kind: 'part', title: `${title}: ${word}`, address: `${address}-${key}`, entries: [] };
    part.entries.push(entry);
    parts.set(key, part);
  }
  return [...parts.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** The entries by class, and the rest by module. */
function sorted(entries) {
  const classes = new Map();
  const places = new Map();
  const push = (map, key, entry) => map.set(key, [...map.get(key) ?? [], entry]);
  for (const entry of entries) {
    if (entry.member) push(classes, ownerOf(entry.path), entry);
    else push(places, entry.place, entry);
  }
  return { classes, places };
}

function classPage(head, members) {
  const address = `api/${head.place}/${head.name}`;
  const page = { kind: 'class', title: head.path, address, place: head.place, head, entries: [head], parts: [] };
  if (members.length <= MANY) page.entries = [head, ...members];
  else page.parts = split(head.path, address, members);
  return page;
}

function placePage(place, own, classPages) {
  const address = `api/${place}/index`;
  const page = { kind: 'place', title: place, address, place, entries: own, parts: [], classes: classPages };
  if (own.length <= MANY) return page;
  return { ...page, entries: [], parts: split(place, `api/${place}/names`, own) };
}

/**
 * The pages of `entries`, where `paths` are all public paths: { kind, title, address, entries } ('place', 'class' or
 * 'part'), `head` of a class its own entry, `parts` the pages of one that is split, `classes` of a place the pages of
 * its classes. `places` are all modules' names, in order.
 */
export function pagesOf(entries, paths, places) {
  const { classes, places: byPlace } = sorted([...entries].sort(byName));
  const withMembers = new Set([...paths.keys()].map(ownerOf));
  return places.flatMap((place) => {
    const all = byPlace.get(place) ?? [];
    const heads = all.filter(({ path }) => withMembers.has(path));
    const classPages = heads.map((head) => classPage(head, classes.get(head.path) ?? []));
    const page = placePage(place, all.filter(({ path }) => !withMembers.has(path)), classPages);
    return [page, ...page.parts, ...classPages.flatMap((one) => [one, ...one.parts])];
  });
}

/** From the path of each entry to { page, address }, the address with its anchor. Throws where one stands twice. */
export function addressesOf(pages) {
  const found = new Map();
  for (const page of pages) {
    for (const { path } of page.entries) {
      if (found.has(path)) throw new Error(`${path} stands on ${found.get(path).page.address} and on ${page.address}`);
      found.set(path, { page, address: `${page.address}.html#${path}` });
    }
  }
  return found;
}
