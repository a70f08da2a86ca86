// What takes `...args: typeof takes.args`, one list of arguments among many, becomes overloads in the compiled
// declarations, one for each list, where an option may be an object: of one signature with many lists an editor offers
// the members of a tensor among the options, which it does not for numbers, functions and arrays.

import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../../lib/addon/installed/replace_file.mjs';
import { forms } from '../gen/forms.mjs';

const TAKES = /^( *)([^\n(]*)\(\.\.\.args: typeof ([\w.]+)\.args\)([^\n;]*);$/gm;

const OBJECTS = /\b(Tensor|Hyper|Module|AnyModule|Generator)\b/;

/** Writes the overloads in all declarations of `folder`; `parse` is parseSignature. */
export function splitOverloads(folder, parse) {
  for (const name of fs.readdirSync(folder, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const file = path.join(folder, name);
    const text = fs.readFileSync(file, 'utf8');
    const split = text.replace(TAKES, (whole, indent, head, place, result) => {
      const signature = textOf(text, place);
      if (signature === undefined) return whole;
      const { parameters } = parse(signature);
      const mayBeObject = ({ required, keywordOnly, type }) => !required && !keywordOnly && OBJECTS.test(type);
      if (!parameters.some(mayBeObject)) return whole;
      const lists = forms(parameters.map((parameter) => ({ ...parameter, given: '', value: '' })));
      return lists.map((_, i) => `${indent}${head}(...args: typeof ${place}.forms[${i}])${result};`).join('\n');
    });
    if (split !== text) replaceFile(file, split);
  }
}

/** The text of the signature that is declared as `takes`, or as a member of the table `takes.name`. */
function textOf(text, place) {
  const [table, member] = place.split('.');
  const at = text.indexOf(`declare const ${table}: `);
  if (at < 0) return undefined;
  const name = member === undefined ? `declare const ${table}` : `\\b${member}`;
  const pattern = new RegExp(`${name}: (?:import\\([^)]*\\)\\.)?Signature<("(?:[^"\\\\]|\\\\.)*")>`, 'g');
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : JSON.parse(found[1]);
}
