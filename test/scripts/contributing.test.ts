/** CONTRIBUTING.md names what is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/package_copy.js';

const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
/** What the recipes make. */
const made = [...text.matchAll(/`(lib\/[\w/]+\.ts)`:[^\n]*\n\n {3}```ts\n {3}import/g)].map(([, file]) => file!);

test('every file that CONTRIBUTING names is there, but those that its recipes make', () => {
  const named = [...text.matchAll(/`((?:lib|scripts|test|docs|native|\.github)\/[\w./]*)`/g)].map(([, file]) => file!);
  const absent = named.filter((file) => !existsSync(join(root, file)) && !made.includes(file));
  expect(made).toHaveLength(4);
  expect(absent.sort()).toEqual(['test/functional/rms.test.ts', 'test/nn/scale.test.ts']);
});

test('each recipe has at most four files, and every command is one of package.json', () => {
  const recipes = text.split('\n## Tests\n')[0]!.split(/^### /m).slice(1);
  expect(recipes).toHaveLength(6);
  for (const recipe of recipes) expect(recipe.split('\n## ')[0]!.match(/^\d\. /gm)!.length).toBeLessThanOrEqual(4);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const commands = [...text.matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});
