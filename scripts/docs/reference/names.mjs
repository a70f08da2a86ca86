// What a name in a text of the reference means: which entry, from where it is said.

import { ownerOf } from './read.mjs';

const argumentsOf = ({ forms, comment }) => new Set([...comment.params.map(({ name }) => name.replace(/^\.+/, '')),
  ...forms.flatMap(({ positions, names }) => [...positions, ...names].map(({ name }) => name))]);

/** Finds entries by what texts and types call them. */
export class Names {
  #paths;
  #types = new Map();

  /** `paths` leads from every public path to that of its entry. */
  constructor(entries, paths) {
    this.#paths = paths;
    const owners = new Set([...paths.keys()].map(ownerOf));
    for (const { member, kind, name, path } of entries) {
      if (member || !(kind === 'class' || kind === 'type' || owners.has(path)) || this.#types.has(name)) continue;
      this.#types.set(name, path);
    }
  }

  /** The entry of a type's name, or undefined. */
  type(name) {
    return this.#types.get(name);
  }

  /** The entry that `text` names, said in the text of `entry`; undefined for what is none, an argument, or itself. */
  find(text, entry) {
    const name = text.replace(/\(\)$/, '');
    if (!/^[A-Za-z_][\w.]*$/.test(name)) return undefined;
    const bare = !name.includes('.');
    if (bare && argumentsOf(entry).has(name)) return undefined;
    const around = entry.member ? [ownerOf(entry.path), entry.place] : [entry.place];
    const candidates = bare ? [...around.map((place) => `${place}.${name}`), `torch.${name}`] : [name, `torch.${name}`];
    const path = candidates.map((one) => this.#paths.get(one)).find((one) => one !== undefined);
    return path === entry.path ? undefined : path;
  }
}
