import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from '../../../lib/addon/installed/replace_file.mjs';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nodetorch-replace-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('all of a file or the old one; its permissions, and the links to it, stay', () => {
  writeFileSync(at('file'), 'old', { mode: 0o640 });
  symlinkSync('file', at('link'));
  replaceFile(at('link'), 'new');
  expect([readFileSync(at('file'), 'utf8'), statSync(at('file')).mode & 0o777]).toEqual(['new', 0o640]);
  expect(() => replaceFile(at('link'), (part) => {
    writeFileSync(part, 'half');
    throw new Error('no more');
  })).toThrow('no more');
  symlinkSync('deep/not there', at('dangling'));
  replaceFile(at('dangling'), Buffer.from('made'));
  expect(['link', 'dangling'].map((name) => lstatSync(at(name)).isSymbolicLink())).toEqual([true, true]);
  expect([readFileSync(at('file'), 'utf8'), readFileSync(at('deep/not there'), 'utf8')]).toEqual(['new', 'made']);
  expect(readdirSync(folder).sort()).toEqual(['dangling', 'deep', 'file', 'link']);
});

test('what a killed process left is removed once it is old, and nothing else', () => {
  const hourAgo = Date.now() / 1000 - 3600;
  const names = ['file.12345.part', 'file.12345.part.gz', 'file.old.part', 'other.12345.part', 'file.99.part'];
  for (const name of names) {
    writeFileSync(at(name), 'half');
    if (name !== 'file.99.part') utimesSync(at(name), hourAgo, hourAgo);
  }
  replaceFile(at('file'), 'whole');
  expect(readdirSync(folder).sort()).toEqual(['file', ...names.slice(1)].sort());
});
