import type { Handle, ObjectHandle } from '../native.js';

/** A recording begun, a recording, a snapshot: the addon's objects. */
export type RecordingHandle = ObjectHandle;
/** A replay on another thread. */
export type RunHandle = ObjectHandle;

/** The doors of native/compile. */
export interface CompileNative {
  /**
   * From now on this thread records. The function is told why there can be no recording, when that is found, and null
   * when a value leaves the tensors.
   */
  compile_begin(inputs: readonly Handle[], told: (reason: string | null) => void): RecordingHandle;
  /** Stops listening; with a recording begun, JavaScript runs here at each replay, too. */
  compile_pause(begun: RecordingHandle | null): void;
  compile_resume(): void;
  compile_abort(): void;
  /** Why nothing can be recorded now, or null. */
  compile_obstacle(): string | null;
  compile_break(reason: string): void;
  compile_end(begun: RecordingHandle, results: readonly Handle[], dynamic: boolean): {
    readonly recording: RecordingHandle;
    /** What left the tensors. */
    readonly values: readonly unknown[];
    /** Where each result comes from: 0 an operator, 1 an argument, 2 a tensor that was there before. */
    readonly sources: readonly number[];
    readonly instructions: number;
    readonly backward: number;
    /** Whether a replay changes what was there before, or leaves parts to JavaScript. */
    readonly writes: boolean;
  } | null;
  /** Null where the recording does not hold; undefined where JavaScript runs; else results and values. */
  compile_replay(recording: RecordingHandle, inputs: readonly Handle[]): (Handle | null | number)[] | null | undefined;
  compile_continue(recording: RecordingHandle): (Handle | null | number)[] | undefined;
  compile_abandon(recording: RecordingHandle): void;
  /**
   * Replays on another thread; null where the recording does not hold. `settle` gets an error, or null and the results,
   * undefined where JavaScript runs, after which {@link compile_go_on}.
   */
  compile_start(
    recording: RecordingHandle, inputs: readonly Handle[],
    settle: (error: unknown, made: (Handle | null | number)[] | undefined) => void): RunHandle | null;
  compile_go_on(run: RunHandle): void;
  /** It ends before its next operator, with an error. */
  compile_cancel(run: RunHandle): void;
  compile_misfit(recording: RecordingHandle, inputs: readonly Handle[]): string | null;
  /** How many kernels of optimizers were recorded so far. */
  compile_kernels(begun: RecordingHandle): number;
  /** Another number for such a kernel; false where it does not take the old one by that name. */
  compile_set_number(recording: RecordingHandle, kernel: number, name: string, old: number, now: number): boolean;
  /** What two recordings have in common but for sizes, or the reason why that is not enough. */
  compile_generalize(a: RecordingHandle, b: RecordingHandle): ObjectHandle | string;
  /** The recording for these; null where the sizes do not fit. */
  compile_instantiate(general: ObjectHandle, inputs: readonly Handle[]): RecordingHandle | null;
  compile_text(recording: RecordingHandle): string;
  compile_snapshot(recording: RecordingHandle, inputs: readonly Handle[]): ObjectHandle;
  compile_restore(snapshot: ObjectHandle): void;
  compile_difference(a: ObjectHandle, b: ObjectHandle): string;
  compile_bits_differ(a: Handle, b: Handle): string;
  compile_gradients_differ(
    recording: RecordingHandle, inputs: readonly Handle[], a: readonly Handle[], b: readonly Handle[]): string;
}
