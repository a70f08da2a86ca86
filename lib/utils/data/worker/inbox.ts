import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/** The receiving end of a port that is read while the event loop stands still: a counter tells what was posted. */
export class Inbox<Message> {
  readonly #port: MessagePort;
  readonly #shared: Int32Array;
  readonly #cell: number;
  #received = 0;

  constructor(port: MessagePort, shared: Int32Array, cell: number) {
    this.#port = port;
    this.#shared = shared;
    this.#cell = cell;
  }

  /** The next message if there is one. */
  poll(): Message | undefined {
    if (Atomics.load(this.#shared, this.#cell) === this.#received) return undefined;
    this.#received = (this.#received + 1) | 0;
    return (receiveMessageOnPort(this.#port) as { message: Message }).message;
  }

  /** Waits for the next message, however long; undefined after `ms`, if given. */
  wait(ms?: number): Message | undefined {
    for (;;) {
      const message = this.poll();
      if (message !== undefined) return message;
      if (Atomics.wait(this.#shared, this.#cell, this.#received, ms) === 'timed-out') return this.poll();
    }
  }
}
