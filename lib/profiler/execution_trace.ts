import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { profiling } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { looking } from '../autograd/profiler/record_function.js';
import { warn } from '../python/warnings.js';

const takes = {
  register: signature('ExecutionTraceObserver.register_callback(self, output_file_path: str)'),
  extras: signature('ExecutionTraceObserver.set_extra_resource_collection(self, val: bool)'),
  resources: signature('ExecutionTraceObserver.get_resources_dir(self, can_create: bool = False)'),
  beside: signature(`ExecutionTraceObserver.get_resources_dir_for_et_path(trace_path: str,
    create_dir: bool = False)`),
};

/** What a profile starts and stops with itself. */
export interface TraceObserver {
  start(): void;
  stop(): void;
  cleanup(): void;
}

/**
 * Writes down every operator with its arguments, for programs that replay or simulate them
 * (`torch.profiler.ExecutionTraceObserver`). libtorch has one for the process.
 */
export class ExecutionTraceObserver implements TraceObserver {
  #registered = false;
  #running = false;
  /** Whether further files are wanted beside the trace. */
  extra_resources_collection = false;
  /** The folder for further files; empty before it is made or found. */
  resources_dir = '';
  /** The file of the trace; empty before one is registered. */
  output_file_path = '';
  /** The file that is written while it runs: a temporary one where the trace is packed in the end. */
  output_file_path_observer = '';

  /** One that writes to a temporary file if ENABLE_PYTORCH_EXECUTION_TRACE is 1; else null. */
  static build_execution_trace_obs_from_env(): ExecutionTraceObserver | null {
    if (process.env['ENABLE_PYTORCH_EXECUTION_TRACE'] !== '1') return null;
    const observer = new ExecutionTraceObserver();
    observer.register_callback(temporary('.et.json'));
    observer.set_extra_resource_collection(process.env['ENABLE_PYTORCH_EXECUTION_TRACE_EXTRAS'] === '1');
    return observer;
  }

  /** Whether a folder for further files is made beside the trace. */
  set_extra_resource_collection(...args: typeof takes.extras.args): void {
    [this.extra_resources_collection] = takes.extras.list(args);
    if (this.extra_resources_collection) this.get_resources_dir(true);
  }

  /** Gets ready to write to a file, which is packed if its name ends in `.gz`. */
  register_callback(...args: typeof takes.register.args): this {
    const [output_file_path] = takes.register.list(args);
    if (this.#registered) return this;
    this.output_file_path = output_file_path;
    this.output_file_path_observer = output_file_path.endsWith('.gz') ? temporary('.json') : output_file_path;
    this.#registered = profiling.execution_trace_add(this.output_file_path_observer);
    return this;
  }

  /** The folder for further files; null if none is wanted, or there is none and it may not be made. */
  get_resources_dir(...args: typeof takes.resources.args): string | null {
    const [can_create] = takes.resources.list(args);
    if (!this.extra_resources_collection) return null;
    if (this.resources_dir !== '') return this.resources_dir;
    const folder = ExecutionTraceObserver.get_resources_dir_for_et_path(this.output_file_path, can_create);
    this.resources_dir = folder ?? '';
    return folder;
  }

  /** The folder for further files beside a trace; null if there is none, and it may not or cannot be made. */
  static get_resources_dir_for_et_path(...args: typeof takes.beside.args): string | null {
    const [trace_path, create_dir] = takes.beside.list(args);
    const { dir, name } = path.parse(trace_path);
    const folder = path.join(dir, `${name}_resources`);
    if (existsSync(folder)) return folder;
    if (!create_dir) return null;
    try {
      mkdirSync(folder);
    } catch {
      warn('UserWarning', `Execution trace exception when creating ${folder}`);
      return null;
    }
    return folder;
  }

  /** Completes the file, and observes no more. */
  unregister_callback(): void {
    if (!this.#registered) return;
    this.stop();
    profiling.execution_trace_remove();
    this.#registered = false;
    if (!this.output_file_path.endsWith('.gz')) return;
    writeFileSync(this.output_file_path, gzipSync(readFileSync(this.output_file_path_observer)));
    rmSync(path.dirname(this.output_file_path_observer), { recursive: true, force: true });
  }

  /** Whether a file is registered. */
  get is_registered(): boolean {
    return this.#registered;
  }
  /** Whether it writes down what runs now. */
  is_running(): boolean {
    return this.#running;
  }

  /** Writes down what comes, once a file is registered. */
  start(): void {
    if (!this.#registered || this.#running) return;
    profiling.execution_trace_enable();
    looking.count++;
    this.#running = true;
  }
  /** Writes down no more for now. */
  stop(): void {
    if (!this.#running) return;
    looking.count--;
    profiling.execution_trace_disable();
    this.#running = false;
  }
  /** {@link unregister_callback}. */
  cleanup(): void {
    this.unregister_callback();
  }

  /** The file; null before one is registered. */
  get_output_file_path(): string | null {
    return this.output_file_path === '' ? null : this.output_file_path;
  }
}

function temporary(suffix: string): string {
  return path.join(mkdtempSync(path.join(os.tmpdir(), 'execution-trace-')), `trace${suffix}`);
}
