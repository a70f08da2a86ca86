// Makes one project of the table in a folder of its own, and runs its steps.

import fs from 'node:fs';
import path from 'node:path';
import { managers } from './managers.mjs';
import { shell } from './shell.mjs';
import { root } from '../../lib/addon/installed/paths.mjs';

const source = path.join(root, 'test/projects');
const STEP_SECONDS = 180;
const INSTALL_SECONDS = 400;

/** What the npm that this runs under sets, and options for its Node; but not where this machine's network ends. */
const isOurs = (name) =>
  /^(npm_|node_options$|node_env$|init_cwd$)/i.test(name) && !/^npm_config_(ca|cafile|\w*proxy)$/i.test(name);

/** What a user's shell has. */
function environment(project, { address, caches, bins }) {
  const own = Object.entries(process.env).filter(([name]) => !isOurs(name));
  const folders = ['node_modules/.bin', bins[project.manager], path.dirname(bins.node[project.node ?? '24'])];
  return {
    ...Object.fromEntries(own), ...managers[project.manager].env(address, caches),
    PATH: [...folders, process.env.PATH].join(path.delimiter), CI: '1', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** The files of a project, in a new folder. */
function copyFiles(project, folder) {
  fs.cpSync(path.join(source, project.from ?? project.name), folder, { recursive: true });
  for (const file of project.shared) fs.copyFileSync(path.join(source, 'shared', file), path.join(folder, file));
}

/** The folder that the project's commands run in. */
async function begin(project, folder, { env, caches }) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  if (project.create === undefined) {
    copyFiles(project, folder);
    return { folder };
  }
  const command = `npm create --yes nodetorch ${project.create}`;
  // npm keeps what `create` has run by its version.
  const fresh = { ...env, npm_config_cache: path.join(caches, 'npm') };
  const { code, output } = await shell(command, { cwd: folder, env: fresh, seconds: STEP_SECONDS });
  return code === 0 ? { folder: path.join(folder, project.create) } : { complaint: `${command}: ended with ${code}\n${output}` };
}

/** Runs a project: `{ complaint }`, undefined where all is well, and `{ seconds }` of its install and of its steps. */
export async function make(project, place) {
  const env = environment(project, place);
  const started = Date.now();
  const { folder, complaint } = await begin(project, path.join(place.work, project.name), { ...place, env });
  if (complaint) return { complaint, folder: place.work };
  const { install } = managers[project.manager];
  const installing = () => shell(install, { cwd: folder, env, seconds: INSTALL_SECONDS });
  // Once more where it fails: a registry may not answer.
  let installed = await installing();
  if (installed.code !== 0) installed = await installing();
  if (installed.code !== 0) return { complaint: `${install}: ended with ${installed.code}\n${installed.output}`, folder };
  const between = Date.now();
  for (const [step, wanted] of project.steps) {
    const fails = step.startsWith('fails ');
    const command = fails ? step.slice('fails '.length) : step;
    const { code, output } = await shell(command, { cwd: folder, env, seconds: project.seconds ?? STEP_SECONDS });
    const well = (fails ? typeof code === 'number' && code !== 0 : code === 0) && wanted.test(output);
    if (!well) return { complaint: `${command}: ended with ${code}, wanted ${wanted}\n${output}`, folder };
  }
  return { folder, seconds: [between - started, Date.now() - between].map((ms) => ms / 1000) };
}
