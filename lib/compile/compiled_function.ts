/** A function that is recorded once and replayed from then on. */
import { Recorder, sources, watching, type Aside, type Recording } from '../addon/recording.js';
import * as recordings from '../addon/recording.js';
import { modes } from '../addon/doors.js';
import { warn } from '../python/warnings.js';
import { RuntimeError } from '../values/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { config } from './config.js';
import { ModuleGuards } from './modules.js';
import type { CompileOptions } from './options.js';
import { Regions } from './regions.js';
import { firstDifference, putTogether, takeApart, takeResult, withLeaves, type Taken, type Template } from './structure.js';
import type { StepGuard } from './steps.js';
import { check } from './verify.js';
import { RecordingWatcher, watched } from './watchers.js';

export type AnyFunction = (...args: never[]) => unknown;

/** Where a function could not be recorded, and why. */
export interface GraphBreak {
  readonly reason: string;
  /** The JavaScript stack of the call that is no part of a recording. */
  readonly stack: string;
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
}

/** What a call must be like for a function to run as it is written. */
interface Broken {
  readonly rest: readonly unknown[];
  readonly grad: boolean;
  readonly regions: Regions;
}

export class CompiledFunction {
  readonly name: string;
  readonly entries: Entry[] = [];
  readonly breaks: GraphBreak[] = [];
  readonly #broken: Broken[] = [];
  #warned = false;

  constructor(readonly fn: AnyFunction, readonly options: CompileOptions, name?: string) {
    this.name = name ?? (fn.name || 'the function');
  }

  #plain(self: unknown, args: readonly unknown[]): unknown {
    return Reflect.apply(this.fn, self, args) as unknown;
  }

  call(self: unknown, args: readonly unknown[]): unknown {
    // Part of what is recorded or checked.
    if (watching.by?.records === true) return this.#plain(self, args);
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
    const grad = modes.is_grad_enabled();
    const broken = this.#broken.find((each) => each.grad === grad && firstDifference(each.rest, taken.rest) < 0);
    if (broken !== undefined) return broken.regions.run(() => this.#plain(self, args));
    const obstacle = recordings.obstacle();
    if (obstacle !== null) return this.#plain(self, args);
    if (this.entries.length + this.#broken.length >= config.recompile_limit) {
      this.#warnOfLimit(taken);
      return this.#plain(self, args);
    }
    return this.#record(taken, self, args);
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

  #record(taken: Taken, self: unknown, args: readonly unknown[]): unknown {
    const watcher = new RecordingWatcher();
    const reads: string[] = [];
    let broken: GraphBreak | null = null;
    const told = (reason: string | null): void => {
      const stack = stackOf();
      if (reason === null) reads.push(stack);
      else broken ??= { reason, stack };
    };
    const grad = modes.is_grad_enabled();
    const recorder = (watcher.recorder = new Recorder(taken.tensors, told));
    let result: unknown;
    let recording: Recording | null = null;
    let template: Template | null = null;
    try {
      result = watched(watcher, () => this.#plain(self, args));
      const { tensors, strange } = takeResult(result, []);
      if (strange === null) recording = recorder.end(tensors);
      else broken ??= { reason: strange, stack: '' };
      if (recording !== null) {
        const { template: found, used } = takeResult(result, recording.values);
        if (used < recording.values.length) {
          broken = { reason: 'a value was read that is none of the results', stack: reads[0] ?? '' };
        } else {
          template = this.#leaves(found, recording, tensors, taken);
          if (template === null) broken = { reason: 'a result is another object over an argument', stack: '' };
        }
      }
    } finally {
      Recorder.abort();
    }
    if (watcher.early) return result;
    if (recording !== null && template !== null) {
      this.entries.push({
        rest: taken.rest, recording, template, modules: new ModuleGuards(relied(watcher.modules, self)),
        asides: watcher.asides, steps: watcher.steps, calls: 0, busy: false,
      });
      return result;
    }
    const found: GraphBreak = broken ?? { reason: 'it cannot be recorded', stack: '' };
    this.breaks.push(found);
    if (this.options.fullgraph === true) {
      throw new RuntimeError(`torch.compile(fullgraph: true): ${this.name} cannot be replayed as a whole: ` +
        `${found.reason}${found.stack === '' ? '' : `\n${found.stack}`}`);
    }
    this.#broken.push({ rest: taken.rest, grad, regions: new Regions(this.options) });
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

  #warnOfLimit(taken: Taken): void {
    if (this.#warned) return;
    this.#warned = true;
    warn('UserWarning',
      `torch._dynamo hit config.recompile_limit (${config.recompile_limit})\n   function: '${this.name}'\n   ` +
        `last reason: ${this.misfits(taken).at(-1) ?? 'it cannot be replayed'}\nFrom now on calls that no recording ` +
        'holds for run as they are written.');
  }

  /** Forgets everything. */
  reset(): void {
    this.entries.length = 0;
    this.#broken.length = 0;
    this.breaks.length = 0;
    this.#warned = false;
  }
}

/** The modules that were called, and the object that a method belongs to. */
function relied(modules: Set<object>, self: unknown): Set<object> {
  if ((typeof self === 'object' && self !== null) || typeof self === 'function') modules.add(self);
  return modules;
}

/** The JavaScript stack below the library's own frames of recording. */
function stackOf(): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, stackOf);
  return (holder.stack ?? '').split('\n').slice(1).filter((line) => !line.includes('/compile/')).join('\n');
}
