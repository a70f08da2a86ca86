/** Ranges of all operators for the profilers of NVIDIA and Intel. */
import { accelerator, profiling } from '../../addon/doors.js';
import { signature } from '../../arguments/signature.js';
import { callable } from '../../python/callable.js';
import { RuntimeError } from '../../values/errors.js';
import { bodyOf, entered, within, type Block } from './blocks.js';
import { _ExperimentalConfig } from './experimental_config.js';
import { state } from './kinds.js';
import { looking } from './record_function.js';

const takes = {
  emit_itt: signature('emit_itt(enabled: bool = True, record_shapes: bool = False)'),
  emit_nvtx: signature('emit_nvtx(enabled: bool = True, record_shapes: bool = False)'),
};

/** What emits ranges from its begin to its end. */
export abstract class Emitter implements Block {
  readonly enabled: boolean;
  /** Whether ranges tell the sizes of the arguments too. */
  readonly record_shapes: boolean;
  /** Whether it has begun, which it does once only. */
  entered = false;

  constructor([enabled, record_shapes]: readonly [boolean, boolean]) {
    [this.enabled, this.record_shapes] = [enabled, record_shapes];
  }

  protected abstract readonly state: number;
  protected abstract readonly tool: string;
  /** Waits for the device, whose work would else lie in others' ranges. */
  protected wait(): void {
    // A processor's work is done when the operator is.
  }

  /** Begins; once only. */
  __enter__(): this {
    if (!this.enabled) return this;
    if (this.entered) throw new RuntimeError(`${this.tool} annotation context manager is not reentrant`);
    this.entered = true;
    this.wait();
    profiling.profiler_enable({
      state: this.state, record_shapes: this.record_shapes, profile_memory: false, with_stack: false, with_flops: false,
      with_modules: false, trace_id: '', experimental: new _ExperimentalConfig(),
    }, [], null);
    looking.count++;
    return this;
  }

  /** Ends: no more ranges are emitted. */
  __exit__(): void {
    if (!this.enabled) return;
    this.wait();
    looking.count--;
    profiling.profiler_disable([]);
  }

  /** `using` reads this where the block begins. */
  get [Symbol.dispose](): () => void {
    return entered(this);
  }
}

class EmitItt extends Emitter {
  protected override readonly state = state.ITT;
  protected override readonly tool = 'ITT';
  constructor(...args: typeof takes.emit_itt.args) {
    super(takes.emit_itt.list(args));
  }
}

class EmitNvtx extends Emitter {
  protected override readonly state = state.NVTX;
  protected override readonly tool = 'NVTX';
  constructor(...args: typeof takes.emit_nvtx.args) {
    super(takes.emit_nvtx.list(args));
  }
  protected override wait(): void {
    accelerator.accelerator_synchronize(accelerator.accelerator_device_index());
  }
}

/** The class of an emitter, with or without `new`, or with a function at the end to run it at once. */
export interface EmitterClass<Args extends unknown[]> {
  /** An emitter, for `using`. */
  new (...args: Args): Emitter;
  /** An emitter, for `using`. */
  (...args: Args): Emitter;
  /** Runs a function while ranges are emitted, and gives what it gives. */
  <T>(body: () => T): T;
  /** Runs a function while ranges are emitted, and gives what it gives. */
  <T>(...args: [...Args, body: () => T]): T;
  readonly prototype: Emitter;
}

function face<Args extends unknown[]>(name: string, Class: new (...args: Args) => Emitter): EmitterClass<Args> {
  return callable(name, Class.prototype as Emitter, (...args: unknown[]) => {
    const [given, body] = bodyOf<() => unknown>(args);
    const emitter = new Class(...(given as Args));
    return (body === undefined ? emitter : within(emitter, body)) as Emitter;
  }) as unknown as EmitterClass<Args>;
}

/** Every operator is a range of Intel's profilers, VTune among them (`torch.autograd.profiler.emit_itt`). */
export const emit_itt = face('emit_itt', EmitItt);

/**
 * Every operator is a range of NVIDIA's profilers (`torch.autograd.profiler.emit_nvtx`). Throws a RuntimeError without
 * CUDA.
 */
export const emit_nvtx = face('emit_nvtx', EmitNvtx);
