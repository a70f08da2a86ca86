/** Where a bar is written: a line of a terminal, or a place in a notebook. */
import type { Kernel } from '../notebook/kernel.js';
import type { MimeBundle } from '../notebook/display.js';
import { width_of } from './format.js';

/** What a bar is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Line {
  /** Characters that fit; null: as many as there are. */
  readonly columns: number | null;
  /** Writes over what stands there. */
  show(text: string): void;
  /** Takes it away until something is shown again, so that other lines can be printed. */
  clear(): void;
  /** The last text, which stays; null: nothing does. */
  end(text: string | null): void;
}

/** A line `position` below the cursor, which comes back after each writing. */
class TerminalLine implements Line {
  readonly #file: Output;
  readonly #position: number;
  #length = 0;

  constructor(file: Output, position: number) {
    this.#file = file;
    this.#position = position;
  }

  get columns(): number | null {
    return this.#file.columns ?? null;
  }

  show(text: string, position = this.#position): void {
    const width = width_of(text);
    if (position > 0) this.#file.write('\n'.repeat(position));
    this.#file.write(`\r${text}${' '.repeat(Math.max(this.#length - width, 0))}`);
    if (position > 0) this.#file.write('\x1b[A'.repeat(position));
    this.#length = width;
  }

  clear(): void {
    this.show('');
    this.#file.write('\r');
  }

  end(text: string | null): void {
    if (text !== null) {
      this.show(text, 0);
      this.#file.write('\n');
    } else {
      this.show('');
      if (this.#position === 0) this.#file.write('\r');
    }
  }
}

/** Markup that is empty takes no room; an empty line would. */
const nothing: MimeBundle = { 'text/html': '', 'text/plain': '' };

/** A place below the running cell, in which one text stands for the other. Lines that are printed do not touch it. */
class NotebookLine implements Line {
  readonly columns = 80;
  readonly #page: Kernel;
  #put: ((bundle: MimeBundle) => void) | undefined;

  constructor(page: Kernel) {
    this.#page = page;
  }

  show(text: string): void {
    this.#update({ 'text/plain': text });
  }
  clear(): void {}
  end(text: string | null): void {
    this.#update(text === null ? nothing : { 'text/plain': text });
  }

  #update(bundle: MimeBundle): void {
    if (this.#put) this.#put(bundle);
    else this.#put = this.#page.place(bundle);
  }
}

/** The line of a bar: that of `file`, where one is named or this is no notebook. */
export const lineOf = (file: Output, position: number, page: Kernel | null): Line =>
  (page === null ? new TerminalLine(file, position) : new NotebookLine(page));
