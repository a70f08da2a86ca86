import { profiling } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { bodyOf, entered, within, type Block } from '../autograd/profiler/blocks.js';
import { KinetoStepTracker, record_function } from '../autograd/profiler.js';
import { callable } from '../python/callable.js';
import { warn } from '../python/warnings.js';
import { AssertionError, RuntimeError, ValueError } from '../values/errors.js';
import { ProfilerAction } from './action.js';
import { ExecutionTraceObserver } from './execution_trace.js';
import { KinetoProfile } from './kineto_profile.js';
import { always, type Schedule } from './schedule.js';
import type { TraceHandler } from './trace_handler.js';

const takes = signature(`profile(*, activities: Iterable[GivenActivity] | None = None, schedule: Schedule = None,
  on_trace_ready: TraceHandler = None, record_shapes: bool = False, profile_memory: bool = False,
  with_stack: bool = False, with_flops: bool = False, with_modules: bool = False,
  experimental_config: _ExperimentalConfig = None, execution_trace_observer: TraceObserver = None,
  acc_events: bool = False, custom_trace_id_callback: TraceIdCallback = None,
  post_processing_timeout_s: float = None)`);

/** What the tracker of steps knows profiles by. */
const stepName = 'ProfilerStep';

const { NONE, WARMUP, RECORD, RECORD_AND_SAVE, DEVICE_STOPPED } = ProfilerAction;

/** What is done between two actions; a text is a warning. */
type Deed = 'prepare' | 'start' | 'stop' | 'ready' | { readonly warning: string };

const unusual = (from: string, to: string): Deed => ({ warning: `Incorrect schedule: ${from} followed by ${to}` });

/** What is done when one action follows another; after the last one comes null. */
const transitions = new Map<ProfilerAction, ReadonlyMap<ProfilerAction | null, readonly Deed[]>>([
  [NONE, new Map([
    [NONE, []], [WARMUP, ['prepare']], [RECORD, ['prepare', 'start']], [RECORD_AND_SAVE, ['prepare', 'start']],
  ])],
  [WARMUP, new Map<ProfilerAction | null, Deed[]>([
    [NONE, [unusual('WARMUP', 'NONE'), 'start', 'stop']], [WARMUP, []], [RECORD, ['start']],
    [RECORD_AND_SAVE, ['start']], [DEVICE_STOPPED, ['start', 'stop', 'ready']], [null, ['start', 'stop']],
  ])],
  [RECORD, new Map<ProfilerAction | null, Deed[]>([
    [NONE, [unusual('RECORD', 'NONE'), 'stop']], [WARMUP, [unusual('RECORD', 'WARMUP'), 'stop']], [RECORD, []],
    [RECORD_AND_SAVE, []], [DEVICE_STOPPED, ['stop', 'ready']], [null, ['stop', 'ready']],
  ])],
  [RECORD_AND_SAVE, new Map<ProfilerAction | null, Deed[]>([
    [NONE, ['stop', 'ready']], [WARMUP, ['stop', 'ready', 'prepare']],
    [RECORD, ['stop', 'ready', 'prepare', 'start']], [RECORD_AND_SAVE, ['stop', 'ready', 'prepare', 'start']],
    [null, ['stop', 'ready']],
  ])],
  [DEVICE_STOPPED, new Map<ProfilerAction | null, Deed[]>([
    [DEVICE_STOPPED, []], [WARMUP, ['prepare']], [NONE, []], [RECORD, ['prepare', 'start']],
    [RECORD_AND_SAVE, ['prepare', 'start']], [null, []],
  ])],
]);

/** A profile; see {@link profile}. */
export class Profile extends KinetoProfile implements Block {
  readonly schedule: Schedule;
  readonly on_trace_ready: TraceHandler | null;
  /** Whether each step is a range: where there is a schedule. */
  readonly record_steps: boolean;
  /** The number of the step that runs, from 0. */
  step_num = 0;
  /** What it does in this step. */
  current_action: ProfilerAction;
  #scheduled: ProfilerAction;
  #step: record_function | null = null;

  constructor(...args: typeof takes.args) {
    const given = takes.read(args);
    super({
      ...given,
      execution_trace_observer: given.execution_trace_observer ??
        ExecutionTraceObserver.build_execution_trace_obs_from_env(),
    });
    this.schedule = given.schedule ?? always;
    this.record_steps = given.schedule !== null;
    this.on_trace_ready = given.on_trace_ready;
    this.current_action = this.#scheduled = this.#ask(0);
    KinetoStepTracker.init_step_count(stepName);
  }

