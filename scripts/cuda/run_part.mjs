// Runs a part in a child with its time limit. A crash or a hang of it is its own failure.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { root } from '../../lib/addon/installed/paths.mjs';
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';
import { isNoGpu } from './context.mjs';

const childFile = fileURLToPath(new URL('child.mjs', import.meta.url));
/** Where the modules of the parts lie. */
const own = new URL('checks/', import.meta.url);
const cli = path.join(root, 'scripts/cli.mjs');

/** How to start a part: [arguments of Node, environment]. */
function startOf(name, checks, options) {
  if (name !== 'build') {
    const env = { ...nodeEnvironment(), TMPDIR: options.folder };
    return [[...nodeFlags, '--expose-gc', childFile, new URL(`${name}.mjs`, checks).href, JSON.stringify(options)], env];
  }
  return [[cli, 'build'], { ...process.env, LIBTORCH_USE_PYTORCH: '1', NODETORCH_PYTHON: options.python }];
}

/** Ends a child with all that it has started. */
function end(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/**
 * Runs a part: `{status, seconds, checks, figures, error}`, of which `status` is passed, failed, 'no GPU' (it came as
 * far as one can come without a GPU), 'timed out' or crashed. `told` is called with it whenever it has grown.
 */
export async function runPart(name, { seconds, device, python, checks = own }, told = () => {}) {
  const folder = fs.mkdtempSync(path.join(tmpdir(), `nodetorch-cuda-${name}-`));
  const result = { status: 'running', limit: Number(seconds.toFixed(1)), seconds: 0, checks: {}, figures: {} };
  const started = performance.now();
  const until = Date.now() + Math.max(seconds / 2, seconds - 3) * 1000;
  const [args, env] = startOf(name, checks, { until, device, python, folder });
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let complaint = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (complaint = (complaint + text).slice(-3000)));
  }
  let ended = name === 'build';
  const lines = createInterface({ input: child.stdio[3] });
  lines.on('line', (line) => {
    const { check, problem, figure, value, error, stack, end: last, ...rest } = JSON.parse(line);
    const fine = problem === null;
    if (check !== undefined) result.checks[check] = fine ? { ok: true, ...rest } : { ok: false, problem, ...rest };
    if (figure !== undefined) result.figures[figure] = value;
    if (error !== undefined) Object.assign(result, { error, stack });
    ended ||= last === true || error !== undefined;
    told(result);
  });
  let late = false;
  const watch = setTimeout(() => {
    late = true;
    end(child);
  }, seconds * 1000);
  const how = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  clearTimeout(watch);
  end(child);
  fs.rmSync(folder, { recursive: true, force: true });
  result.seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  if (late) result.error ??= `it took more than ${result.limit} s`;
  else if (how !== 0 || !ended) {
    result.error ??= `the process ended: ${how}`;
    result.stack ??= complaint.trim();
  }
  result.status = statusOf(result, { late, crashed: how !== 0 || !ended });
  told(result);
  return result;
}

function statusOf({ checks, error }, { late, crashed }) {
  const problems = Object.values(checks).filter(({ ok }) => !ok).map(({ problem }) => problem);
  if (error !== undefined) problems.push(error);
  if (late) return 'timed out';
  if (crashed) return 'crashed';
  if (problems.length === 0) return 'passed';
  return problems.every(isNoGpu) ? 'no GPU' : 'failed';
}
