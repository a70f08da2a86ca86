/** A package of AOTInductor as a folder, which its libraries are loaded from. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RuntimeError } from '../values/errors.js';
import type { ByteSource } from '../serialization/sources.js';
import { zipDirectory } from '../serialization/zip_directory.js';
import { recordBytes } from '../serialization/zip_record.js';
import { needInstead } from './elf.js';

const broken = (why: string): RuntimeError => new RuntimeError(`PytorchStreamReader failed reading zip archive: ${why}`);

/** Gives `use` a folder with the files of a package, and removes it afterwards. */
export function unpacked<T>(source: ByteSource, use: (folder: string) => T): T {
  const { entries } = zipDirectory(source, broken);
  const folder = mkdtempSync(path.join(tmpdir(), 'nodetorch-package-'));
  try {
    for (const entry of entries) {
      const name = path.normalize(entry.name);
      if (path.isAbsolute(name) || name.split(/[/\\]/).includes('..')) {
        throw broken(`the record ${entry.name} would lie outside of the package`);
      }
      if (name.endsWith(path.sep)) continue;
      const bytes = Buffer.from(recordBytes(source, entry, broken));
      if (name.endsWith('.so')) needInstead(bytes, 'libtorch.so', 'libtorch_cpu.so');
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, bytes, { mode: 0o700 });
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
