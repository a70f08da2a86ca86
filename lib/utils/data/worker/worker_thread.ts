import { threads } from '../../../addon/doors.js';
import { MessageChannel, SHARE_ENV, Worker, type MessagePort } from 'node:worker_threads';
import { Inbox } from './inbox.js';
import { cell, life, type FromWorker, type Start, type ToWorker } from './protocol.js';

/** Rung by every worker of this thread when there is something to look at. */
const bell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

// A thread that has not come up by then never will.
const startMs = 120_000;

/** Looks until `look` finds something; undefined if `ms` pass. Between looks it waits for the bell. */
export function waitFor<T>(look: () => T | undefined, ms = Infinity): T | undefined {
  const end = performance.now() + ms;
  for (;;) {
    const rung = Atomics.load(bell, 0);
    const found = look();
    if (found !== undefined) return found;
    const left = end - performance.now();
    if (left <= 0) return undefined;
    // Now and then also without the bell: a thread that ran out of memory does not ring.
    Atomics.wait(bell, 0, rung, Math.min(left, 250));
  }
}

/** A worker thread, seen from the thread that started it. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #inbox: Inbox<FromWorker>;
  readonly #shared = new Int32Array(new SharedArrayBuffer(cell.count * Int32Array.BYTES_PER_ELEMENT));
  /** Node's number of the thread; it forgets it when the thread ends. */
  readonly id: number;
  readonly #started = performance.now();
  #closes = 0;
  #closedAt = 0;
  #reason: Error | undefined;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#inbox = new Inbox(port1, this.#shared, cell.results);
    const start: Start = { shared: this.#shared, bell, port: port2 };
    this.#worker = new Worker(new URL('./main.js', import.meta.url), {
      workerData: start,
      transferList: [port2],
      env: SHARE_ENV,
      name: 'nodetorch data worker',
      // What --input-type says of the program's text would be an error for a file.
      ...(process.execArgv.some((arg) => arg.startsWith('--input-type')) && { execArgv: [] }),
    });
    this.id = this.#worker.threadId;
    // Seen only when the event loop turns; while a program waits here, the list of living threads tells.
    this.#worker.on('error', (error) => { this.#reason = error as Error; });
    this.#worker.unref();
  }

  /** Why the thread ended, where it is known. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  get isAlive(): boolean {
    const now = Atomics.load(this.#shared, cell.life);
    if (now === life.starting) return performance.now() - this.#started < startMs;
    return now === life.living && threads.is_signed_in(this.id);
  }

  /** Whether every job that was closed is forgotten. */
  get isIdle(): boolean {
    return Atomics.load(this.#shared, cell.closes) === this.#closes;
  }

  /** The milliseconds since it was told to forget its job. */
  get closedFor(): number {
    return performance.now() - this.#closedAt;
  }

  /** Says which pass is going on: tasks of any other are skipped. */
  announce(pass: number): void {
    Atomics.store(this.#shared, cell.pass, pass);
  }

  send(message: ToWorker): void {
    this.#port.postMessage(message);
    Atomics.add(this.#shared, cell.tasks, 1);
    Atomics.notify(this.#shared, cell.tasks);
  }

  close(): void {
    this.announce(0);
    this.#closes = (this.#closes + 1) | 0;
    this.#closedAt = performance.now();
    this.send({ kind: 'close' });
  }

  poll(): FromWorker | undefined {
    return this.#inbox.poll();
  }

  end(): void {
    void this.#worker.terminate();
  }
}
