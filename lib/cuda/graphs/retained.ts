import type { Stream } from '../streams.js';
import { global, Hooks, runAll } from './hooks.js';

/**
 * What is called, and kept alive, for one recording of a graph. It knows nothing of the graph, so that the graph can be
 * collected while this waits for that.
 */
export class Retained {
  readonly callbacks = new Hooks<() => unknown>();
  readonly objects = new Map<symbol, unknown>();
  /** Wait for the streams on which the graph was replayed before anything is let go. */
  synchronizes = false;
  readonly #streams: Stream[] = [];
  #fired = false;

  constructor() {
    this.callbacks.add(() => runAll(global.destroy, new Set<number>()));
  }

  replayedOn(stream: Stream): void {
    if (this.synchronizes && !this.#streams.some((each) => each.equals(stream))) this.#streams.push(stream);
  }

  /** The recording is gone. */
  fire(): void {
    if (this.#fired) return;
    this.#fired = true;
    for (const stream of this.#streams) {
      try {
        stream.synchronize();
      } catch {
        // the callbacks run in any case
      }
    }
    runAll(this.callbacks);
    this.callbacks.clear();
    this.objects.clear();
  }
}

/** Fires for graphs that were collected, when the event loop turns. */
export const collected = new FinalizationRegistry<Retained>((retained) => retained.fire());
