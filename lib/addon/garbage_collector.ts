import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection of the young objects, or of all. */
export type Collect = (young: boolean) => void;

/** The collector of the JavaScript engine that this is. Throws an Error where there is none to be had. */
export function garbageCollector(): Collect {
  if ('bun' in process.versions) return ofBun();
  return 'deno' in process.versions ? ofDeno() : ofV8();
}

const minor = { type: 'minor' } as const;

// A major collection is asked for by no argument at all: V8 before 12 takes { type: 'major' } for a minor one.
type Gc = (kind?: typeof minor) => void;

const byKind = (gc: Gc): Collect => (young) => (young ? gc(minor) : gc());

/** JavaScriptCore's, which has generations too. */
function ofBun(): Collect {
  // In parts, since webpack refuses to bundle what it reads as a module of an unknown kind.
  const engine = createRequire(import.meta.url)(['bun', 'jsc'].join(':')) as { edenGC(): void; fullGC(): void };
  const { edenGC, fullGC } = engine;
  return (young) => (young ? edenGC() : fullGC());
}

/** A new context gets a function of Deno's own, which makes major collections only; the flag gives V8's. */
function ofDeno(): Collect {
  const { gc } = globalThis as { gc?: Gc };
  return gc === undefined ? ofV8() : byKind(gc);
}

/**
 * V8's own. The flag only decides whether a new context gets the function; nothing else changes. It is one flag for
 * all threads: another one that loads nodetorch may take it back before we have made our context, so we try again.
 */
function ofV8(): Collect {
  // The collections are many and small: waking helper threads for each costs more than they do.
  setFlagsFromString('--no-parallel-scavenge');
  for (let tries = 0; tries < 1000; tries++) {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('globalThis.gc') as Gc | undefined;
    setFlagsFromString('--no-expose-gc');
    if (gc !== undefined) return byKind(gc);
  }
  throw new Error('nodetorch frees tensors after collections that it asks for, and this runtime lets it ask for none. ' +
    `It runs on Node 20.17 and newer, Deno and Bun; this is ${JSON.stringify(process.versions)}`);
}
