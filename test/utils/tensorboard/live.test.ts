/** TensorBoard's files against those that PyTorch writes in Python with the same calls, read back by TensorBoard. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { referencePython } from '../../../scripts/lib/reference.mjs';
import { writeScene } from './scene.js';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-tensorboard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = 'scripts/tensorboard/scene.py';

/** A Python that has PyTorch and TensorBoard: NODETORCH_TENSORBOARD_PYTHON, or the reference if it has both. */
function pythonWithTensorBoard(): string | undefined {
  const python = process.env.NODETORCH_TENSORBOARD_PYTHON ?? referencePython();
  if (python === undefined) return undefined;
  return spawnSync(python, ['-c', 'import torch, tensorboard, PIL']).status === 0 ? python : undefined;
}
const python = pythonWithTensorBoard();

function answer(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(python!, ['-W', 'ignore', script, ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const why = 'no Python here has PyTorch and TensorBoard: pip install tensorboard, or NODETORCH_TENSORBOARD_PYTHON';

test.skipIf(python === undefined)(`the files are those of PyTorch (skipped where ${why})`, { timeout: 120_000 }, () => {
  const [theirs, ours] = [join(folder, 'python'), join(folder, 'node')];
  writeScene(ours);
  answer('write', theirs);
  const { events, kinds, differences } = JSON.parse(answer('compare', theirs, ours).split('\n').at(-2)!) as {
    events: number; kinds: string[]; differences: string[];
  };
  expect(differences).toEqual([]);
  expect(events).toBeGreaterThan(80);
  expect(kinds).toEqual(['audio', 'custom_scalars', 'file_version', 'graph_def', 'histo', 'hparams', 'image', 'mesh',
    'pr_curves', 'scalars', 'session_log', 'simple_value', 'tagged_run_metadata', 'tensor', 'text']);
});
