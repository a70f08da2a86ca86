// Runs the two sides of a bench: each measurement in a fresh process, one thread, Node and Python in turn.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';

/** The path of a file beside this one. */
export const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const oneThread = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** Runs a program to its end and returns the JSON it printed; its stderr goes to ours. */
export async function runJson(program, args, env = process.env) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...env, ...oneThread } });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ending) => resolve(ending));
  });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ended with ${signal ?? `exit code ${code}`}`);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Starts Node as our launchers do. */
export function runNode(script, ...args) {
  return runJson(process.execPath, [...nodeFlags, here(script), ...args], nodeEnvironment());
}

/**
 * The cases as the program of somebody who starts plain `node`: no options, and no `await` before the work, since V8
 * holds more while it evaluates a program's modules, and each collection looks at that.
 */
function runPlainNode(suite, wanted) {
  const module = (name) => JSON.stringify(new URL(name, import.meta.url).href);
  const program = `import { cases } from ${module(`./cases/${suite}.mjs`)}; import { report } from ${module('./timing.mjs')};
    report(cases, ${wanted});`;
  return runJson(process.execPath, ['--input-type=module', '--eval', program]);
}

export function runPython(python, env, script, ...args) {
  return runJson(python, ['-B', here(script), ...args], env);
}

/** The names of a suite's cases that match `pattern` (a regular expression, upper and lower case alike). */
export async function caseNames(suite, pattern) {
  const names = await runNode('measure.mjs', suite, '--names');
  return select(names, pattern);
}

export function select(names, pattern) {
  const wanted = names.filter((name) => new RegExp(pattern ?? '', 'i').test(name));
  if (wanted.length === 0) throw new Error(`--only ${pattern}: no such case. The cases:\n  ${names.join('\n  ')}`);
  return wanted;
}

/**
 * Measures `names` of `suite` in `rounds` rounds: Node, Python, Node, Python, ..., and plain Node, if `plain`.
 * Without `python` only Node is measured. Returns [{ node: {versions, cases}, python: the same or null, plain }].
 */
export async function alternate(suite, names, rounds, python, { plain = false } = {}) {
  const wanted = JSON.stringify(names);
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    console.error(`${suite}: round ${round} of ${rounds} (${names.length} cases a side)`);
    const node = await runNode('measure.mjs', suite, wanted);
    const other = python ? await runPython(python, process.env, 'measure.py', suite, wanted) : null;
    results.push({ node, python: other, plain: plain ? await runPlainNode(suite, wanted) : null });
  }
  return results;
}
