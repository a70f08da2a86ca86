/** A file of events, which grows while a program runs. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OSError } from '../../values/errors.js';
import type { EventDict } from './messages.js';
import { checkProtobuf, encoded } from './proto.js';
import { RecordWriter, type ByteWriter } from './record_writer.js';

/** Seconds since 1970, as Python's `time.time()`. */
export const time = (): number => Date.now() / 1000;

/** How many files this process began. */
let begun = 0;

/** What is open: a program that ends without closing it loses nothing. */
const open = new Set<EventFileWriter>();
let watching = false;

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const writer of open) {
      try {
        writer.flush();
      } catch {
        // Nothing is left to be done about it.
      }
    }
  });
}

/** A file to which bytes are appended. */
class File implements ByteWriter {
  closed = false;
  readonly #descriptor: number;
  #waiting: Uint8Array[] = [];

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }
  write(data: Uint8Array): void {
    this.#waiting.push(data);
  }
  /** What could not be written waits on. */
  flush(): void {
    let rest = Buffer.concat(this.#waiting);
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
    } finally {
      this.#waiting = rest.length > 0 ? [rest] : [];
    }
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.#descriptor);
  }
}

/**
 * Makes the folder, and in it a file named by time, host, process and a count. Events wait until there are more than
 * `max_queue` (0: any number), or the oldest of them is `flush_secs` old.
 */
export class EventFileWriter {
  readonly path: string;
  readonly #logdir: string;
  readonly #records: RecordWriter;
  readonly #max_queue: number;
  readonly #flush_secs: number;
  #pending = 0;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(logdir: string, max_queue: number, flush_secs: number, filename_suffix: string) {
    checkProtobuf();
    this.#logdir = logdir;
    this.#max_queue = max_queue;
    this.#flush_secs = flush_secs;
    mkdirSync(logdir, { recursive: true });
    const seconds = String(Math.floor(time())).padStart(10, '0');
    this.path = join(logdir, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${begun++}${filename_suffix}`);
    this.#records = new RecordWriter(new File(this.path));
    open.add(this);
    watch();
    this.add_event({
      wall_time: time(), file_version: 'brain.Event:2',
      source_metadata: { writer: 'tensorboard.summary.writer.event_file_writer' },
    });
    this.flush();
  }

  get_logdir(): string {
    return this.#logdir;
  }
  get closed(): boolean {
    return this.#records.closed;
  }

  /** Throws an OSError when the file is closed. */
  add_event(event: EventDict): void {
    if (this.closed) throw new OSError('Writer is closed');
    this.#records.write(encoded('Event', event));
    const now = time();
    if (this.#pending++ === 0) this.#wait(now);
    const full = this.#max_queue > 0 && this.#pending >= this.#max_queue;
    if (full || now - this.#since >= this.#flush_secs) this.flush();
  }

  /** Programs that turn the event loop get it written in time by themselves; the timer keeps no program running. */
  #wait(now: number): void {
    this.#since = now;
    const milliseconds = Math.min(this.#flush_secs * 1000, 2 ** 31 - 1);
    this.#timer = setTimeout(() => {
      try {
        this.flush();
      } catch {
        // Nobody would catch it here: the next event tries again, and throws.
      }
    }, milliseconds).unref();
  }

  /** Writes what waits. Throws an OSError when the file is closed. */
  flush(): void {
    if (this.closed) throw new OSError('Writer is closed');
    clearTimeout(this.#timer);
    this.#records.flush();
    this.#pending = 0;
  }

  /** Writes what waits and closes the file. */
  close(): void {
    if (this.closed) return;
    this.flush();
    this.#records.close();
    open.delete(this);
  }
}
