/** Programs that were bundled with nodetorch, and those that require it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './support/package_copy.js';

// Within the project, so that the bundles find what is external.
const home = mkdtempSync(join(root, 'build/bundle-'));
const program = join(home, 'program.mjs');
beforeAll(() => writeFileSync(program, `import * as torch from 'nodetorch'; console.log(torch.ones(2).sum().item());`));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function runBundle(format: 'es' | 'cjs', external: RegExp[]) {
  const file = join(home, format === 'es' ? 'bundle.mjs' : 'bundle.cjs');
  const bundle = await rolldown({ input: program, external: [/^node:/, ...external], platform: 'node', logLevel: 'silent' });
  await bundle.write({ file, format, codeSplitting: false });
  return spawnSync(process.execPath, [file], { encoding: 'utf8' });
}

test.each(['es', 'cjs'] as const)('bundled into one file (%s): the error says so, and how to leave it out', async (format) => {
  const { status, stderr } = await runBundle(format, []);
  expect(status).toBe(1);
  expect(stderr).toMatch(/nodetorch was bundled into .*Leave it out of the bundle.*--external:nodetorch/);
});

test('left out of the bundle, it runs', async () => {
  expect(await runBundle('es', [/^nodetorch/])).toMatchObject({ status: 0, stdout: '2\n' });
});

test('require works where Node loads ES modules so; elsewhere it says what does', () => {
  const run = (code: string) => spawnSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' });
  expect(run(`console.log(require('nodetorch').ones(2).sum().item())`)).toMatchObject({ status: 0, stdout: '2\n' });
  const { status, stderr } = run(`require('./lib/addon/installed/require.cjs')`);
  expect(status).toBe(1);
  expect(stderr).toMatch(/await import\('nodetorch'\)[^]*NODE_OPTIONS=--experimental-vm-modules/);
});
