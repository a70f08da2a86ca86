// Progress of a long step: one line that changes on a terminal, a line every ten seconds elsewhere.

const MB = 1e6;
const LINE_EVERY_MS = 10_000;

export const megabytes = (bytes) => `${bytes < 10 * MB ? (bytes / MB).toFixed(1) : Math.round(bytes / MB)} MB`;

export class Progress {
  #title;
  #stream;
  #started = Date.now();
  #shown = Date.now();

  constructor(title, stream = process.stderr) {
    this.#title = title;
    this.#stream = stream;
    if (!stream.isTTY) stream.write(`nodetorch: ${title} …\n`);
  }

  update(text) {
    const now = Date.now();
    if (now - this.#shown < (this.#stream.isTTY ? 100 : LINE_EVERY_MS)) return;
    this.#shown = now;
    const line = `nodetorch: ${this.#title}: ${text}`;
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
  }

  end(text) {
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    const line = `nodetorch: ${this.#title}: ${text} (${seconds} s)\n`;
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${line}` : line);
  }
}
