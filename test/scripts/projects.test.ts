/** The table of small projects, and what `npm create nodetorch` makes; `npm run projects` installs and runs them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { allowed } from '../../scripts/projects/judges.mjs';
import { managers } from '../../scripts/projects/managers.mjs';
import { projects } from '../../scripts/projects/table.mjs';
import { runtimeOf } from '../../scripts/runtimes/binary.mjs';
import { root } from './support/package_copy.js';

interface Manifest {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const read = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8')) as Manifest;
const source = join(root, 'test/projects');
const exact = /^\d+\.\d+\.\d+$/;

describe('the table', () => {
  test('each row has a folder, each folder a row', () => {
    const used = projects.filter(({ create }) => create === undefined).map(({ name, from }) => from ?? name);
    expect(new Set(projects.map(({ name }) => name)).size).toBe(projects.length);
    expect([...new Set([...used, 'shared'])].sort()).toEqual(readdirSync(source).sort());
  });

  test.each(projects)('$name: what it is installed with, its files, its versions', ({ name, from, manager, node, shared, steps, create }) => {
    expect(managers).toHaveProperty(manager);
    expect(runtimeOf(`Node ${node ?? '24'}`)).toBeDefined();
    expect(shared.filter((file) => !existsSync(join(source, 'shared', file)))).toEqual([]);
    for (const [command, wanted] of steps) expect([typeof command, wanted instanceof RegExp]).toEqual(['string', true]);
    if (create !== undefined) return;
    const { dependencies: { nodetorch, ...others }, devDependencies = {} } = read(join(source, from ?? name, 'package.json'));
    expect(nodetorch).toBe('latest');
    expect(Object.entries({ ...others, ...devDependencies }).filter(([, version]) => !exact.test(version))).toEqual([]);
  });

  test('what a judge may find has a reason', () => {
    for (const { rule, why } of allowed) expect([rule, why]).toEqual([expect.stringMatching(/./), expect.stringMatching(/.{20}/)]);
  });
});

describe('npm create nodetorch', () => {
  const home = mkdtempSync(join(tmpdir(), 'nodetorch-create-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  const create = (...args: string[]) => spawnSync(process.execPath, [join(root, 'scripts/create/create.mjs'), ...args], {
    cwd: home, encoding: 'utf8', env: { ...process.env, npm_config_user_agent: 'pnpm/11.28.10 npm/? node/v24' },
  });

  test('makes a project of its version, and says what comes next', () => {
    const { status, stdout } = create('deep/my-net');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Next:\n {2}cd deep\/my-net && pnpm install\n {2}pnpm run setup\n {2}pnpm run train\n$/);
    const folder = join(home, 'deep/my-net');
    expect(readdirSync(folder).sort()).toEqual([
      '.gitignore', 'README.md', 'eslint.config.js', 'net.test.ts', 'net.ts', 'package.json', 'train.ts', 'tsconfig.json',
    ]);
    const { name, dependencies, devDependencies } = read(join(folder, 'package.json'));
    const { version } = read(join(root, 'package.json'));
    expect([name, dependencies.nodetorch]).toEqual(['my-net', `^${version}`]);
    expect(read(join(root, 'scripts/create/package.json')).version).toBe(version);
    expect(Object.values(devDependencies!).filter((each) => !exact.test(each))).toEqual([]);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(/^# my-net\n/);
    expect(readdirSync(join(home, 'deep'))).toEqual(['my-net']);
  });

  test('into an empty folder, not into one that holds something, nor over a file', () => {
    mkdirSync(join(home, 'empty'));
    expect(create('empty').status).toBe(0);
    expect(create('empty')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/is not empty \(it holds/) as string });
    writeFileSync(join(home, 'file'), '');
    expect(create('file').stderr).toMatch(/is a file; name a new folder/);
  });

  test.each([
    [[], /wanted one folder, got 0\./], [['a', 'b'], /wanted one folder, got 2\./], [['--fast'], /there is no option --fast\./],
    [['My Net'], /'My Net' is no name for a package: my-net would do\./], [['nodetorch'], /'nodetorch' means something else to npm\./],
    [['fs'], /'fs' means something else to npm\./], [['.'], /is no name for a package/], [['_x'], /'_x' is no name for a package: x would do/],
  ])('%j is refused, and nothing is made', (args, message) => {
    const before = readdirSync(home).sort();
    const { status, stdout, stderr } = create(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\bat .*\.mjs/);
    expect(readdirSync(home).sort()).toEqual(before);
  });
});
