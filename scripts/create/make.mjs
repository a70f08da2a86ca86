// Makes a project from template/: all of it, or nothing. Node built-ins only; it runs before anything is installed.

import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const USAGE = `npm create nodetorch FOLDER
  FOLDER  a new folder; its last part is the name of the project: lower-case letters, digits, - . _`;

/** The user asked for something that cannot be. */
export class Mistake extends Error {}

const here = path.dirname(fileURLToPath(import.meta.url));
const template = path.join(here, 'template');

/** Names that npm has another meaning for. */
const TAKEN = new Set(['node_modules', 'favicon.ico', 'nodetorch', ...builtinModules]);
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

function checkName(name) {
  if (NAME.test(name) && !TAKEN.has(name)) return;
  const better = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|-+$/g, '').slice(0, 100);
  const fit = NAME.test(better) && !TAKEN.has(better) ? `: ${better} would do` : '';
  const why = TAKEN.has(name) ? 'means something else to npm' : 'is no name for a package';
  throw new Mistake(`'${name}' ${why}${fit}.\n\n${USAGE}`);
}

function checkFolder(folder) {
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new Mistake(`${folder} is a file; name a new folder.`);
  const found = fs.readdirSync(folder);
  if (found.length > 0) throw new Mistake(`${folder} is not empty (it holds ${found.slice(0, 3).join(', ')}); name a new folder.`);
}

/** Where a file of the template goes: npm packs no file of the name .gitignore. */
const targetOf = (file) => (file === 'gitignore' ? '.gitignore' : file);

/** Makes the project that the arguments name: `{ folder, files }`. */
export function makeProject(args) {
  const option = args.find((arg) => arg.startsWith('-'));
  if (option !== undefined) throw new Mistake(`there is no option ${option}.\n\n${USAGE}`);
  if (args.length !== 1) throw new Mistake(`wanted one folder, got ${args.length}.\n\n${USAGE}`);
  const folder = path.resolve(args[0]);
  const name = /[\\/.]$/.test(args[0]) && path.basename(args[0]).replaceAll('.', '') === '' ? args[0] : path.basename(folder);
  checkName(name);
  checkFolder(folder);
  const { version } = JSON.parse(fs.readFileSync(path.join(here, 'package.json'), 'utf8'));
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  const making = fs.mkdtempSync(path.join(path.dirname(folder), `.${name}-`));
  try {
    const files = fs.readdirSync(template).map((file) => {
      const text = fs.readFileSync(path.join(template, file), 'utf8');
      fs.writeFileSync(path.join(making, targetOf(file)), text.replaceAll('{{name}}', name).replaceAll('{{version}}', version));
      return targetOf(file);
    });
    fs.chmodSync(making, 0o777 & ~process.umask());
    fs.renameSync(making, folder);
    return { folder, files: files.sort() };
  } finally {
    fs.rmSync(making, { recursive: true, force: true });
  }
}

const MANAGERS = ['pnpm', 'yarn', 'bun'];

/** What to type next, in words of the package manager that this runs under ('pnpm/11.2.0 npm/? node/…'). */
export function nextCommands(folder, agent = '') {
  const manager = MANAGERS.find((name) => agent.startsWith(`${name}/`)) ?? 'npm';
  return [`cd ${path.relative('', folder) || '.'} && ${manager} install`, `${manager} run setup`, `${manager} run train`];
}
