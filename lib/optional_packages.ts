/** The packages that npm does not install with nodetorch: asked for when something of them is first needed. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each is for, and what names it to a user; which versions fit says package.json (`peerDependencies`). */
const purposes = {
  vega: 'to draw pictures',
  'vega-lite': 'to draw pictures',
  '@resvg/resvg-js': 'to turn a picture into the dots of a PNG file',
  protobufjs: "to write TensorBoard's files",
  sharp: 'to read JPEG and WebP files',
} as const;

export type OptionalPackage = keyof typeof purposes;

/** How a package is added, by the lock file that is found, and by what a package manager calls itself. */
const managers: readonly (readonly [manager: string, lock: string, command: string])[] = [
  ['pnpm', 'pnpm-lock.yaml', 'pnpm add'], ['yarn', 'yarn.lock', 'yarn add'], ['bun', 'bun.lock', 'bun add'],
  ['deno', 'deno.lock', 'deno add'], ['npm', 'package-lock.json', 'npm install'],
];

/** `deno add` is told that a name is npm's. */
const spelled = (command: string, names: readonly string[]): string =>
  `${command} ${names.map((name) => (command === 'deno add' ? `npm:${name}` : name)).join(' ')}`;

/** The command with which the user's package manager adds packages to the project in `folder`. */
export function addCommand(
  names: readonly string[], folder = process.cwd(), agent = process.env.npm_config_user_agent,
): string {
  const called = managers.find(([manager]) => agent?.startsWith(`${manager}/`));
  if (called !== undefined) return spelled(called[2], names);
  for (let at = folder; ; at = dirname(at)) {
    const found = managers.find(([, lock]) => existsSync(join(at, lock)));
    if (found !== undefined) return spelled(found[2], names);
    if (dirname(at) === at) return spelled('npm install', names);
  }
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The package.json of the package that a file belongs to. */
function manifestOf(file: string, name: string): Manifest | undefined {
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at)) {
    const path = join(at, 'package.json');
    const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
    if (manifest?.name === name) return manifest;
  }
  return undefined;
}

/** The versions of a package that fit. */
export const rangeOf = (name: OptionalPackage): string =>
  manifestOf(fileURLToPath(import.meta.url), 'nodetorch')!.peerDependencies![name]!;

/** Whether a version is in a range as package.json has them here: '^6.0.0' or '>=0.34'. */
export function isIn(version: string, range: string): boolean {
  const numbers = (text: string): number[] => text.split('-', 1)[0]!.split('.').map(Number);
  const [, sign, text] = /^(\^|>=)(\d+(?:\.\d+){0,2})$/.exec(range)!;
  const [[a = 0, b = 0, c = 0], [x = 0, y = 0, z = 0]] = [numbers(version), numbers(text!)];
  return (a - x || b - y || c - z) >= 0 && (sign === '>=' || a === x);
}

const withRange = (name: OptionalPackage): string => `${name}@${rangeOf(name)}`;

/** What is wrong with an installed package's version, or undefined. */
function misfit(name: OptionalPackage): string | undefined {
  const version = manifestOf(fileURLToPath(import.meta.resolve(name)), name)?.version;
  if (version === undefined || isIn(version, rangeOf(name))) return undefined;
  return `${name} ${version} is installed`;
}

function refusal(user: string, names: readonly OptionalPackage[], found: string): Error {
  const wanted = names.map((name) => `${name} ${rangeOf(name)}`).join(' and ');
  const [first] = names;
  return new Error(
    `${user} needs ${wanted} ${purposes[first!]}: ${found}. ` +
      `Not installed with nodetorch; to add: ${addCommand(names.map((name) => `'${withRange(name)}'`))}`);
}

const MISSING = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Why a package could not be imported is no matter of its absence if it is another one that it lacks. */
const isAbsence = (error: unknown): boolean =>
  MISSING.has((error as NodeJS.ErrnoException).code ?? '') || /^Cannot find (module|package) /.test((error as Error).message);

/**
 * Imports packages that are optional, for `user`, the function that the user called. Rejects with an error that names
 * it, the packages, the versions and the command that adds them; its code is ERR_MODULE_NOT_FOUND where one is absent.
 */
export async function optionalPackages<T extends readonly unknown[]>(
  user: string, names: readonly OptionalPackage[],
): Promise<T> {
  let modules: unknown[];
  try {
    modules = await Promise.all(names.map((name) => import(name) as Promise<unknown>));
  } catch (error) {
    throw notThere(user, names, error);
  }
  checkVersions(user, names);
  return modules as unknown as T;
}

/** Loads a package at once, which is one of CommonJS; throws what {@link optionalPackages} rejects with. */
export function optionalPackage<T>(user: string, name: OptionalPackage): T {
  let module: unknown;
  try {
    module = createRequire(import.meta.url)(name);
  } catch (error) {
    throw notThere(user, [name], error);
  }
  checkVersions(user, [name]);
  return module as T;
}

/** What is told of a package that could not be loaded. */
function notThere(user: string, names: readonly OptionalPackage[], error: unknown): unknown {
  if (!isAbsence(error)) return error;
  const told = refusal(user, names, (error as Error).message.split('\n', 1)[0]!);
  return Object.assign(told, { code: 'ERR_MODULE_NOT_FOUND', cause: error });
}

function checkVersions(user: string, names: readonly OptionalPackage[]): void {
  const found = names.map(misfit).find((text) => text !== undefined);
  if (found !== undefined) throw refusal(user, names, found);
}
