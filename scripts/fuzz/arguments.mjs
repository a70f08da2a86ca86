// Calls of what is written by hand, one argument wrong in each: every function, constructor and method that has a text
// of signature('...'), with arguments that fit their types as far as they are known here, and in the place of one of
// them what is none of its type.
//   node scripts/fuzz/arguments.mjs [--only REGEXP]    prints where our own code stumbled

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseSignature } from '../../dist/arguments/text.js';
import { split } from '../../dist/arguments/split.js';
import { texts } from '../gen/hand_written.mjs';
import { fuzz } from './fuzz.mjs';
import { makeOne } from './samples.mjs';

const wrong = [null, 3, 1.5, 'x', {}, [], true, [null], [3]];

/** What ends the process, waits for something or works on the machine, by the text's name. */
const left = /^(save|load|exit|_exit|spawn|kill|open|download\w*|set_num_threads|set_num_interop_threads)$/;

const entries = new Map();
for (const { text, file } of texts()) {
  const parsed = parseSignature(text);
  const name = `${file.replace(/\.ts$/, '')} ${parsed.name}`;
  if (left.test(parsed.name.split('.').pop())) continue;
  entries.set(entries.has(name) ? `${name} ${entries.size}` : name, { file, parsed });
}

/** The names of all, and how many calls each has. */
export const argumentCalls = (only) => [...entries]
  .filter(([name]) => new RegExp(only).test(name))
  .map(([name, { parsed }]) => [name, 0, parsed.parameters.length * wrong.length]);

/** Makes the n-th call; a promise, since it loads the file first. */
export async function prepare(name, n) {
  const { file, parsed } = entries.get(name);
  const module = await import(`../../dist/${file.replace(/\.ts$/, '.js')}`);
  const at = Math.floor(n / wrong.length);
  const bad = wrong[n % wrong.length];
  const call = callableOf(module, parsed, file);
  if (call === undefined) return undefined;
  const positional = [];
  const keywords = {};
  for (const [i, parameter] of parsed.parameters.entries()) {
    const value = i === at ? bad : sample(parameter);
    if (parameter.keywordOnly && !parameter.variadic) keywords[parameter.name] = value;
    else positional.push(...(parameter.variadic && i !== at ? [] : [value]));
  }
  return () => call([...positional, ...(Object.keys(keywords).length > 0 ? [keywords] : [])]);
}

function sample({ type, required, value }) {
  return required ? makeOne(type, split) : value;
}

/** What a text belongs to: a function or class of its file, or a method of an object of such a class. */
function callableOf(module, parsed, file) {
  const [owner, method] = parsed.name.split('.');
  const found = module[owner];
  if (found === undefined || typeof found !== 'function') return undefined;
  const isClass = /^_?[A-Z]/.test(owner);
  if (method === undefined) return isClass ? (args) => new found(...args) : (args) => found(...args);
  if (typeof found[method] === 'function') return (args) => found[method](...args);
  if (typeof found.prototype?.[method] !== 'function') return undefined;
  const own = [...entries.values()].find((each) => each.file === file && each.parsed.name === owner);
  return (args) => {
    const parameters = (own?.parsed.parameters ?? []).filter((each) => !each.keywordOnly && !each.variadic);
    const object = makeOne(owner, split) ?? new found(...parameters.map(sample));
    return object[method](...args);
  };
}

export const child = fileURLToPath(new URL('arguments_child.mjs', import.meta.url));

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const total = await fuzz({ work: argumentCalls(values.only), child, seed: '0', calls: 0, report: (failure) => failure && console.log(failure) });
  for (const [name, text] of Object.entries(total.suspicious)) console.log(`${name} ${text}`);
  console.log(`${total.calls} calls, ${total.ok} accepted, ${Object.keys(total.suspicious).length} stumbled, ` +
    `${total.crashes.length} crashes, ${total.hangs.length} hangs`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
