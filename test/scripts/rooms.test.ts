import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { complaint, EXCEPTIONS, PRIVATE, roomOf, ROOMS } from '../../scripts/lint/rooms.mjs';

const root = path.resolve(import.meta.dirname, '../..');

function files(folder: string, end: string): string[] {
  return fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end)).map((file) => `${folder}/${file.split(path.sep).join('/')}`);
}

test('every file of lib/ is in a room, and every room is there', () => {
  const known = ROOMS.flat();
  const there = new Set(files('lib', '.ts').map((file) => roomOf(file)!));
  expect([...there].filter((room) => !known.includes(room))).toEqual([]);
  expect(known.filter((room) => !there.has(room))).toEqual([]);
  for (const own of PRIVATE) expect(fs.existsSync(path.join(root, own)), own).toBe(true);
  for (const [from, to] of EXCEPTIONS) {
    expect(fs.readFileSync(path.join(root, from!), 'utf8')).toContain(path.basename(to!).replace(/\.ts$/, '.js'));
  }
});

test.each([
  ['lib/values/dtype.ts', 'lib/tensor/tensor.ts', 'values does not know tensor'],
  ['lib/operators/bind.ts', 'lib/generated/torch.ts', undefined],
  ['lib/nn/module.ts', 'lib/index.ts', 'nn does not know index'],
  ['lib/tensor/tensor.ts', 'lib/addon/tensor_base.ts', undefined],
  ['lib/tensor/tensor.ts', 'lib/addon/wrap.ts', 'lib/addon/wrap.ts is for addon alone'],
  ['lib/autograd/node.ts', 'lib/addon/native/autograd.ts', 'is for addon alone'],
  ['lib/addon/call/op.ts', 'lib/addon/native/autograd.ts', undefined],
  ['lib/addon/threads.ts', 'scripts/setup/install.mjs', 'lib/ does not import scripts/setup/install.mjs'],
  ['lib/attic/old.ts', 'lib/values/dtype.ts', 'attic is no room'],
])('%s importing %s: %s', (from, to, expected) => {
  const found = complaint(from, to);
  if (expected === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(expected);
});

test('types follow the arrows, but for those that all speak of, and those that a room keeps to itself', () => {
  expect(complaint('lib/values/dtype.ts', 'lib/nn/module.ts', true)).toContain('values does not know nn');
  expect(complaint('lib/tensor/tensor.ts', 'lib/addon/native.ts', true)).toContain('is for addon alone');
  expect(complaint('lib/values/dtype.ts', 'lib/tensor/tensor.ts', true)).toBeUndefined();
});

/** What each module imports when it runs: no types. */
function imports(): Map<string, string[]> {
  return new Map(files('lib', '.ts').filter((file) => !file.endsWith('.d.ts')).map((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const found = [...text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[\w*{][^'"`;=]*?from\s*)?'(\.[^']+)'/gm)];
    const targets = found.map(([, target]) => path.posix.join(path.posix.dirname(file), target!.replace(/\.js$/, '.ts')));
    // Two modules list their own exports: looking at oneself at the end waits for nobody.
    return [file, targets.filter((target) => target !== file)];
  }));
}

/** A circle of modules that wait for each other, or nothing (depth first). */
function circle(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    way.push(file);
    for (const target of graph.get(file) ?? []) {
      const found = visit(target);
      if (found.length > 0) return found;
    }
    way.pop();
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const found = visit(file);
    if (found.length > 0) return found;
  }
  return [];
}

test('no module waits for itself when it is loaded', () => {
  const graph = imports();
  expect(graph.get('lib/index.ts')!.length).toBeGreaterThan(30);
  expect(circle(new Map([['a', ['b']], ['b', ['c']], ['c', ['a']]]))).toEqual(['a', 'b', 'c', 'a']);
  expect(circle(graph)).toEqual([]);
});
