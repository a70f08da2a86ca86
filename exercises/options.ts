/** The command line of a lesson: `npm start 410 -- --seed 7 --data /tmp/mine`. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * What a lesson has a use for; `seed`, `iterations` and `epochs` give the number it takes when nothing is asked.
 * `saves` is for those that keep what they learn, `pictures` for those that draw, `device` for those that can compute
 * elsewhere than on the processor, `flags` are words of one lesson.
 */
export interface Uses<Flag extends string = never> {
  seed?: number;
  data?: boolean;
  iterations?: number;
  epochs?: number;
  saves?: boolean;
  pictures?: boolean;
  device?: boolean;
  flags?: Record<Flag, string>;
}

export interface Options {
  seed: number;
  /** The folder of the data files, absolute. */
  data: string;
  iterations: number;
  epochs: number;
  /** The folder of saved models, absolute, and there. */
  models: string;
  /** The folder of pictures, absolute; null where none are wanted. */
  pictures: string | null;
  /** Where tensors are to be: 'cpu', 'cuda', 'cuda:1'. */
  device: string;
}

/**
 * Set by `npm run check`, which wants of a lesson only what its last cell exports: then it trains nothing, draws
 * nothing, and what it saves goes to the folder `out`.
 */
export const checking: { data?: string; out: string | null } = { out: null };

/**
 * Reads the options of a lesson; a wrong one ends the program with one clear line.
 * Every lesson takes --seed and --data, so one command line fits all of them; where it has no use for one, it says so.
 */
export function read_options<Flag extends string = never>(
  uses: Uses<Flag> = {},
  args: string[] = process.argv.slice(2),
): Options & Record<Flag, boolean> {
  const flags = Object.keys(uses.flags ?? {}) as Flag[];
  const with_flags = (options: Options, on: (name: Flag) => boolean): Options & Record<Flag, boolean> =>
    Object.assign(options, Object.fromEntries(flags.map((name) => [name, on(name)])) as Record<Flag, boolean>);
  if (checking.out !== null) {
    const data = checking.data ?? join(exercisesFolder(), 'data');
    const models = join(checking.out, 'models');
    if (uses.saves) mkdirSync(models, { recursive: true });
    return with_flags({ seed: 0, data, iterations: 0, epochs: 0, models, pictures: null, device: 'cpu' }, () => false);
  }
  const switches = new Set<string>(['help', 'no-pictures', ...flags]);
  const known = new Map([['seed', `${meaning.seed} (${uses.seed ?? 0})`], ['data', meaning.data]]);
  for (const name of ['iterations', 'epochs'] as const) {
    if (uses[name] !== undefined) known.set(name, `${meaning[name]} (${uses[name]})`);
  }
  if (uses.saves || uses.pictures) known.set('out', meaning.out);
  if (uses.pictures) known.set('no-pictures', meaning['no-pictures']);
  if (uses.device) known.set('device', meaning.device);
  for (const name of flags) known.set(name, `--${name.padEnd(14)} ${uses.flags![name]}`);
  known.set('help', meaning.help);

  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      [...known.keys()].map((name) => [name, { type: switches.has(name) ? 'boolean' : 'string' }] as const),
    ),
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') stop(`this lesson takes no argument '${token.value}'`, known);
    if (token.kind !== 'option') continue;
    if (!known.has(token.name)) stop(`there is no option '${token.rawName}' in this lesson`, known);
    if (token.name === 'help') {
      console.log(usage(known));
      process.exit(0);
    }
    if (switches.has(token.name)) {
      if (token.value !== undefined) stop(`${token.rawName} takes no value`, known);
      given.set(token.name, '');
      continue;
    }
    // parseArgs takes '--seed --data x' as the seed '--data'; nobody means that.
    if (!token.value || /^--\D/.test(token.value)) stop(`${token.rawName} needs a value after it`, known);
    given.set(token.name, token.value);
  }
  const note = (why: string): void => console.error(`note: ${why} changes nothing`);
  if (given.has('seed') && uses.seed === undefined) note('nothing in this lesson is random, so --seed');
  if (given.has('data') && !uses.data) note('this lesson has no data files, so --data');

  const count = (name: 'iterations' | 'epochs'): number =>
    given.has(name) ? integer(name, given.get(name)!, 1, known) : (uses[name] ?? 0);
  const here = exercisesFolder();
  const out = given.has('out') ? resolve(given.get('out')!) : here;
  const models = join(out, 'models');
  if (uses.saves) make(models, known);
  const options: Options = {
    seed: given.has('seed') ? integer('seed', given.get('seed')!, Number.MIN_SAFE_INTEGER, known) : (uses.seed ?? 0),
    data: given.has('data') ? resolve(given.get('data')!) : join(here, 'data'),
    iterations: count('iterations'),
    epochs: count('epochs'),
    models,
    pictures: uses.pictures && !given.has('no-pictures') ? join(out, 'pictures') : null,
    device: given.get('device') ?? 'cpu',
  };
  if (!/^(cpu|cuda)(:\d+)?$/.test(options.device)) {
    stop(`--device wants cpu, cuda or cuda:N, got '${options.device}'`, known);
  }
  return with_flags(options, (name) => given.has(name));
}

function make(folder: string, known: Map<string, string>): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    stop(`cannot make the folder ${folder}: ${(error as Error).message}`, known);
  }
}

/**
 * The folder exercises/ of the sources, also when this file runs compiled from build/exercises/; or, where notebooks
 * are executed, the one that is named for their data/, models/ and pictures/.
 */
function exercisesFolder(): string {
  if (process.env.NODETORCH_LESSONS) return process.env.NODETORCH_LESSONS;
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'exercises');
  }
  return here;
}

function integer(name: string, text: string, least: number, known: Map<string, string>): number {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    stop(`--${name} wants ${least > 0 ? `an integer of at least ${least}` : 'an integer'}, got '${text}'`, known);
  }
  return value;
}

function stop(message: string, known: Map<string, string>): never {
  console.error(`${message}\n${usage(known)}`);
  process.exit(2);
}

const meaning: Record<string, string> = {
  seed: '--seed N         start of the random numbers',
  data: '--data DIR       folder of the data files (exercises/data)',
  iterations: '--iterations N   how often the training loop runs',
  epochs: '--epochs N       how often training goes through all data',
  out: '--out DIR        where models/ and pictures/ are written (exercises)',
  'no-pictures': '--no-pictures    draw none',
  device: '--device D       where it computes: cpu, cuda, cuda:1 (cpu)',
  help: '--help           this text',
};

function usage(known: Map<string, string>): string {
  return ['options:', ...[...known.values()].map((line) => `  ${line}`)].join('\n');
}
