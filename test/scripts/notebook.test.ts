import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { shownBy } from '../../scripts/notebook/shown.mjs';

const script = fileURLToPath(new URL('../../scripts/notebook.mjs', import.meta.url));

test.each([
  [['999'], 'There is no exercise 999'],
  [['430', '670'], 'npm run notebook opens one lesson, and got 2 numbers'],
  [['--test', '--fresh'], '--fresh does not go with --test'],
  [['--test', '--execute', 'x'], '--execute or --test, not both'],
  [['--execute', ' '], '--execute wants a folder'],
  [['--execute', script], 'is no folder'],
  [['--timeout', '3'], '--timeout is for --execute and --test'],
  [['--test', '--timeout', '1.5'], "--timeout wants a whole number from 1 to 1000000, got '1.5'"],
  [['--port', '70000'], "--port wants a whole number from 1 to 65535, got '70000'"],
  [['--prot', '7'], "Unknown option '--prot'"],
])('%j is refused before anything is set up', (args, message) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
  expect([status, stdout]).toEqual([1, '']);
});

test('what an executed notebook shows: prints, pictures, stray values, complaints, and its check apart', () => {
  const cell = (...outputs: object[]): object => ({ cell_type: 'code', outputs });
  const print = (name: string, text: string | string[]): object => ({ output_type: 'stream', name, text });
  const folder = mkdtempSync(join(tmpdir(), 'nodetorch-notebook-'));
  const file = join(folder, 'x.ipynb');
  writeFileSync(file, JSON.stringify({
    cells: [
      { cell_type: 'markdown', source: '# x' },
      cell(print('stdout', ['loss 1\n', 'loss 0.5\n']), { output_type: 'display_data', data: { 'image/svg+xml': '<svg/>' } }),
      cell(print('stderr', 'oh'), { output_type: 'execute_result', data: { 'text/plain': 'Generator {}' } }),
      cell(print('stdout', '430: ok\n')),
    ],
  }));
  expect(shownBy(file)).toEqual({
    text: 'loss 1\nloss 0.5\n', complaints: 'oh', pictures: 1, values: ['Generator {}'], verdict: '430: ok',
  });
  rmSync(folder, { recursive: true });
});
