/** Who is told of modules and steps of optimizers while a function is recorded, checked, or runs as it is written. */
import { watching, type Aside, type Recorder, type Watcher } from '../addon/recording.js';

/** Runs `run` while `watcher` is told; nobody is told if it is null. */
export function watched<T>(watcher: Watcher | null, run: () => T): T {
  const before = watching.by;
  watching.by = watcher;
  try {
    return run();
  } finally {
    watching.by = before;
  }
}

/** While a function is recorded: notes its modules, and leaves steps to JavaScript. */
export class RecordingWatcher implements Watcher {
  readonly records = true;
  readonly modules = new Set<object>();
  readonly asides: Aside[] = [];
  recorder: Recorder | null = null;

  called(module: object): undefined {
    this.modules.add(module);
  }

  step(_optimizer: object, run: Aside): void {
    this.recorder!.pause(true);
    try {
      watched(null, run);
    } finally {
      this.recorder!.resume();
    }
    this.asides.push(run);
  }
}

/** While a replay is checked: tells when the first part comes that a replay would leave to JavaScript. */
export class CheckingWatcher implements Watcher {
  readonly records = true;
  #before: (() => void) | null;

  constructor(before: () => void) {
    this.#before = before;
  }

  called(): undefined {
    // The modules are those of the recording.
  }

  step(_optimizer: object, run: Aside): void {
    this.#before?.();
    this.#before = null;
    watched(null, run);
  }
}
