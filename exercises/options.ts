/** The command line of a lesson: `npm start 410 -- --seed 7 --data /tmp/mine`. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What a lesson has a use for; `iterations` and `epochs` give the number it runs when nothing is asked. */
export interface Uses {
  seed?: boolean;
  data?: boolean;
  iterations?: number;
  epochs?: number;
}

export interface Options {
  seed: number;
  /** The folder of the data files, absolute. */
  data: string;
  iterations: number;
  epochs: number;
}

/**
 * Reads the options of a lesson; a wrong one ends the program with one clear line.
 * Every lesson takes --seed and --data, so one command line fits all of them; where it has no use for one, it says so.
 */
export function read_options(uses: Uses = {}, args: string[] = process.argv.slice(2)): Options {
  const counts = (['iterations', 'epochs'] as const).filter((name) => uses[name] !== undefined);
  const known = ['seed', 'data', ...counts, 'help'];
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: Object.fromEntries(known.map((name) => [name, { type: name === 'help' ? 'boolean' : 'string' }] as const)),
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') stop(`this lesson takes no argument '${token.value}'`, known);
    if (token.kind !== 'option') continue;
    if (!known.includes(token.name)) stop(`there is no option '${token.rawName}' in this lesson`, known);
    if (token.name === 'help') {
      console.log(usage(known));
      process.exit(0);
    }
    // parseArgs takes '--seed --data x' as the seed '--data'; nobody means that.
    if (!token.value || /^--\D/.test(token.value)) stop(`${token.rawName} needs a value after it`, known);
    given.set(token.name, token.value);
  }
  const note = (why: string): void => console.error(`note: ${why} changes nothing`);
  if (given.has('seed') && !uses.seed) note('nothing in this lesson is random, so --seed');
  if (given.has('data') && !uses.data) note('this lesson has no data files, so --data');

  const count = (name: 'iterations' | 'epochs'): number =>
    given.has(name) ? integer(name, given.get(name)!, 1, known) : (uses[name] ?? 0);
  return {
    seed: given.has('seed') ? integer('seed', given.get('seed')!, Number.MIN_SAFE_INTEGER, known) : 0,
    data: given.has('data') ? resolve(given.get('data')!) : join(exercisesFolder(), 'data'),
    iterations: count('iterations'),
    epochs: count('epochs'),
  };
}

/** The folder exercises/ of the sources, also when this file runs compiled from build/exercises/. */
function exercisesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, 'exercises');
  }
  return here;
}

function integer(name: string, text: string, least: number, known: string[]): number {
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    stop(`--${name} wants ${least > 0 ? `an integer of at least ${least}` : 'an integer'}, got '${text}'`, known);
  }
  return value;
}

function stop(message: string, known: string[]): never {
  console.error(`${message}\n${usage(known)}`);
  process.exit(2);
}

function usage(known: string[]): string {
  const meaning: Record<string, string> = {
    seed: '--seed N         start of the random numbers (0)',
    data: '--data DIR       folder of the data files (exercises/data)',
    iterations: '--iterations N   how often the training loop runs',
    epochs: '--epochs N       how often training goes through all data',
    help: '--help           this text',
  };
  return ['options:', ...known.map((name) => `  ${meaning[name]}`)].join('\n');
}
