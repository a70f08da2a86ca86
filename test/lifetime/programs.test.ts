// Programs about how a process or a thread ends, and what crosses between threads: each in a process of its own.
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const directory = fileURLToPath(new URL('programs/', import.meta.url));
const programs = readdirSync(directory).filter((name) => name.endsWith('.mjs'));

interface Ending {
  code: number | string | null;
  signal: string | null;
  out: string;
}

function run(program: string, flags: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    const args = ['--no-node-snapshot', ...flags, `${directory}${program}`];
    const options = { timeout: 100_000, env: { ...process.env, OMP_NUM_THREADS: '1' } };
    execFile(process.execPath, args, options, (error, stdout, stderr) => resolve({
      code: error === null ? 0 : (error.code ?? null), signal: error?.signal ?? null, out: `${stderr}${stdout}`,
    }));
  });
}

test.each(programs)('%s ends by itself, without an error', { timeout: 120_000 }, async (program) => {
  const { code, signal, out } = await run(program, program.startsWith('gc_') ? ['--expose-gc'] : []);
  expect({ code, signal }, out).toEqual({ code: 0, signal: null });
  expect(out.trim().split('\n').at(-1)).toBe('done');
});
