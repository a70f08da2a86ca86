import { createRequire } from 'node:module';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A collection of the young objects, or of all, so many milliseconds after the one before. */
export type Collect = (young: boolean, span: number) => void;

/** The collector of the JavaScript engine that this is. Throws an Error where there is none to be had. */
export function garbageCollector(): Collect {
  if ('bun' in process.versions) return ofBun();
  return 'deno' in process.versions ? ofDeno() : ofV8();
}

const minor = { type: 'minor' } as const;

// A major collection is asked for by no argument at all: V8 before 12 takes { type: 'major' } for a minor one.
type Gc = (kind?: typeof minor) => void;

function byKind(gc: Gc): Collect {
  const keepPages = 'deno' in process.versions ? () => undefined : pageKeeper();
  return (young, span) => {
    if (!young) return gc();
    keepPages(span);
    gc(minor);
  };
}

// V8 wants to see 1,000 bytes a millisecond; an element of an array has eight.
const elementsPerMs = 250;
// 64 KB, which an array may have in the new space, and V8 keeps its pages over 33 ms for.
const mostElements = 1 << 13;
const fewPages = 8 << 20;
const collectionsBetweenLooks = 64;

/**
 * After each collection V8 gives the pages of its new space back to the system, by a thread of its own, and takes them
 * again one fault after the other, if the program allocates little for the time that has passed, as one does whose
 * operators take long: 8 faults a collection, and up to 240 us of the system's time. So we allocate what is missing: an
 * array that is dead at once, and costs nothing but its bytes. First V8 may give back what loading a program has made
 * of its new space, for each collection goes through all pages of it.
 */
function pageKeeper(): (span: number) => void {
  const place: { array: unknown[] | undefined } = { array: undefined };
  let collections = 0;
  let keeps = false;
  return (span) => {
    if (collections++ % collectionsBetweenLooks === 0) {
      const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
      keeps = (space?.space_size ?? 0) <= fewPages;
    }
    if (keeps) place.array = new Array(Math.min(mostElements, Math.ceil(span * elementsPerMs)));
    place.array = undefined;
  };
}

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
