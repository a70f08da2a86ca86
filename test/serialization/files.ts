import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

interface Golden {
  readonly files: readonly { readonly name: string; readonly format: 'zip' | 'legacy'; readonly base64: string }[];
  readonly globals: readonly string[];
}

/** Files that Python wrote (scripts/golden/serialization.py). */
export const golden = JSON.parse(
  readFileSync(new URL('../golden/serialization.json', import.meta.url), 'utf8')) as Golden;

export function fileOf(name: string, format: 'zip' | 'legacy' = 'zip'): Buffer {
  const found = golden.files.find((file) => file.name === name && file.format === format);
  if (found === undefined) throw new Error(`the golden file has no ${format} file called ${name}`);
  return Buffer.from(found.base64, 'base64');
}

/** A folder that goes when the tests of a file are done. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'nodetorch-serialization-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}
