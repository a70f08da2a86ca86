/** Python's TypeErrors about the arguments of a call. */
import { nearest } from '../python/keywords.js';

/** `names` are what the function has, of which the nearest is named. */
export function unexpectedKeyword(fn: string, name: string, names: readonly string[]): TypeError {
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `. Did you mean '${near}'?`;
  return new TypeError(`${fn}() got an unexpected keyword argument '${name}'${hint}`);
}

export function positionalOnly(fn: string, names: readonly string[]): TypeError {
  const list = `'${names.join(', ')}'`;
  return new TypeError(`${fn}() got some positional-only arguments passed as keyword arguments: ${list}`);
}

export function multipleValues(fn: string, name: string): TypeError {
  return new TypeError(`${fn}() got multiple values for argument '${name}'`);
}

/** `keywordOnly` says how many of those were given that can only be named. */
export function tooMany(fn: string, least: number, most: number, count: number, keywordOnly = 0): TypeError {
  const takes = least === most ? `${most}` : `from ${least} to ${most}`;
  const plural = most === 1 && least === most ? '' : 's';
  const named = keywordOnly === 0 ? ''
    : ` positional argument${count === 1 ? '' : 's'} (and ${keywordOnly} keyword-only argument${keywordOnly === 1 ? '' : 's'})`;
  const were = count === 1 && keywordOnly === 0 ? 'was' : 'were';
  return new TypeError(`${fn}() takes ${takes} positional argument${plural} but ${count}${named} ${were} given`);
}

/** `kind` is 'positional' or 'keyword-only'. */
export function missing(fn: string, kind: string, names: readonly string[]): TypeError {
  const quoted = names.map((name) => `'${name}'`);
  const listed = quoted.length < 3 ? quoted.join(' and ') : `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}`;
  const what = `required ${kind} argument${names.length === 1 ? '' : 's'}`;
  return new TypeError(`${fn}() missing ${names.length} ${what}: ${listed}`);
}
