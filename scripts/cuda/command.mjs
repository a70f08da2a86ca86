// npm run cuda: everything that needs a GPU, checked beside the Python of the same machine, in ten minutes at most.

import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { hasNvidiaDriver } from '../../lib/addon/installed/platform.mjs';
import { main, UsageError } from '../setup/main.mjs';
import { chosenParts, parts, secondsOf } from './parts.mjs';
import { runPart } from './run_part.mjs';

const usage = `usage: npm run cuda [-- PART… [--json FILE] [--time SECONDS] [--list] [--dry] [--device cpu]]
       npm run cuda -- pack DIR

  PART…           only these parts (--list names them); all of them otherwise
  --json FILE     where the results go, written anew with each of them (cuda.json)
  --time SECONDS  for all parts together (600); each has a share of it
  --dry           without a GPU, runs every part up to where one is needed
  --device cpu    rehearses the parts that can be, on the processor
  pack DIR        makes a folder with all that a machine without Node and without a network lacks

  NODETORCH_PYTHON names the Python whose PyTorch is built against and compared with (python3).`;

const NO_GPU = 'There is no NVIDIA driver on this machine, so nothing to check on a GPU: run this where there is one, ' +
  'or with --dry up to where one is needed.';

function read() {
  const text = { type: 'string' };
  const options = { json: text, time: text, device: text, list: { type: 'boolean' }, dry: { type: 'boolean' }, help: { type: 'boolean' } };
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const { json = 'cuda.json', time = '600', device = 'cuda', ...flags } = values;
    if (!(Number(time) > 0)) throw new RangeError(`--time wants seconds, got '${time}'`);
    if (!['cuda', 'cpu'].includes(device)) throw new RangeError(`--device: cuda or cpu, got '${device}'`);
    const pack = positionals[0] === 'pack' ? positionals[1] : undefined;
    if (positionals[0] === 'pack' && positionals.length !== 2) throw new RangeError('pack wants one folder');
    const chosen = pack === undefined ? chosenParts(positionals, device) : [];
    return { json: path.resolve(json), seconds: Number(time), device, pack, chosen, ...flags };
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${usage}`);
  }
}

/** What the results are of. */
function machine() {
  const code = 'import json, platform, torch; print(json.dumps({"python": platform.python_version(), "torch": torch.__version__,' +
    ' "cuda": torch.version.cuda, "device": torch.cuda.get_device_name() if torch.cuda.is_available() else None}))';
  const { status, stdout, stderr, error } = spawnSync(python(), ['-W', 'ignore', '-c', code], { encoding: 'utf8', timeout: 120_000 });
  const told = status === 0 ? JSON.parse(stdout) : { problem: error?.message ?? stderr.trim().split('\n').at(-1) };
  const gpu = spawnSync('nvidia-smi', ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'], { encoding: 'utf8' });
  return {
    node: process.versions.node, cores: os.availableParallelism(), processor: os.cpus()[0]?.model ?? null,
    reference: { command: python(), ...told }, gpu: gpu.status === 0 ? gpu.stdout.trim() : null,
  };
}

function line(name, { status, seconds, checks, error }) {
  const failed = Object.entries(checks).filter(([, { ok }]) => !ok);
  const count = `${Object.keys(checks).length - failed.length} of ${Object.keys(checks).length} checks`;
  // What went wrong in the same way is said once.
  const first = failed.filter(([, { problem }], i) => failed.findIndex(([, each]) => each.problem === problem) === i);
  const why = [...first.map(([title, { problem }]) => `${title}: ${problem}`), ...(error === undefined ? [] : [error])];
  const shown = why.slice(0, 5).map((text) => `\n    ${text.slice(0, 300).replaceAll('\n', ' ')}`).join('');
  return `${name.padEnd(11)} ${status.padEnd(10)} ${String(seconds).padStart(6)} s  ${count}${shown}\n`;
}

const python = () => process.env.NODETORCH_PYTHON || 'python3';

async function runAll({ json, seconds, device, chosen, dry = false }, about) {
  const results = { started: new Date().toISOString(), device, dry, machine: about, seconds: 0, parts: {} };
  // Since this process began.
  const gone = () => performance.now() / 1000;
  const write = () => {
    results.seconds = Number(gone().toFixed(1));
    replaceFile(json, `${JSON.stringify(results, null, 1)}\n`);
  };
  write();
  for (const [i, name] of chosen.entries()) {
    const limit = secondsOf(name, chosen.slice(i + 1), seconds - gone());
    const { title } = parts[name];
    const result = await runPart(name, { seconds: limit, device, python: python() }, (part) => {
      results.parts[name] = { title, ...part };
      write();
    });
    process.stdout.write(line(name, result));
  }
  const fine = dry ? ['passed', 'no GPU'] : ['passed'];
  const bad = Object.entries(results.parts).filter(([, { status }]) => !fine.includes(status)).map(([name]) => name);
  process.stdout.write(bad.length === 0 ? `all ${chosen.length} parts ${dry ? 'came as far as they can without a GPU' : 'passed'}\n`
    : `not passed: ${bad.join(', ')}\n`);
  process.stdout.write(`the results are in ${json}\n`);
  return bad.length === 0 ? 0 : 1;
}

await main(async () => {
  const given = read();
  if (given.help) process.stdout.write(`${usage}\n`);
  else if (given.list) for (const [name, { title, share }] of Object.entries(parts)) process.stdout.write(`${name.padEnd(11)} ${String(share).padStart(4)} s  ${title}\n`);
  else if (given.pack !== undefined) return (await import('./pack/pack.mjs')).pack(path.resolve(given.pack));
  else {
    const about = machine();
    // The driver may lie where only Python's PyTorch finds it.
    const hasGpu = hasNvidiaDriver() || about.gpu !== null || (about.reference.device ?? null) !== null;
    if (given.device === 'cuda' && !given.dry && !hasGpu) throw new UsageError(NO_GPU);
    return runAll(given, about);
  }
});
