/** What torch.compile records and replays, as the addon holds it (native/compile); who is told of calls meanwhile. */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import type { Handle } from './native.js';
import { NativeObject } from './native_object.js';
import { wrap } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

const handlesOf = (tensors: readonly Tensor[]): Handle[] => tensors.map(selfOf);
const handleOf = (object: NativeObject) => NativeObject.handle(object)!;

/** A part of a program that replays as it is: in JavaScript. */
export type Aside = () => void;

/** Who is told of what a program does while it is recorded. */
export interface Watcher {
  /** Whether compiled functions that are called meanwhile are part of it. */
  readonly records: boolean;
  /** Whether the program is traced with what stands for values, of which there are none yet. */
  readonly traces?: boolean;
  /** A module is called; what is given back, if anything, is its result. */
  called(module: object, args: ArrayLike<unknown>): { readonly result: unknown } | undefined;
  /** A step of an optimizer: runs it. */
  step(optimizer: object, run: Aside): void;
}

/** Asked at every call of a module and every step: nearly always null. */
export const watching: { by: Watcher | null } = { by: null };

/** Runs a part that is not recorded, and that every replay runs again: all it takes and gives is what it changes. */
export function aside(run: Aside): void {
  if (watching.by === null) run();
  else watching.by.step(run, run);
}

/** Why nothing can be recorded now; null if it can. */
export const obstacle = (): string | null => native.compile_obstacle();

/** A recording in the making. */
export class Recorder extends NativeObject {
  /** `told` gets the reason why there can be no recording, when that is found, and null for a value that is read. */
  constructor(inputs: readonly Tensor[], told: (reason: string | null) => void) {
    super(native.compile_begin(handlesOf(inputs), told));
  }

  /** Stops listening; with `marks`, JavaScript runs here at each replay, too. */
  pause(marks: boolean): void {
    native.compile_pause(marks ? handleOf(this) : null);
  }
  resume(): void {
    native.compile_resume();
  }
  /** How many kernels of optimizers it has so far. */
  kernels(): number {
    return native.compile_kernels(handleOf(this));
  }
  static abort(): void {
    native.compile_abort();
  }
  /**
   * The recording, with what others for other shapes need if `dynamic`; null if there is none, of which the reason was
   * told.
   */
  end(results: readonly Tensor[], dynamic: boolean): Recording | null {
    const made = native.compile_end(handleOf(this), handlesOf(results), dynamic);
    return made === null ? null : new Recording(made);
  }
}

/** Tells the recorder of this thread, if one listens, that there can be no recording. */
export const give_up = (reason: string): void => native.compile_break(reason);

type Made = NonNullable<ReturnType<typeof native.compile_end>>;

/** Where a result comes from. */
export const sources = { operator: 0, argument: 1, captured: 2 } as const;

/** A list of operator calls that can be replayed. */
export class Recording extends NativeObject {
  /** What left the tensors in the recorded call. */
  readonly values: readonly unknown[];
  readonly sources: readonly number[];
  readonly instructions: number;
  readonly backward: number;
  /** Whether a replay changes what was there before, or leaves parts to JavaScript. */
  readonly writes: boolean;

  constructor(made: Made) {
    super(made.recording);
    ({ values: this.values, sources: this.sources, instructions: this.instructions } = made);
    ({ backward: this.backward, writes: this.writes } = made);
  }

  /**
   * Null where the recording does not hold for these arguments; undefined where JavaScript runs, after which
   * {@link go_on}; else the results, null for those that are no operator's, and the values.
   */
  replay(inputs: readonly Tensor[]): unknown[] | null | undefined {
    const list = new Array<Handle>(inputs.length);
    for (let i = 0; i < inputs.length; i++) list[i] = selfOf(inputs[i]);
    const made = native.compile_replay(handleOf(this), list);
    return made === null || made === undefined ? made : this.#results(made);
  }
  go_on(): unknown[] | undefined {
    const made = native.compile_continue(handleOf(this));
    return made === undefined ? made : this.#results(made);
  }
  /**
   * Replays on another thread; null where the recording does not hold. `settle` gets an error, or null and the results;
   * undefined in their place where JavaScript runs, after which {@link Run.go_on}.
   */
  start(inputs: readonly Tensor[], settle: (error: unknown, made: unknown[] | undefined) => void): Run | null {
    const told = (error: unknown, made: (Handle | null | number)[] | undefined): void => {
      settle(error, made === undefined ? made : this.#results(made));
    };
    const run = native.compile_start(handleOf(this), handlesOf(inputs), told);
    return run === null ? null : new Run(run);
  }
  abandon(): void {
    native.compile_abandon(handleOf(this));
  }
  #results(made: (Handle | null | number)[]): unknown[] {
    const { length } = this.sources;
    const list = made as unknown[];
    for (let i = 0; i < length; i++) if (list[i] !== null) list[i] = wrap(list[i] as Handle);
    return list;
  }

  /** Null, or what does not hold. */
  misfit(inputs: readonly Tensor[]): string | null {
    return native.compile_misfit(handleOf(this), handlesOf(inputs));
  }
  /** Another number for an optimizer's kernel, by its number among them; false where it does not take the old one. */
  set_number(kernel: number, name: string, old: number, now: number): boolean {
    return native.compile_set_number(handleOf(this), kernel, name, old, now);
  }
  /** A line for each instruction. */
  text(): string {
    return native.compile_text(handleOf(this));
  }
  /** What replays change, as it is now. */
  snapshot(inputs: readonly Tensor[]): Snapshot {
    return new Snapshot(native.compile_snapshot(handleOf(this), handlesOf(inputs)));
  }
  /** Whether gradients of ones through both results differ; '' if not. */
  gradients_differ(inputs: readonly Tensor[], a: readonly Tensor[], b: readonly Tensor[]): string {
    return native.compile_gradients_differ(handleOf(this), handlesOf(inputs), handlesOf(a), handlesOf(b));
  }
}

/** What two recordings of a function have in common but for sizes. */
export class General extends NativeObject {
  constructor(readonly base: Recording, handle: ConstructorParameters<typeof NativeObject>[0]) {
    super(handle);
  }

  /** Of two recordings, or the reason why there is none. */
  static of(a: Recording, b: Recording): General | string {
    const made = native.compile_generalize(handleOf(a), handleOf(b));
    return typeof made === 'string' ? made : new General(b, made);
  }
  /** The recording for these arguments; null where their sizes do not fit. */
  recording(inputs: readonly Tensor[]): Recording | null {
    const made = native.compile_instantiate(handleOf(this), handlesOf(inputs));
    return made === null ? null : new Recording({ ...this.base, recording: made });
  }
}

/** A replay on another thread. */
export class Run extends NativeObject {
  go_on(): void {
    native.compile_go_on(handleOf(this));
  }
  /** Ends it before its next operator. */
  cancel(): void {
    native.compile_cancel(handleOf(this));
  }
}

/** The state that replays of a recording change. */
export class Snapshot extends NativeObject {
  restore(): void {
    native.compile_restore(handleOf(this));
  }
  /** What differs in another one; '' if nothing. */
  difference(other: Snapshot): string {
    return native.compile_difference(handleOf(this), handleOf(other));
  }
}

/** '' if two tensors are alike to the last bit. */
export const bits_differ = (a: Tensor, b: Tensor): string => native.compile_bits_differ(selfOf(a), selfOf(b));