  #ask(step: number): ProfilerAction {
    const action = this.schedule(step);
    if (action !== DEVICE_STOPPED) return action;
    throw new ValueError('ProfilerAction.DEVICE_STOPPED is set internally by the profiler and must not be returned by a ' +
      'user-provided schedule');
  }

  /** Begins; {@link start}. */
  __enter__(): this {
    this.start();
    return this;
  }
  /** Ends for good. */
  __exit__(): void {
    this.stop();
    KinetoStepTracker.erase_step_count(stepName);
    this.execution_trace_observer?.cleanup();
  }
  /** `using` reads this where the block begins. */
  get [Symbol.dispose](): () => void {
    return entered(this);
  }

  /** Begins, as far as the schedule says. */
  start(): void {
    this.#change(NONE, this.current_action);
    this.#beginStep();
  }

  /** Ends, and hands over the trace if there is one. */
  stop(): void {
    this.#endStep();
    this.#change(this.current_action, null);
    if (this.#scheduled === DEVICE_STOPPED) {
      throw new AssertionError('_prev_schedule_action must never be DEVICE_STOPPED here');
    }
    this.current_action = this.#scheduled;
  }

  /** The next step begins (`prof.step()`). */
  step(): void {
    this.#endStep();
    const [before, scheduledBefore] = [this.current_action, this.#scheduled];
    const next = this.step_num + 1;
    const scheduled = this.#ask(next);
    this.step_num = next;
    this.current_action = this.#scheduled = scheduled;
    if (before === DEVICE_STOPPED) {
      // To the end of its cycle nothing more comes.
      if (scheduledBefore !== RECORD_AND_SAVE && scheduled !== NONE) this.current_action = DEVICE_STOPPED;
    } else if (
      this.use_device !== null && (before === WARMUP || before === RECORD) && scheduled !== NONE &&
      profiling.profiler_is_stopped()
    ) {
      warn('UserWarning', `Device profiling activity collection was stopped early at step ${this.step_num}. Profiler ` +
        'schedule is proceeding until next cycle without actual profiler activity collection.');
      this.current_action = DEVICE_STOPPED;
    }
    this.#change(before, this.current_action);
    if (process.env['KINETO_USE_DAEMON']) KinetoStepTracker.increment_step(stepName);
    this.#beginStep();
  }

  #beginStep(): void {
    if (!this.record_steps) return;
    this.#step = record_function(`ProfilerStep#${this.step_num}`);
    this.#step.__enter__();
  }
  #endStep(): void {
    this.#step?.__exit__();
    this.#step = null;
  }

  #change(from: ProfilerAction, to: ProfilerAction | null): void {
    const deeds = transitions.get(from)?.get(to);
    if (deeds === undefined && to === DEVICE_STOPPED) {
      throw new RuntimeError(`Profiler internal error: ${from.name} -> ${to.name} should be unreachable`);
    }
    for (const deed of deeds ?? []) {
      if (deed === 'prepare') this.prepare_trace();
      else if (deed === 'start') this.start_trace();
      else if (deed === 'stop') this.stop_trace();
      else if (deed === 'ready') this.on_trace_ready?.(this);
      else warn('UserWarning', deed.warning);
    }
  }
}

/** What {@link profile} takes. */
export type ProfileArguments = typeof takes.args;

/** The class behind {@link profile}, with or without `new`, or with a function at the end to run it at once. */
export interface ProfileClass {
  /** A profile, for `using`, or to be started and stopped. */
  new (...args: ProfileArguments): Profile;
  /** A profile, for `using`, or to be started and stopped. */
  (...args: ProfileArguments): Profile;
  /** Runs a function in a profile, which it is given, and gives what it gives. */
  <T>(body: (prof: Profile) => T): T;
  /** Runs a function in a profile, which it is given, and gives what it gives. */
  <T>(...args: [...ProfileArguments, body: (prof: Profile) => T]): T;
  readonly prototype: Profile;
}

/**
 * Sees what a program does on libtorch, and how long it takes (`torch.profiler.profile`): `using prof = profile({
 * record_shapes: true })` records to the end of the block, `profile({ ... }, (prof) => ...)` while a function runs, an
 * async one to the end of its promise, `prof.start()` and `prof.stop()` where they are called. `schedule` says in which
 * of the steps that `prof.step()` ends it records, `on_trace_ready` gets the profile after each cycle. What was seen is
 * in `prof.key_averages().table()`, `prof.events()` and `prof.export_chrome_trace(path)`. Throws a RuntimeError if the
 * thread is profiled already.
 */
export const profile = callable('profile', Profile.prototype, (...args: unknown[]) => {
  const [given, body] = bodyOf<(prof: Profile) => unknown>(args);
  const prof = new Profile(...(given as ProfileArguments));
  return (body === undefined ? prof : within(prof, () => body(prof))) as Profile;
}) as unknown as ProfileClass;
export type profile = Profile;
