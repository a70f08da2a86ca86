// A process may load the package twice, each with an addon of its own: both count the one allocator's bytes, and
// memory stays flat in both.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nodetorch-copies-'));
try {
  const [a, b] = await Promise.all(['a', 'b'].map((name) => {
    const copy = join(folder, name);
    for (const part of ['dist', 'lib/addon/installed', 'scripts', 'build/Release', 'package.json']) {
      cpSync(join(root, part), join(copy, part), { recursive: true, filter: (file) => !/\.(d\.ts|map)$/.test(file) });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    return import(join(copy, 'dist/index.js'));
  }));
  const kept = a.ones(1 << 20);
  const mine = b.ones(1 << 20);
  for (const each of [a, b]) {
    if (each.memory_stats().live_bytes < kept.nbytes + mine.nbytes) throw new Error('bytes are not counted');
  }
  const start = process.memoryUsage.rss();
  for (let i = 0; i < 2_000; i++) {
    a.ones(100_000).add(1);
    b.ones(100_000).add(1);
  }
  const grown = (process.memoryUsage.rss() - start) / 1e6;
  if (grown > 300) throw new Error(`memory grew by ${grown} MB`);
} finally {
  rmSync(folder, { recursive: true });
}
console.log('done');
