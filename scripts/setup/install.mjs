// Brings a libtorch into the cache: pip fetches the wheel (or it is at hand), what is needed of it is unpacked beside,
// checked, and renamed into place at the very end. Until then everything lies in one `.part` folder that any failure
// removes.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onInterrupt } from './main.mjs';
import { checkSha256, download, DownloadFailed, isAddress, shown } from './download.mjs';
import { say } from './processes.mjs';
import { acquire } from './lock.mjs';
import { cachedIn, cacheName, inspect } from '../../lib/addon/installed/locate.mjs';
import { cacheDir, tilde } from '../../lib/addon/installed/paths.mjs';
import { platformKey, PLATFORMS } from '../../lib/addon/installed/platforms.mjs';
import { pipDownload, PipFailed } from './pip.mjs';
import { megabytes, Progress } from './progress.mjs';
import { syncFile, syncFolder } from '../../lib/addon/installed/replace_file.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { inWindow, minorOf, PINNED, WINDOW } from '../../lib/addon/installed/versions.mjs';
import { Archive, nvidiaRequirements } from './wheel.mjs';
import { recordFiles } from '../../lib/addon/installed/whole.mjs';
import { BadArchive } from './zip.mjs';

const CPU_INDEX = 'https://download.pytorch.org/whl/cpu';
/** For a python3 that PyTorch has no wheel for: any interpreter's wheel holds the same libtorch. */
const ANY_PYTHON = ['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312', '--abi', 'none'];

/**
 * As python3's own wheel, and if there is none for that python3, as one for another; for another platform always as
 * that.
 */
async function downloadForAnyPython(requirements, { platform, ...options }) {
  const tags = PLATFORMS[platform].wheels.flatMap((name) => ['--platform', name]);
  const anyPython = { ...options, args: [...options.args, ...ANY_PYTHON, ...tags] };
  if (platform !== platformKey) return pipDownload(requirements, anyPython);
  try {
    await pipDownload(requirements, options);
  } catch (error) {
    if (error.reason !== 'other-python') throw error;
    await pipDownload(requirements, anyPython).catch(() => {
      throw error;
    });
  }
}

/** The indexes to ask, in order: without a driver PyTorch's own CPU wheels (a third of the size) first. */
function indexes({ variant, platform }) {
  const own = ['the configured index', []];
  if (variant === 'cuda' || !PLATFORMS[platform].cpuIndex) return [own];
  const cpu = process.env.NODETORCH_CPU_INDEX || CPU_INDEX;
  return [[`PyTorch's CPU index`, ['--index-url', cpu, '--retries', '0', '--timeout', '10']], own];
}

const describe = (error) => (error.code === 'ENOSPC' || error.code === 'EDQUOT' ? `disk full: ${error.message}` : error.message);

/** A failure that the next source may not have; anything else is a defect of ours and must show its stack. */
const isExpected = (error) => [PipFailed, BadArchive, DownloadFailed].some((kind) => error instanceof kind) || typeof error.errno === 'number';

async function wheelFrom(folder) {
  const name = fs.readdirSync(folder).find((file) => file.startsWith('torch-') && file.endsWith('.whl'));
  if (!name) throw new PipFailed('pip brought no torch wheel');
  return path.join(folder, name);
}

async function unpack(archives, tree) {
  const total = archives.reduce((sum, { bytes }) => sum + bytes, 0);
  fs.mkdirSync(tree, { recursive: true });
  const { bavail, bsize } = fs.statfsSync(tree);
  if (total > bavail * bsize) {
    throw new BadArchive(`disk full: ${megabytes(total)} to unpack, ${megabytes(bavail * bsize)} free in ${tilde(tree)}`);
  }
  const progress = new Progress('unpacking');
  let done = 0;
  const onBytes = (bytes) => progress.update(`${megabytes((done += bytes))} of ${megabytes(total)}`);
  try {
    for (const archive of archives) await archive.unpack(tree, onBytes);
  } catch (error) {
    progress.end('failed');
    throw error;
  }
  progress.end(megabytes(total));
}

