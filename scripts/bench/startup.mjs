// The bench of starts: how long a program takes to begin, beside Python's `import torch`.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { root } from '../../lib/addon/installed/paths.mjs';
import { machine, machineLine, textTable } from './report.mjs';
import { select } from './sides.mjs';
import { median } from './statistics.mjs';

/** At their end the programs say what they took: processor time in ms and their greatest resident memory in MB. */
const says = `const { userCPUTime: user, systemCPUTime: system, maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ cpu: (user + system) / 1e3, rss: maxRSS / 1024 }));`;
const pythonSays = `import json, resource
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({'cpu': (used.ru_utime + used.ru_stime) * 1e3, 'rss': used.ru_maxrss / 1024}))`;
/** What a thread more takes: the process waits for it to have loaded the library. */
const worker = `import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import 'nodetorch';
const [before, cpu] = [process.memoryUsage.rss(), process.cpuUsage()];
const code = "import 'nodetorch'; import { parentPort } from 'node:worker_threads'; parentPort.postMessage(0); setInterval(() => 0, 1000);";
const thread = new Worker(new URL('data:text/javascript,' + encodeURIComponent(code.replace("'nodetorch'", JSON.stringify(import.meta.resolve('nodetorch'))))));
await once(thread, 'message');
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpu: (user + system) / 1e3, rss: (process.memoryUsage.rss() - before) / 2 ** 20 }));
await thread.terminate();`;

/** By name: the program of each side, where it has one, or what is typed. */
const CASES = {
  'nothing': { node: '', python: '' },
  'import': { node: `import 'nodetorch';`, python: 'import torch' },
  'first tensor': {
    node: `import * as torch from 'nodetorch'; torch.ones(2).add(1).sum().item();`,
    python: 'import torch\ntorch.ones(2).add(1).sum().item()',
  },
  'a worker more': { node: worker, complete: true },
  'npm start 430': { command: ['npm', 'start', '430'] },
};

/** Runs a program: `{ wall }` in ms and what it says of itself. */
function timed(command, args, speaks) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', timeout: 60_000 });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(`${command} ${args[0]} failed:\n${stderr}`);
  return { wall, ...(speaks ? JSON.parse(stdout.trim().split('\n').at(-1)) : {}) };
}

const sides = {
  node: ({ node, complete, command }) => {
    if (command !== undefined) return timed(command[0], command.slice(1), false);
    return timed(process.execPath, ['--input-type=module', '-e', complete ? node : `${node}\n${says}`], true);
  },
  python: ({ python: code }, python) =>
    (code === undefined || python === null ? undefined : timed(python, ['-c', `${code}\n${pythonSays}`], true)),
};

const whole = (value) => (value === undefined ? '-' : value.toFixed(0));

/** Wall time as the least and the median of the rounds, processor time as the least: others may be at work beside. */
function figuresOf(runs) {
  if (runs[0] === undefined) return undefined;
  const least = (key) => (runs[0][key] === undefined ? undefined : Math.min(...runs.map((run) => run[key])));
  return { least: least('wall'), median: median(runs.map(({ wall }) => wall)), cpu: least('cpu'), rss: least('rss') };
}

export async function startup({ rounds, only }, python) {
  const names = select(Object.keys(CASES), only);
  const runs = new Map(names.map((name) => [name, { node: [], python: [] }]));
  for (const name of names) sides.node(CASES[name], python); // what lies on the disk is in memory from now on
  for (let round = 0; round < (rounds ?? 30); round++) {
    console.error(`startup: round ${round + 1}`);
    for (const [name, found] of runs) {
      for (const side of ['node', 'python']) found[side].push(sides[side](CASES[name], python));
    }
  }
  const cases = [...runs].map(([name, found]) =>
    ({ name, node: figuresOf(found.node), python: figuresOf(found.python) }));
  const lines = cases.map(({ name, node, python: other }) => [
    name, whole(node.least), whole(node.median), whole(node.cpu), whole(node.rss),
    whole(other?.least), whole(other?.median), whole(other?.cpu), whole(other?.rss),
  ]);
  console.log(`\nstartup: ${machineLine()}\n`);
  const heads = ['least ms', 'median', 'CPU ms', 'MB'];
  console.log(textTable(['start', ...heads, ...heads.map((head) => `Python's ${head}`)], lines));
  return { figures: { bench: 'startup', machine: machine(), cases } };
}
