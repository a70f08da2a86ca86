/** All pictures and values of the deck, from the files of this folder that begin with two digits. */
import { readdirSync } from 'node:fs';
import type { Pictures, Values } from './define.ts';

interface Made {
  pictures?: Pictures;
  values?: Values;
}

/** Both by name; an error where two files make one name. */
export async function everything(): Promise<{ pictures: Pictures; values: Values }> {
  const all: { pictures: Pictures; values: Values } = { pictures: {}, values: {} };
  for (const file of readdirSync(import.meta.dirname).filter((name) => /^\d\d_\w+\.(js|ts)$/.test(name)).sort()) {
    const made = (await import(new URL(file, import.meta.url).href)) as Made;
    for (const kind of ['pictures', 'values'] as const) {
      for (const [name, compute] of Object.entries(made[kind] ?? {})) {
        if (name in all[kind]) throw new Error(`${file}: another file makes ${name} in ${kind} already`);
        (all[kind] as Record<string, unknown>)[name] = compute;
      }
    }
  }
  return all;
}