/** Downloads NVIDIA's packages for `wheel`; returns the files. `near` is a folder that may hold them already. */
async function nvidiaWheels(wheel, { variant, platform, part, near }) {
  const requirements = nvidiaRequirements(wheel.requirements, variant);
  if (requirements.length === 0) return [];
  const folder = path.join(part, 'nvidia');
  const options = { dest: folder, temporary: path.join(part, 'tmp'), title: `NVIDIA's libraries for ${wheel.version}`, platform };
  const sources = near ? [['--no-index', '--find-links', near], []] : [[]];
  let failure;
  for (const args of sources) {
    try {
      await downloadForAnyPython(requirements, { ...options, args });
      failure = undefined;
      break;
    } catch (error) {
      if (!isExpected(error)) throw error;
      failure = error;
    }
  }
  if (failure) throw new PipFailed(`${wheel.version} needs ${requirements.join(', ')}: ${describe(failure)}`);
  return fs.readdirSync(folder).filter((name) => name.endsWith('.whl')).map((name) => path.join(folder, name));
}

function checkArchive({ file, name, version, files }, { variant }) {
  const problem = (text) => new BadArchive(`${path.basename(file)} is ${text}`);
  if (!['torch', 'libtorch'].includes(name)) throw problem(`${name}, not torch`);
  if (!inWindow(version)) throw problem(`${version}, wanted ${minorOf(WINDOW.oldest)} to ${minorOf(WINDOW.newest)}`);
  if (variant === 'cuda' && !files.some(({ to }) => to.endsWith('/libtorch_cuda.so'))) throw problem('built without CUDA');
}

/** Unpacks the wheel or zip `file`, with NVIDIA's packages if it needs them, into `tree`; returns it. */
async function unpackWithNeeds(file, tree, context) {
  const { variant, headers } = context;
  const archives = [await Archive.open(file, { variant, headers })];
  try {
    const [torch] = archives;
    checkArchive(torch, context);
    for (const wheel of await nvidiaWheels(torch, context)) {
      archives.push(await Archive.open(wheel, { variant, headers }));
    }
    await unpack(archives, tree);
    return torch;
  } finally {
    for (const archive of archives) await archive.close();
  }
}

/**
 * Notes what was unpacked, and puts the notes and the libraries on the disk, so that after a power cut a libtorch that
 * is in its place is whole. Ten thousand headers are not synced one by one: setup looks at each before it builds.
 */
function syncFiles(tree) {
  for (const file of recordFiles(tree)) syncFile(file);
}

/** Unpacks `file` and moves the result into its place in the cache. */
async function installFile(file, context) {
  const tree = path.join(context.part, 'tree');
  fs.rmSync(tree, { recursive: true, force: true });
  const { version, cuda } = await unpackWithNeeds(file, tree, context);
  const where = context.target(version, cuda);
  syncFiles(tree);
  const { problem } = inspect(tree, { whole: true, platform: context.platform });
  if (problem) throw new BadArchive(`${path.basename(file)}: ${problem.replaceAll(tilde(tree), 'it')}`);
  const old = `${where}.${process.pid}.old.part`;
  if (fs.existsSync(where)) fs.renameSync(where, old);
  fs.renameSync(tree, where);
  syncFolder(path.dirname(where));
  fs.rmSync(old, { recursive: true, force: true });
  return inspect(where, { platform: context.platform });
}

async function fetchAndInstall(version, context, attempts) {
  for (const [place, args] of indexes(context)) {
    const dest = path.join(context.part, 'download');
    fs.rmSync(dest, { recursive: true, force: true });
    try {
      const title = `torch ${version} from ${place}`;
      const options = { dest, temporary: path.join(context.part, 'tmp'), args: ['--no-deps', ...args], title, platform: context.platform };
      await downloadForAnyPython([`torch==${version}`], options);
      return await installFile(await wheelFrom(dest), context);
    } catch (error) {
      if (!isExpected(error)) throw error;
      attempts.push([place, describe(error)]);
      if (error.reason === 'no-pip') break;
    }
  }
  return undefined;
}

function filesOf(from) {
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (!stat) throw new BadArchive(`${from}: absent`);
  if (!stat.isDirectory()) return from;
  const names = fs.readdirSync(from).filter((name) => /^torch-.*\.whl$|^libtorch.*\.zip$/.test(name)).sort();
  if (names.length > 0) return path.join(from, names.at(-1));
  const tree = inspect(from);
  throw new BadArchive(tree.problem
    ? `${from} holds no torch-*.whl and no libtorch*.zip`
    : `${from} is a libtorch already, nothing to unpack: set LIBTORCH=${tree.dir}`);
}

