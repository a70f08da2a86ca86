// npm run bare -- DIR: installs nodetorch as a user does, from a registry, in a bare Debian without a compiler,
// and tells the seconds until README's program has made its first training step.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ABSENT, ensureDebian, inDebian } from './bare_prefix/debian.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { startRegistry } from './lib/registry.mjs';
import { main, UsageError } from './setup/main.mjs';
import { run } from './setup/processes.mjs';
import { root } from '../lib/addon/installed/paths.mjs';
import { packageName } from '../lib/addon/installed/platform_package.mjs';

const USAGE = `npm run bare -- DIR [--packages DIR]
  DIR             where the Debian is made, or was made (debootstrap: Linux x64 or arm64, root; 700 MB)
  --packages DIR  the packages to install (of npm run prebuilds -- --out DIR); made anew without`;

/** Where the projects are made, as seen from inside. */
const PROJECTS = '/srv';
const MOST_PACKAGES = 15;
const MOST_MEGABYTES = 20;

function readOptions() {
  let given;
  try {
    given = parseArgs({ allowPositionals: true, options: { packages: { type: 'string' } } });
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
  const { values, positionals } = given;
  if (positionals.length !== 1) throw new UsageError(USAGE);
  if (process.platform !== 'linux' || process.getuid() !== 0) throw new UsageError(`It needs Linux and root.\n\n${USAGE}`);
  return { folder: path.resolve(positionals[0]), packages: values.packages && path.resolve(values.packages) };
}

/** README's first program, as JavaScript. */
async function program() {
  const { default: ts } = await import('typescript');
  const [, text] = fs.readFileSync(path.join(root, 'README.md'), 'utf8').match(/```ts\n([^]*?)```/);
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(text, { compilerOptions: options }).outputText;
}

const checks = [];

function check(what, ok, output = '') {
  checks.push(ok);
  process.stdout.write(`${ok ? 'ok     ' : 'FAILED '} ${what}\n${ok ? '' : output}`);
}

const last = (lines) => lines.trim().split('\n').at(-1);

/** One project from nothing to its first training step. */
async function install(folder, name, text, address) {
  const project = `${PROJECTS}/${name}`;
  const host = path.join(folder, project);
  fs.rmSync(host, { recursive: true, force: true });
  fs.mkdirSync(host, { recursive: true });
  fs.writeFileSync(path.join(host, 'package.json'), '{ "type": "module" }\n');
  fs.writeFileSync(path.join(host, 'program.js'), text);
  const steps = [
    ['npm i nodetorch', `npm i nodetorch --registry ${address}`], ['npx nodetorch setup', 'npx nodetorch setup'],
    ['node program.js', 'node program.js'],
  ];
  let total = 0;
  const said = [];
  for (const [step, line] of steps) {
    const { status, output, seconds, firstLine } = await inDebian(folder, project, line);
    const spent = step.startsWith('node') ? firstLine ?? seconds : seconds;
    total += spent;
    said.push(`${step} ${spent.toFixed(1)} s`);
    check(`${name}: ${step}`, status === 0, output);
    if (status !== 0) return;
    if (step.startsWith('npx')) check(`${name}: nothing is built`, !/building|cmake/i.test(output), output);
    if (step.startsWith('node')) check(`${name}: it learns: ${last(output)}`, Number(last(output).split(' ').at(-1)) > 0.9, output);
  }
  process.stdout.write(`${name}: first training step after ${total.toFixed(1)} s (${said.join(', ')})\n`);
}

async function measure(folder) {
  const { output } = await inDebian(folder, `${PROJECTS}/first`, 'du -sm node_modules && cat node_modules/.package-lock.json');
  const megabytes = Number(output.match(/^\d+/)?.[0]);
  const packages = output.match(/"node_modules\/[^"]+": \{/g)?.length;
  check(`${packages} packages, at most ${MOST_PACKAGES}`, packages <= MOST_PACKAGES);
  check(`${megabytes} MB without libtorch, at most ${MOST_MEGABYTES}`, megabytes <= MOST_MEGABYTES);
}

await main(async () => {
  const options = readOptions();
  await ensureDependencies();
  const packages = options.packages ?? path.join(root, 'build/packages');
  if (!options.packages) await run('prebuilds', process.execPath, [path.join(root, 'scripts/prebuild.mjs'), '--out', packages]);
  await ensureDebian(options.folder);
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const tarballs = [packageName().replace('@', '').replace('/', '-'), 'nodetorch'].map((name) => path.join(packages, `${name}-${version}.tgz`));
  const registry = await startRegistry(tarballs);
  try {
    const { output } = await inDebian(options.folder, '/', ABSENT.map((name) => `command -v ${name}`).join('; '));
    check(`none of ${ABSENT.join(', ')}`, output.trim() === '', output);
    for (const cache of ['.cache', '.npm']) fs.rmSync(path.join(options.folder, 'root', cache), { recursive: true, force: true });
    const text = await program();
    await install(options.folder, 'first', text, registry.address);
    await measure(options.folder);
    await install(options.folder, 'second', text, registry.address); // libtorch is in the cache
  } finally {
    registry.close();
  }
  const failed = checks.filter((ok) => !ok).length;
  process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
});
