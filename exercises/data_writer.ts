/** Writes the data files of the toy problems. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/**
 * Writes lines to a file and says so. The file appears whole or not at all: it is written under another name first,
 * so a reader never meets half of it and an interrupted run leaves the old one as it was.
 */
export function write_lines(filename: string, lines: string[]): void {
  const part = `${filename}.part-${process.pid}`;
  try {
    mkdirSync(dirname(filename), { recursive: true });
    writeFileSync(part, lines.map((line) => `${line}\n`).join(''));
    renameSync(part, filename);
  } catch (error) {
    if (existsSync(part)) rmSync(part);
    throw new Error(`cannot write ${filename}: ${(error as Error).message}`, { cause: error });
  }
  const shown = relative('', filename);
  console.log(`wrote ${lines.length} lines to ${shown.startsWith('..') ? filename : shown}`);
}
