import { fileURLToPath } from 'node:url';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import { is_tensor } from '../../values/is_tensor.js';
import { pythonType } from '../../values/type_name.js';
import { EventFileWriter, time } from './event_file_writer.js';
import { int64, type EventDict, type GraphDef, type Int64, type RunMetadata, type SummaryDict } from './messages.js';
import { encoded } from './proto.js';

/** A graph, as an argument. */
export type GraphDict = GraphDef;

/** The number of a step. */
export type Step = number | bigint | Tensor;

const takes = {
  init: signature(`FileWriter(log_dir: str | URL, max_queue: int = 10, flush_secs: float = 120,
    filename_suffix: str = "")`),
  event: signature('FileWriter.add_event(self, event: EventDict, step: Step = None, walltime: float = None)'),
  summary: signature('FileWriter.add_summary(self, summary: SummaryDict, global_step: Step = None, walltime: float = None)'),
  graph: signature(`FileWriter.add_graph(self, graph_profile: tuple[GraphDef, RunMetadata],
    walltime: float = None)`),
  onnx: signature('FileWriter.add_onnx_graph(self, graph: GraphDict, walltime: float = None)'),
};

/** A folder's name, out of a URL too. */
const pathOf = (log_dir: string | URL): string => (log_dir instanceof URL ? fileURLToPath(log_dir) : String(log_dir));

/** The step as a whole number. Throws a TypeError for what is none. */
function stepOf(step: unknown): Int64 {
  if (is_tensor(step)) return stepOf(step.item());
  if (typeof step === 'number' || typeof step === 'bigint') return int64(step);
  if (typeof step === 'boolean') return Number(step);
  throw new TypeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${pythonType(step)}'`);
}

/**
 * A file of events in a folder, which TensorBoard reads (`torch.utils.tensorboard.FileWriter`). Events are written when
 * `max_queue` wait, after `flush_secs` seconds, and when the program ends.
 */
export class FileWriter {
  /** What writes the events into the file; another one after {@link reopen}. */
  event_writer: EventFileWriter;
  readonly #open: () => EventFileWriter;

  constructor(...args: typeof takes.init.args) {
    const { log_dir, max_queue, flush_secs, filename_suffix } = takes.init.read(args);
    this.#open = () => new EventFileWriter(pathOf(log_dir), max_queue, flush_secs, filename_suffix);
    this.event_writer = this.#open();
  }

  /** The folder. */
  get_logdir(): string {
    return this.event_writer.get_logdir();
  }

  /** One event; the time is now, unless given. Throws an OSError when the file is closed. */
  add_event(...args: typeof takes.event.args): void {
    const { event, step, walltime } = takes.event.read(args);
    const when = { ...event, wall_time: walltime ?? time() };
    this.event_writer.add_event(step === null ? when : { ...when, step: stepOf(step) });
  }

  /** The values of a step. */
  add_summary(...args: typeof takes.summary.args): void {
    const { summary, global_step, walltime } = takes.summary.read(args);
    this.add_event({ summary }, global_step, walltime);
  }

  /** A graph, and what its run took. */
  add_graph(...args: typeof takes.graph.args): void {
    const [[graph, stepstats], walltime] = takes.graph.list(args);
    this.add_event({ graph_def: encoded('GraphDef', graph) }, null, walltime);
    const run_metadata = encoded('RunMetadata', stepstats);
    this.add_event({ tagged_run_metadata: { tag: 'step1', run_metadata } }, null, walltime);
  }

  /** The graph of a file of ONNX. */
  add_onnx_graph(...args: typeof takes.onnx.args): void {
    const [graph, walltime] = takes.onnx.list(args);
    this.add_event({ graph_def: encoded('GraphDef', graph) }, null, walltime);
  }

  /** Writes what waits. Throws an OSError when the file is closed. */
  flush(): void {
    this.event_writer.flush();
  }
  /** Writes what waits, and closes the file. */
  close(): void {
    this.event_writer.close();
  }
  /** Begins another file in the folder, after {@link close}; else nothing. */
  reopen(): void {
    if (this.event_writer.closed) this.event_writer = this.#open();
  }
}

export type { EventDict, GraphDef, RunMetadata, SummaryDict };
