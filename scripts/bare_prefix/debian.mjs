// A bare Debian in a folder: its smallest system, python3-pip, and the Node of this machine; no compiler, no cmake, no
// git. Programs run in it by chroot, in a mount namespace of their own, and with this machine's network: certificates,
// and the settings of npm and pip, come along.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { run, say } from '../setup/processes.mjs';

const SUITE = 'bookworm';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Settings by which clients reach a registry: copied where the machine has them. */
const SETTINGS = ['etc/ssl/certs/ca-certificates.crt', 'etc/resolv.conf', 'etc/hosts', 'etc/pip.conf', 'usr/etc/npmrc', 'usr/local/etc/npmrc', 'root/.npmrc'];
const VARIABLES = /^(https?_proxy|no_proxy|all_proxy|ssl_cert_file|requests_ca_bundle|node_extra_ca_certs|pip_\w+)$/i;

/** What a machine without a compiler lacks. */
export const ABSENT = ['cc', 'c++', 'gcc', 'g++', 'clang', 'clang++', 'cmake', 'make', 'ninja', 'git', 'node-gyp'];

const variables = () => Object.entries(process.env).filter(([name]) => VARIABLES.test(name));

/** Makes it, unless `folder` holds it already. */
export async function ensureDebian(folder) {
  const ready = path.join(folder, '.bare-prefix');
  if (!fs.existsSync(ready)) {
    say(`debootstrap ${SUITE} in ${folder}: some minutes`);
    const args = ['--variant=minbase', '--include=python3-pip,ca-certificates', SUITE, folder];
    await run('debootstrap', 'debootstrap', args, { stdio: ['ignore', 'ignore', 2], cure: 'It needs Debian: apt install debootstrap' });
    fs.writeFileSync(ready, `${SUITE}\n`);
  }
  const put = (from, to) => fs.cpSync(from, path.join(folder, to), { recursive: true, dereference: true });
  put(process.execPath, 'usr/bin/node');
  const npm = path.resolve(fs.realpathSync(process.env.npm_execpath ?? '/usr/bin/npm'), '../..');
  fs.rmSync(path.join(folder, 'usr/lib/node_modules/npm'), { recursive: true, force: true });
  put(npm, 'usr/lib/node_modules/npm');
  for (const name of ['npm', 'npx']) {
    fs.rmSync(path.join(folder, 'usr/bin', name), { force: true });
    fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(folder, 'usr/bin', name));
  }
  const isFile = (value) => path.isAbsolute(value) && fs.statSync(value, { throwIfNoEntry: false })?.isFile();
  const named = variables().map(([, value]) => value).filter(isFile);
  for (const file of [...SETTINGS, ...named]) if (fs.existsSync(path.join('/', file))) put(path.join('/', file), file);
}

const environment = () => (
  { ...Object.fromEntries(variables()), PATH, HOME: '/root', LANG: 'C.UTF-8' }
);

/**
 * Runs a line of shell in `cwd` there: `{ status, output, seconds, firstLine }`, the last being the seconds until the
 * first line on stdout.
 */
export function inDebian(folder, cwd, line) {
  const script = 'mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && exec chroot "$1" /bin/sh -c "cd $2 && $3"';
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', ['-m', '/bin/sh', '-c', script, 'sh', folder, cwd, line], { env: environment() });
    let [output, firstLine] = ['', undefined];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      firstLine ??= seconds();
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output, seconds: seconds(), firstLine }));
  });
}
