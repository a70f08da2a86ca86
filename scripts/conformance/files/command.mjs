// npm run conformance -- files: a table of files by kind, writer and reader. What Python wrote is read here, what is
// written here out of the same values is read in Python and here, and every value has to be the same: structure, dtype,
// shape, strides, bytes. Files without dates and ids in them have to be the same bytes whoever wrote them.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureFiles } from '../../lib/reference.mjs';

const program = fileURLToPath(new URL('files.py', import.meta.url));

function python(executable, what, folder) {
  const { status, stdout, stderr } = spawnSync(executable, [program, what, folder], {
    encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, HF_HUB_OFFLINE: '1' },
  });
  if (status !== 0) throw new Error(`files.py ${what} failed:\n${stderr}`);
  return stdout;
}

/** What `run` gives, or an error as a value. */
function attempt(run) {
  try {
    return run();
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

function* filesIn(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name));
  }
}

/** Names and bytes of the files that both wrote. */
function bytesDiffer(one, other, pattern) {
  const names = (folder) => [...filesIn(folder)].filter((name) => pattern.test(name)).sort();
  if (names(one).join() !== names(other).join()) return `files ${names(other).join(', ')}, not ${names(one).join(', ')}`;
  const bytesOf = (folder, name) => fs.readFileSync(path.join(folder, name));
  const differs = names(one).find((name) => !bytesOf(one, name).equals(bytesOf(other, name)));
  return differs === undefined ? undefined : `${differs} has other bytes`;
}

/** How many rows of the table differ. `filter` chooses kinds; `keep` is a folder that keeps the files. */
export async function checkFiles({ filter, keep }) {
  const executable = await ensureFiles();
  const { kinds, ownBytes, sameBytes } = await import('./kinds.mjs');
  const { described, difference } = await import('./described.mjs');
  const folder = keep ?? fs.mkdtempSync(path.join(os.tmpdir(), 'nodetorch-files-'));
  const rows = [];
  const add = (kind, writer, reader, problem) => rows.push({ kind, writer, reader, problem });
  try {
    python(executable, 'write', folder);
    const wanted = JSON.parse(fs.readFileSync(path.join(folder, 'python.json'), 'utf8'));
    const mine = Object.entries(kinds).filter(([kind]) => filter === undefined || new RegExp(filter).test(kind));
    const written = [];
    for (const [kind, { write, read }] of mine) {
      const [from, to] = ['python', 'node'].map((writer) => path.join(folder, writer, kind));
      const source = attempt(() => read(from));
      add(kind, 'Python', 'nodetorch', problemOf(source, wanted[kind].values, described, difference));
      if (write === undefined) continue;
      fs.mkdirSync(to, { recursive: true });
      const failed = attempt(() => write(source, to));
      if (failed?.error !== undefined) {
        add(kind, 'nodetorch', 'Python', `writing: ${failed.error}`);
        continue;
      }
      written.push(kind);
      add(kind, 'nodetorch', 'nodetorch', problemOf(attempt(() => read(to)), wanted[kind].values, described, difference));
      if (!ownBytes.has(kind)) {
        const problem = bytesDiffer(from, to, sameBytes);
        if ([...filesIn(to)].some((name) => sameBytes.test(name))) add(kind, 'both', 'bytes', problem);
      }
    }
    const found = JSON.parse(python(executable, 'read', folder));
    for (const kind of written) {
      const got = found[kind];
      add(kind, 'nodetorch', 'Python', got.error ?? difference(wanted[kind].values, got));
    }
    for (const kind of Object.keys(wanted)) if (!Object.hasOwn(kinds, kind)) add(kind, 'Python', 'nodetorch', 'kinds.mjs lacks it');
  } finally {
    if (keep === undefined) fs.rmSync(folder, { recursive: true, force: true });
  }
  return told(rows);
}

function problemOf(value, wanted, described, difference) {
  if (value?.error !== undefined && typeof value.error === 'string') return value.error;
  return difference(wanted, attempt(() => described(value)));
}

function told(rows) {
  const width = Math.max(...rows.map(({ kind }) => kind.length));
  for (const { kind, writer, reader, problem } of rows) {
    process.stdout.write(`${kind.padEnd(width)}  ${writer.padEnd(9)}  ${reader.padEnd(9)}  ${problem ?? 'equal'}\n`);
  }
  const failed = rows.filter(({ problem }) => problem !== undefined).length;
  process.stdout.write(`${rows.length} rows, ${rows.length - failed} equal, ${failed} differ\n`);
  return failed;
}
