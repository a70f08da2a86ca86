/** A function that is recorded once and replayed from then on. */
import { Recorder, sources, watching, type Aside, type Recording, type Run } from '../addon/recording.js';
import * as recordings from '../addon/recording.js';
import { modes } from '../addon/doors.js';
import { warn } from '../python/warnings.js';
import { RuntimeError } from '../values/errors.js';
import type { AnyModule } from '../nn/module.js';
import type { Tensor } from '../tensor/tensor.js';
import { config } from './config.js';
import { DynamicEntry } from './dynamic.js';
import { FailOnRecompileLimitHit, Unsupported } from './exceptions.js';
import { logs } from './logs.js';
import { ModuleGuards } from './modules.js';
import type { CompileOptions } from './options.js';
import { Regions } from './regions.js';
import { now } from './stance.js';
import {
  firstDifference, putTogether, takeApart, takeResult, withLeaves, type Taken, type Template,
} from './structure.js';
import type { StepGuard } from './steps.js';
import { userStack } from './user_stack.js';
import { check, compare } from './verify.js';
import { RecordingWatcher, watched } from './watchers.js';

export type AnyFunction = (...args: never[]) => unknown;

/** What a compiled function, or one that is never compiled, is to the object that users call. */
export interface Caller {
  call(self: unknown, args: readonly unknown[]): unknown;
  /** The same for a copy of its module. */
  another?(module: AnyModule): Caller;
}

/** Where a function could not be recorded, and why (`torch._dynamo.output_graph.GraphCompileReason`). */
export interface GraphBreak {
  readonly reason: string;
  /** The frames of the user's program at the call that is no part of a recording, the innermost first. */
  readonly user_stack: readonly string[];
}

/** One recording, and what it holds for. */
export interface Entry {
  readonly rest: readonly unknown[];
  readonly recording: Recording;
  readonly template: Template;
  readonly modules: ModuleGuards;
  readonly asides: readonly Aside[];
  readonly steps: readonly StepGuard[];
  calls: number;
  busy: boolean;
  /** What it came of, if no call was recorded for these shapes. */
  readonly general?: DynamicEntry;
}

/** What a call must be like for a function to run as it is written. */
interface Broken {
  readonly rest: readonly unknown[];
  readonly grad: boolean;
  readonly regions: Regions<CompiledFunction>;
}

/** What a recording leaves to JavaScript may call compiled functions: they are not recorded. */
let isRecording = false;

export class CompiledFunction implements Caller {
  readonly name: string;
  readonly entries: Entry[] = [];
  readonly breaks: GraphBreak[] = [];
  readonly #broken: Broken[] = [];
  readonly #dynamic: DynamicEntry[] = [];
  /** Why recordings of several shapes could not become one for all. */
  readonly static_because: string[] = [];
  /** What was derived of two recordings did not hold for another shape. */
  #refused = false;
  #warned = false;
  #epoch = now.epoch;
  /** How many calls came while the stance was to run the first one as it is written. */
  #delayed = 0;
  /** Whether a replay on another thread changes tensors. */
  #changing = false;

  constructor(readonly fn: AnyFunction, readonly options: CompileOptions, name?: string) {
    this.name = options.name ?? name ?? (fn.name || 'the function');
  }

  another(module: AnyModule): CompiledFunction {
    return new CompiledFunction(module as unknown as AnyFunction, this.options, module.constructor.name);
  }

  /** Those of the modules that this calls where it cannot be replayed as a whole. */
  get inner(): CompiledFunction[] {
    return this.#broken.flatMap(({ regions }) => regions.inner);
  }