/** Unpacks what the user named: a file, a folder with one, or an address; that is downloaded below the cache first. */
async function installFrom(from, sha256, context) {
  if (!isAddress(from)) {
    const file = filesOf(path.resolve(from));
    if (sha256) await checkSha256(file, sha256);
    return installFile(file, { ...context, near: path.dirname(file) });
  }
  if (from.startsWith('file:')) return installFrom(fileURLToPath(from), sha256, context);
  const folder = path.join(cacheDir(), 'downloads');
  try {
    const file = await download(from, folder);
    try {
      if (sha256) await checkSha256(file, sha256);
      return await installFile(file, context);
    } finally {
      fs.rmSync(file, { force: true }); // whole or bad: nobody goes on from it
    }
  } finally {
    if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
  }
}

const NO_PIP = [
  'install Python with pip',
  'Debian, Ubuntu: apt install python3-pip   Fedora: dnf install python3-pip; then run this again',
];
const BY_HAND = [
  'fetch an archive elsewhere',
  `torch-${PINNED}+cpu-*.whl or libtorch-shared-with-deps-${PINNED}+cpu.zip; then npx nodetorch setup --from FILE\n` +
    '(or --from URL, which downloads it without pip),\nor unpack the zip anywhere and set LIBTORCH to its folder libtorch',
];
const CURES = [
  ['read the lines above', 'network, proxy (pip config set global.proxy …), disk; then run this again: nothing is half done'],
  BY_HAND,
  ['LIBTORCH_USE_PYTORCH=1', `with a PyTorch ${minorOf(WINDOW.oldest)} to ${minorOf(WINDOW.newest)} in python3 (pip install torch==${PINNED})`],
];

/** The cache of a platform: one to cross-compile for has a folder of its own. */
export const cacheOf = (platform) => (platform === platformKey ? cacheDir() : path.join(cacheDir(), platform));

/**
 * Puts libtorch into the cache, unless it is there (`force`: even then), and returns where. `from`: a wheel, a zip, a
 * folder with one, or the address of one, whose SHA-256 may be given. `headers(version)` says whether something is
 * going to be built with it. `attempts` are what was looked at before, for the table of the SetupError that a failure
 * throws. `platform`: one to cross-compile for.
 */
export async function install({
  variant, version = PINNED, from, sha256, force = false, headers = () => true, attempts = [], platform = platformKey,
}) {
  const cache = cacheOf(platform);
  const target = (actual, cuda) => path.join(cache, cacheName(actual, variant, cuda));
  let release;
  try {
    release = await acquire(path.join(cache, 'setup.lock'), ({ pid }) => say(`another set-up (process ${pid}) is at work, waiting for it`));
  } catch (error) {
    throw new SetupError(`The cache ${tilde(cache)} cannot be written: ${describe(error)}.`, attempts, [
      ['NODETORCH_CACHE=/other/folder', 'puts the cache where there is room'], ...CURES.slice(1)]);
  }
  const part = path.join(cache, `${process.pid}.part`);
  const clean = () => {
    fs.rmSync(part, { recursive: true, force: true });
    release();
  };
  const done = onInterrupt(clean);
  try {
    const cached = cachedIn(cache).filter((each) => each.version === version && each.variant === variant);
    const wanted = { headers: headers(version), whole: true, platform };
    const there = cached.map(({ name }) => inspect(path.join(cache, name), wanted));
    const whole = there.find(({ problem }) => !problem);
    if (!force && !from && whole) return whole; // another process did it while we waited
    // We hold the lock: what other processes left half done, nobody needs.
    for (const name of fs.readdirSync(cache)) {
      if (name.endsWith('.part')) fs.rmSync(path.join(cache, name), { recursive: true, force: true });
    }
    fs.mkdirSync(part);
    const context = { variant, platform, headers, target, part };
    const tried = [...attempts];
    let found;
    if (from) {
      try {
        found = await installFrom(from, sha256, context);
      } catch (error) {
        if (!isExpected(error)) throw error;
        tried.push([`--from ${shown(from)}`, describe(error)]);
      }
    } else {
      found = await fetchAndInstall(version, context, tried);
    }
    if (found) return found;
    const noPip = tried.some(([, text]) => /No module named pip|ENOENT: no /.test(text));
    throw new SetupError(`libtorch ${version} could not be set up.`, tried, noPip ? [NO_PIP, ...CURES.slice(1)] : CURES);
  } finally {
    clean();
    done();
  }
}
