/** Who is told of modules and steps of optimizers while a function is recorded, checked, or runs as it is written. */
import { watching, type Aside, type Recorder, type Watcher } from '../addon/recording.js';
import { isRecordable, stateSize, StepGuard } from './steps.js';

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
  readonly steps: StepGuard[] = [];
  /** A step made its state: the next one is like those that follow, so the next call is recorded. */
  early = false;
  recorder: Recorder | null = null;

  called(module: object): undefined {
    this.modules.add(module);
  }

  step(optimizer: object, run: Aside): void {
    if (isRecordable(optimizer)) {
      const kernels = this.recorder!.kernels();
      const before = stateSize(optimizer);
      run();
      this.early ||= stateSize(optimizer) !== before;
      const made = Array.from({ length: this.recorder!.kernels() - kernels }, (_, i) => kernels + i);
      this.steps.push(new StepGuard(optimizer, made));
      return;
    }
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
  readonly #recorded: ReadonlySet<object>;

  /** `recorded` are the optimizers whose steps a replay makes itself. */
  constructor(before: () => void, recorded: Iterable<object>) {
    this.#before = before;
    this.#recorded = new Set(recorded);
  }

  called(): undefined {
    // The modules are those of the recording.
  }

  step(optimizer: object, run: Aside): void {
    if (this.#recorded.has(optimizer)) return run();
    this.#before?.();
    this.#before = null;
    watched(null, run);
  }
}
