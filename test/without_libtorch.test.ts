/** Subpaths that need no tensor load no libtorch: 0.3 s and 100 MB that a program without tensors does not pay for. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const used: Record<string, string> = {
  collections: `new m.OrderedDict([['a', 1]])`,
  python_random: 'm.seed(1)',
  tqdm: '[...m.tqdm([1, 2], { file: { write() {} } })]',
  plot: `m.lines({ a: [1, 2] }); m.points([[0, 1]], { labels: [0] })`,
  'vision/image': `m.new('RGB', [2, 2]).resize([4, 4])`,
};

test.each(Object.keys(used))('nodetorch/%s loads no libtorch', (name) => {
  const program = `
    import { readFileSync } from 'node:fs';
    import * as m from 'nodetorch/${name}';
    ${used[name]};
    process.stdout.write(String(/libtorch|nodetorch\\.node/.test(readFileSync('/proc/self/maps', 'utf8'))));`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })).toBe('false');
});

test('a plot that has to make a tensor says what to import', () => {
  const program = `
    import { points } from 'nodetorch/plot';
    try { points([[0, 1]], { regions: (t) => t }); } catch (error) { process.stdout.write(error.message); }`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }))
    .toBe(`points(): regions makes a tensor: import 'nodetorch' before it is called`);
});
