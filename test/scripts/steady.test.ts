// What a build does whose sources are changed while it runs.
import { mkdtempSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { buildSteadily } from '../../scripts/setup/steady.mjs';

let base: string;
let source: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'nodetorch-'));
  source = join(base, 'a.cpp');
  writeFileSync(source, 'old');
});

/** As a compiler with `make` does: only what is older than its result is left alone. */
function compiler(whileItRuns: (run: number) => void): { build: () => void; built: string[] } {
  const built: string[] = [];
  let time = -Infinity;
  let runs = 0;
  return {
    built,
    build: () => {
      const text = statSync(source).mtimeMs > time ? readFileSync(source, 'utf8') : built.at(-1)!;
      whileItRuns(runs++);
      built.push(text);
      time = statSync(source).mtimeMs;
    },
  };
}

const change = (text: string): void => {
  writeFileSync(source, text);
  utimesSync(source, 1, 1 + text.length);
};

test('sources that rest are built once', async () => {
  const { build, built } = compiler(() => {});
  await buildSteadily(base, ['a.cpp'], build);
  expect(built).toEqual(['old']);
});

test('what was changed meanwhile is built again, though its result is as new', async () => {
  const { build, built } = compiler((run) => void (run === 0 && change('newer')));
  await buildSteadily(base, ['.'], build);
  expect(built).toEqual(['old', 'newer']);
});

test('a new source counts, too', async () => {
  let runs = 0;
  await buildSteadily(base, ['.'], () => void (runs++ === 0 && writeFileSync(join(base, 'b.h'), '')));
  expect(runs).toBe(2);
});

test('sources that never rest are an error', async () => {
  const { build } = compiler((run) => change('x'.repeat(run + 1)));
  await expect(buildSteadily(base, ['.'], build)).rejects.toThrow('changed each time while they were compiled');
});
