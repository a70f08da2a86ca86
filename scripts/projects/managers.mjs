// The package managers that projects are installed with: which command each is, and what it is told here.

import fs from 'node:fs';
import path from 'node:path';
import { binaryOf, runtimeOf } from '../runtimes/binary.mjs';
import { ensureTools } from '../setup/tools.mjs';

/** A package of the set of tools: the file that it runs as `name`. */
const tool = (name, file) => ({ [name]: async () => path.join(await ensureTools('projects'), 'node_modules', file) });

const runtime = (name, known) => ({ [name]: () => binaryOf(runtimeOf(known)) });

/**
 * `commands`: name -> the file, for those that do not come with Node. `install`: what a user types in the project.
 * `env(address, caches)`: for the registry at `address`; what keeps packages by their version alone keeps them in the
 * folder `caches`, which is new with each run.
 */
export const managers = {
  npm: {
    commands: {}, install: 'npm install --no-audit --no-fund',
    env: (address) => ({ npm_config_registry: `${address}/` }),
  },
  pnpm: {
    commands: tool('pnpm', 'pnpm/bin/pnpm.mjs'), install: 'pnpm install --no-frozen-lockfile',
    env: (address, caches) => ({ npm_config_registry: `${address}/`, pnpm_config_registry: `${address}/`, XDG_DATA_HOME: caches }),
  },
  yarn1: {
    commands: tool('yarn', 'yarn/bin/yarn.js'), install: 'yarn install --non-interactive --no-lockfile',
    env: (address, caches) => ({ npm_config_registry: `${address}/`, YARN_CACHE_FOLDER: path.join(caches, 'yarn1') }),
  },
  yarn: {
    commands: tool('yarn', '@yarnpkg/cli-dist/bin/yarn.js'), install: 'yarn install',
    env: (address, caches) => ({
      YARN_NPM_REGISTRY_SERVER: address, YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1', YARN_ENABLE_TELEMETRY: '0',
      YARN_ENABLE_IMMUTABLE_INSTALLS: '0', YARN_ENABLE_SCRIPTS: '0', YARN_GLOBAL_FOLDER: path.join(caches, 'yarn'),
    }),
  },
  bun: {
    commands: runtime('bun', 'Bun'), install: 'bun install',
    env: (address, caches) => ({ BUN_CONFIG_REGISTRY: address, npm_config_registry: `${address}/`, BUN_INSTALL_CACHE_DIR: path.join(caches, 'bun') }),
  },
  deno: {
    commands: runtime('deno', 'Deno'), install: 'deno install',
    env: (address, caches) => ({
      NPM_CONFIG_REGISTRY: `${address}/`, DENO_DIR: path.join(caches, 'deno'), DENO_NO_UPDATE_CHECK: '1', DENO_TLS_CA_STORE: 'mozilla,system',
    }),
  },
};

/** A folder that holds a manager's commands under their names. */
export async function binFolder(name, parent) {
  const folder = path.join(parent, name);
  fs.mkdirSync(folder, { recursive: true });
  for (const [command, find] of Object.entries(managers[name].commands)) {
    const link = path.join(folder, command);
    const file = await find();
    fs.chmodSync(file, 0o755);
    fs.rmSync(link, { force: true });
    fs.symlinkSync(file, link);
  }
  return folder;
}
