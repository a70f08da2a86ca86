// A registry on a loopback address that has our packages, and passes on what else is asked of it.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from '../setup/main.mjs';
import { run, StepFailed } from '../setup/processes.mjs';
import { ensureTools } from '../setup/tools.mjs';

const START_MS = 60_000;

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const configuration = (folder, upstream) => `
storage: ${folder}/storage
auth: { htpasswd: { file: ${folder}/htpasswd } }
uplinks: { upstream: { url: ${upstream} } }
packages:
  nodetorch: { access: $all, publish: $all }
  '@nodetorch/*': { access: $all, publish: $all }
  '**': { access: $all, proxy: upstream }
log: { type: stdout, level: warn }
`;

async function answers(address) {
  try {
    return (await fetch(`${address}-/ping`)).ok;
  } catch {
    return false;
  }
}

/** Starts it with its files in `folder`, publishes the tarballs: `{ address, stop }`. */
export async function startRegistry(folder, tarballs) {
  const tools = await ensureTools('registry');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const upstream = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim();
  fs.writeFileSync(path.join(folder, 'config.yaml'), configuration(folder, upstream));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/`;
  const log = fs.openSync(path.join(folder, 'log'), 'w');
  const args = [path.join(tools, 'node_modules/verdaccio/bin/verdaccio'), '--config', path.join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', log, log] });
  const done = onInterrupt(() => child.kill());
  const stop = () => {
    child.kill();
    done();
  };
  try {
    const until = Date.now() + START_MS;
    while (!(await answers(address))) {
      if (child.exitCode !== null || Date.now() > until) {
        throw new StepFailed('verdaccio', child.exitCode ?? 'no answer', fs.readFileSync(path.join(folder, 'log'), 'utf8'));
      }
      await sleep(100);
    }
    const npmrc = path.join(folder, 'npmrc');
    fs.writeFileSync(npmrc, `registry=${address}\n//127.0.0.1:${port}/:_authToken=anyone\n`);
    for (const tarball of tarballs) {
      const publish = ['publish', tarball, '--userconfig', npmrc, '--registry', address, '--loglevel', 'error'];
      await run('npm publish', 'npm', publish, { cwd: folder, stdio: ['ignore', 2, 2] });
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { address, stop };
}
