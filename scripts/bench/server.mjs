// The server bench: requests that are answered together, here and in Python (FastAPI and uvicorn), the event loop while
// a large product runs, and memory over many requests.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheDir } from '../../lib/addon/installed/paths.mjs';
import { ensureEnvironment } from '../lib/python_environment.mjs';
import { nodeEnvironment, nodeFlags } from '../setup/launch.mjs';
import { machine, machineLine, textTable } from './report.mjs';
import { here, runJson } from './sides.mjs';
import { median } from './statistics.mjs';

const PACKAGES = ['fastapi==0.165.0', 'uvicorn[standard]==0.54.0'];
const CONNECTIONS = 50;
const ROW = JSON.stringify(Array.from({ length: 64 }, (_, i) => Math.round(Math.sin(i) * 1000) / 1000));
const target = { ratio: 1.2, delayMs: 10, growth: 1.1 };

/** A Python with FastAPI that sees the PyTorch of `python`. */
async function serverPython(python) {
  const folder = path.join(cacheDir(), `server-${PACKAGES[0].replace('==', '-')}`);
  const made = await ensureEnvironment(folder, PACKAGES, { what: 'the server in Python', size: '60 MB', quiet: true });
  const where = (command, code) => spawnSync(command, ['-c', code], { encoding: 'utf8' }).stdout.trim();
  const torch = where(python, 'import os, torch; print(os.path.dirname(os.path.dirname(torch.__file__)))');
  const site = where(made, 'import sysconfig; print(sysconfig.get_path("purelib"))');
  fs.writeFileSync(path.join(site, 'torch.pth'), `${torch}\n`);
  return made;
}

/** Runs `body` with the port of a server. */
async function withServer(command, args, env, body) {
  const child = spawn(command, args, { env: { ...env, OMP_NUM_THREADS: '1' }, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await Promise.race([
      once(createInterface(child.stdout), 'line').then(([line]) => Number(line)),
      once(child, 'exit').then(() => Promise.reject(new Error(`${path.basename(args.at(-1))} ended before it served`))),
    ]);
    return await body(port);
  } finally {
    child.kill();
  }
}

const sides = {
  nodetorch: (_, body) => withServer(process.execPath, [...nodeFlags, here('server/serve.mjs')], nodeEnvironment(), body),
  python: (python, body) => withServer(python, [here('server/serve.py')], process.env, body),
};

const load = (port, requests, changes = {}) => runJson(process.execPath, [
  here('server/load.mjs'), JSON.stringify({ port, path: '/predict', body: ROW, connections: CONNECTIONS, requests, ...changes }),
]);

const asked = async (port, route) => {
  const [method, where] = route.split(' ');
  return (await fetch(`http://127.0.0.1:${port}${where}`, { method })).json();
};

/** The event loop, and latency, while products of 1,500² run one after the other. */
async function besideProducts(port) {
  await load(port, 2_000);
  await asked(port, 'POST /reset');
  let isOver = false;
  let products = 0;
  const turning = (async () => {
    for (; !isOver; products++) await asked(port, 'POST /product');
  })();
  const figures = await load(port, 10_000);
  isOver = true;
  await turning;
  return { ...figures, products, ...(await asked(port, 'GET /stats')) };
}

async function idleBesideProducts(port) {
  await asked(port, 'POST /reset');
  for (let i = 0; i < 20; i++) await asked(port, 'POST /product');
  return asked(port, 'GET /stats');
}

/** Resident memory after a tenth of the requests, and at the end. */
async function memoryOver(port, requests) {
  await load(port, requests / 10);
  const { rssMb: tenth } = await asked(port, 'GET /stats');
  await load(port, requests - requests / 10);
  return { tenth, end: (await asked(port, 'GET /stats')).rssMb };
}

export async function serverBench({ rounds = 3 }, python) {
  const env = python === null ? null : await serverPython(python);
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    const figures = {};
    for (const [side, run] of Object.entries(sides)) {
      if (side === 'python' && env === null) continue;
      console.error(`server: round ${round} of ${rounds}, ${side}`);
      figures[side] = await run(env, async (port) => {
        await load(port, 2_000);
        return load(port, 10_000);
      });
    }
    results.push(figures);
  }
  console.error('server: products of 1,500 x 1,500 beside requests');
  const [beside, idle, memory] = await sides.nodetorch(null, async (port) =>
    [await besideProducts(port), await idleBesideProducts(port), await memoryOver(port, 100_000)]);
  const of = (side, what) => median(results.map((round) => round[side][what]));
  const lines = Object.keys(results[0]).map((side) =>
    [side, of(side, 'perSecond').toFixed(0), of(side, 'p50').toFixed(2), of(side, 'p99').toFixed(2)]);
  lines.push(['nodetorch, products beside', beside.perSecond.toFixed(0), beside.p50.toFixed(2), beside.p99.toFixed(2)]);
  console.log(`\nserver: ${machineLine()}; ${CONNECTIONS} connections, medians of ${rounds} rounds\n`);
  console.log(textTable(['side', 'requests/s', 'p50 ms', 'p99 ms'], lines));
  const met = (isMet) => (isMet ? 'met' : 'missed');
  const ratio = env === null ? null : median(results.map((each) => each.nodetorch.perSecond / each.python.perSecond));
  if (ratio !== null) console.log(`requests/s >= ${target.ratio} x Python's: ${ratio.toFixed(2)}, ${met(ratio >= target.ratio)}`);
  console.log(`event loop's delay at the 99th percentile while products run <= ${target.delayMs} ms: ` +
    `${idle.delayMs.toFixed(1)}, ${met(idle.delayMs <= target.delayMs)}; with requests beside ${beside.delayMs.toFixed(1)} ` +
    `(${beside.products} products)`);
  const growth = memory.end / memory.tenth;
  console.log(`memory over 100,000 requests <= ${target.growth} x that after 10,000: ${memory.tenth.toFixed(0)} MB to ` +
    `${memory.end.toFixed(0)} MB, ${met(growth <= target.growth)}`);
  const failed = (ratio !== null && ratio < target.ratio) || idle.delayMs > target.delayMs || growth > target.growth;
  return { failed, figures: { bench: 'server', machine: machine(), rounds: results, beside, idle, memory } };
}