  #plain(self: unknown, args: readonly unknown[]): unknown {
    return Reflect.apply(this.fn, self, args) as unknown;
  }

  call(self: unknown, args: readonly unknown[]): unknown {
    // Part of what is recorded or checked.
    if (watching.by?.records === true) return this.#plain(self, args);
    if (watching.by?.traces === true) {
      throw new RuntimeError('Detected that you are using FX to symbolically trace a dynamo-optimized function. ' +
        'This is not supported at the moment.');
    }
    if (this.#changing) {
      throw new RuntimeError(`${this.name} runs on another thread and changes what this call would use: await that first`);
    }
    if (now.stance !== 'default' && this.#runsAsWritten()) return this.#plain(self, args);
    if (this.#epoch !== now.epoch) this.reset();
    const taken = takeApart(self, args);
    for (const entry of this.entries) {
      if (entry.busy || firstDifference(entry.rest, taken.rest) >= 0 || entry.modules.misfit() !== null) continue;
      if (entry.steps.length > 0 && entry.steps.some((step) => step.follow(entry.recording) !== null)) continue;
      if (this.#isChecked(entry)) {
        if (entry.recording.misfit(taken.tensors) !== null) continue;
        entry.calls++;
        return check(this.name, entry, taken, () => this.#plain(self, args));
      }
      const made = entry.recording.replay(taken.tensors);
      if (made === null) continue;
      entry.calls++;
      return this.#finish(entry, made, taken);
    }
    for (const general of this.#dynamic) {
      const entry = general.entryFor(taken);
      if (entry !== null && !entry.busy) return this.#runDynamic(entry, general, taken, () => this.#plain(self, args));
    }
    const grad = modes.is_grad_enabled();
    const broken = this.#broken.find((each) => each.grad === grad && firstDifference(each.rest, taken.rest) < 0);
    if (broken !== undefined) return broken.regions.run(() => this.#plain(self, args));
    const obstacle = recordings.obstacle();
    if (obstacle !== null || isRecording || now.stance === 'eager_on_recompile') return this.#plain(self, args);
    if (now.stance === 'fail_on_recompile') throw new RuntimeError(this.#recompileText(taken));
    if (this.entries.length + this.#broken.length >= this.#limit()) {
      this.#reachedLimit(taken);
      return this.#plain(self, args);
    }
    if (this.entries.length > 0) logs.recompile(this.name, this.misfits(taken));
    return this.#record(taken, self, args);
  }

  /** The first replay for a shape is checked: what does not hold for it serves no shape from then on. */
  #runDynamic(entry: Entry, general: DynamicEntry, taken: Taken, run: () => unknown): unknown {
    entry.steps.forEach((step) => step.follow(entry.recording));
    if (entry.calls === 0 && this.options.verify !== 0) {
      const { result, difference } = compare(entry, taken, run);
      entry.calls++;
      if (difference === '') return result;
      this.#dynamic.splice(this.#dynamic.indexOf(general), 1);
      this.#isStatic(difference);
      this.#refused = true;
      return result;
    }
    if (this.#isChecked(entry)) {
      entry.calls++;
      return check(this.name, entry, taken, run);
    }
    entry.calls++;
    return this.#finish(entry, entry.recording.replay(taken.tensors)!, taken);
  }

  /** Whether recordings of several shapes may become one. */
  get #mayBeDynamic(): boolean {
    const { dynamic } = this.options;
    if (this.#refused || !config.dynamic_shapes || this.static_because.length > 3) return false;
    return dynamic ?? config.automatic_dynamic_shapes;
  }

  #isStatic(reason: string): void {
    this.static_because.push(reason);
    logs.isStatic(this.name, reason);
  }

  #generalize(made: Entry, { tensors, rest }: Taken): void {
    for (const entry of this.entries) {
      if (entry === made || firstDifference(entry.rest, rest) >= 0) continue;
      const misfit = entry.recording.misfit(tensors);
      if (misfit !== 'shape' && misfit !== 'strides') continue;
      const general = DynamicEntry.of(entry, made);
      if (typeof general !== 'string') {
        this.#dynamic.push(general);
        return;
      }
      if (!general.startsWith('a size of 0 or 1')) this.#isStatic(general);
    }
  }

  #runsAsWritten(): boolean {
    if (now.stance === 'force_eager') return true;
    return now.stance.endsWith('eager_then_compile') && this.#delayed++ === 0 && this.entries.length === 0;
  }

  #limit(): number {
    return this.options.recompile_limit ?? config.recompile_limit;
  }

  #recompileText(taken: Taken): string {
    const misfits = this.misfits(taken);
    return "Detected recompile when torch.compile stance is 'fail_on_recompile'. " +
      `function name: '${this.name}'${misfits.length === 0 ? '' : '\n    triggered by the following guard failure(s):'}` +
      misfits.map((each) => `\n    - ${each}`).join('');
  }

  /** Whether a replay of this call, if there is one, changes what others may use. */
  mustBeAlone(args: readonly unknown[]): boolean {
    const entry = this.#entryFor(takeApart(undefined, args));
    return entry === null || entry.recording.writes;
  }

  /** The entry that a call may be replayed from without a check. */
  #entryFor(taken: Taken): Entry | null {
    if (watching.by !== null) return null;
    return this.entries.find((entry) => !entry.busy && !this.#isChecked(entry) &&
      firstDifference(entry.rest, taken.rest) < 0 && entry.modules.misfit() === null &&
      entry.steps.every((step) => step.follow(entry.recording) === null) &&
      entry.recording.misfit(taken.tensors) === null) ?? null;
  }

  /**
   * Begins a replay on another thread, whose end is told, with what gives the result; or calls, where it cannot be
   * replayed, or is to be recorded or checked.
   */
  begin(args: readonly unknown[], ended: (error: unknown, result: () => unknown) => void):
  { readonly run: Run } | { readonly result: unknown } {
    const taken = takeApart(undefined, args);
    const entry = this.#entryFor(taken);
    if (entry === null) return { result: this.call(undefined, args) };
    const { recording } = entry;
    let aside = 0;
    const settle = (error: unknown, made: unknown[] | undefined): void => {
      let failed = error;
      if (failed === null && made === undefined) {
        try {
          watched(null, entry.asides[aside++]!);
          run!.go_on();
          return;
        } catch (thrown) {
          failed = thrown;
        }
      }
      entry.busy = this.#changing = false;
      run = null;
      ended(failed, () => putTogether(entry.template, made!, taken.tensors));
    };
    let run = recording.start(taken.tensors, settle);
    if (run === null) return { result: this.call(undefined, args) };
    entry.calls++;
    entry.busy = this.#changing = recording.writes;
    return { run };
  }

  #isChecked({ calls }: Entry): boolean {
    const { verify } = this.options;
    if (verify === 0) return false;
    return calls < config.verify_first || (verify !== null && verify !== undefined && calls % verify === 0);
  }

  #finish(entry: Entry, first: unknown[] | undefined, { tensors }: Taken): unknown {
    let made = first;
    if (made === undefined) {
      entry.busy = true;
      try {
        for (let i = 0; made === undefined; i++) {
          watched(null, entry.asides[i]!);
          this.#follow(entry);
          made = entry.recording.go_on();
        }
      } catch (error) {
        entry.recording.abandon();
        throw error;
      } finally {
        entry.busy = false;
      }
    }
    return putTogether(entry.template, made, tensors);
  }

  /** What JavaScript did in the middle of a replay may change what the steps after it go by. */
  #follow(entry: Entry): void {
    const lost = entry.steps.map((step) => step.follow(entry.recording)).find((each) => each !== null);
    if (lost === undefined) return;
    throw new RuntimeError(`torch.compile: ${lost} changed in the middle of ${this.name}, between what it was recorded with ` +
      'and the step that goes by it');
  }

  #record(taken: Taken, self: unknown, args: readonly unknown[]): unknown {
    const watcher = new RecordingWatcher();
    const reads: string[][] = [];
    let broken = null as GraphBreak | null;
    const told = (reason: string | null): void => {
      if (broken !== null) return;
      if (reason === null) reads.push(userStack());
      // What a value decided is found at the end: the place is where it was read.
      else broken = { reason, user_stack: reason.startsWith('a value was read') ? reads[0] ?? [] : userStack() };
    };
    const grad = modes.is_grad_enabled();
    const recorder = (watcher.recorder = new Recorder(taken.tensors, told));
    isRecording = true;
    let result: unknown;
    let recording: Recording | null = null;
    let template: Template | null = null;
    try {
      result = watched(watcher, () => this.#plain(self, args));
      const { tensors, strange } = takeResult(result, []);
      if (strange === null) recording = recorder.end(tensors, this.#mayBeDynamic);
      else broken ??= { reason: strange, user_stack: [] };
      if (recording !== null) {
        const { template: found, used } = takeResult(result, recording.values);
        if (used < recording.values.length) {
          broken = { reason: 'a value was read that is none of the results', user_stack: reads[0] ?? [] };
        } else {
          template = this.#leaves(found, recording, tensors, taken);
          if (template === null) broken = { reason: 'a result is another object over an argument', user_stack: [] };
        }
      }
    } finally {
      Recorder.abort();
      isRecording = false;
    }
    if (watcher.early) return result;
    if (recording !== null && template !== null) {
      const entry: Entry = {
        rest: taken.rest, recording, template, modules: new ModuleGuards(relied(watcher.modules, self)),
        asides: watcher.asides, steps: watcher.steps, calls: 0, busy: false,
      };
      this.entries.push(entry);
      if (this.#mayBeDynamic) this.#generalize(entry, taken);
      return result;
    }
    const found: GraphBreak = broken ?? { reason: 'it cannot be recorded', user_stack: [] };
    this.breaks.push(found);
    logs.graphBreak(this.name, found);
    if (this.options.fullgraph === true) {
      throw new Unsupported([
        `torch.compile(fullgraph: true): ${this.name} cannot be replayed as a whole: ${found.reason}`, ...found.user_stack,
      ].join('\n  '));
    }
    const options = { ...this.options, fullgraph: false, name: null };
    const regions = new Regions(this.fn, (module) =>
      new CompiledFunction(module as AnyFunction, options, module.constructor.name));
    this.#broken.push({ rest: taken.rest, grad, regions });
    return result;
  }

  /** Results that are arguments or were there before are those objects. */
  #leaves(template: Template, recording: Recording, tensors: readonly Tensor[], taken: Taken): Template | null {
    let lost = false;
    const made = withLeaves(template, (index) => {
      const source = recording.sources[index];
      if (source === sources.captured) return { kind: 'same', value: tensors[index] };
      if (source !== sources.argument) return { kind: 'result', index };
      const place = taken.tensors.indexOf(tensors[index]!);
      if (place < 0) lost = true;
      return { kind: 'argument', index: place };
    });
    return lost ? null : made;
  }

  /** Why no recording holds, one line each. */
  misfits({ tensors, rest }: Taken): string[] {
    return this.entries.map((entry) => {
      const place = firstDifference(entry.rest, rest);
      if (place >= 0) return `argument value ${place}: ${String(rest[place])} was ${String(entry.rest[place])}`;
      const step = entry.steps.map((each) => each.follow(entry.recording)).find((each) => each !== null);
      return step ?? entry.modules.misfit() ?? entry.recording.misfit(tensors) ?? 'nothing';
    });
  }

  #reachedLimit(taken: Taken): void {
    const text = `torch._dynamo hit config.recompile_limit (${this.#limit()})\n   function: '${this.name}'\n   ` +
      `last reason: ${this.misfits(taken).at(-1) ?? 'it cannot be replayed'}`;
    if (this.options.fullgraph === true || config.fail_on_recompile_limit_hit) throw new FailOnRecompileLimitHit(text);
    if (this.#warned) return;
    this.#warned = true;
    warn('UserWarning', `${text}\nFrom now on calls that no recording holds for run as they are written.`);
  }

  /** Forgets everything. */
  reset(): void {
    this.entries.length = 0;
    this.#broken.length = 0;
    this.#dynamic.length = 0;
    this.static_because.length = 0;
    this.#refused = false;
    this.breaks.length = 0;
    this.#warned = false;
    this.#epoch = now.epoch;
    this.#delayed = 0;
  }
}

/** The modules that were called, and the object that a method belongs to. */
function relied(modules: Set<object>, self: unknown): Set<object> {
  if ((typeof self === 'object' && self !== null) || typeof self === 'function') modules.add(self);
  return modules;
}
