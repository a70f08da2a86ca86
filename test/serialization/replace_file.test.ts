/** How files are written: whole or not at all, by whichever function of the library. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs, {
  cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import * as torch from 'nodetorch';
import { lines } from 'nodetorch/plot';
import { save_file } from 'nodetorch/safetensors';
import { describe as group, expect, it, test } from 'vitest';
import { temporaryFolder } from './files.js';

const at = temporaryFolder();
const parts = (folder = '.'): string[] => readdirSync(at(folder)).filter((name) => name.endsWith('.part'));

function folder(name: string): string {
  mkdirSync(at(name));
  return name;
}

/** A program that saves a file, and stops in the middle of it. */
function saving(file: string, stop: string): ChildProcess {
  const program = `
    import * as torch from 'nodetorch';
    torch.save({ ones: torch.ones(3), get then() { ${stop}; } }, ${JSON.stringify(file)});`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const killed = `process.kill(process.pid, 'SIGKILL')`;
const waiting = `(await import('node:fs')).writeSync(1, 'waiting'), Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`;

group('what a process that was killed leaves', () => {
  it('is removed by the next that saves the same file', async () => {
    const where = folder('killed');
    await Promise.all(['a.pt', 'b.pt'].map((name) => once(saving(at(`${where}/${name}`), killed), 'exit')));
    expect(parts(where).map((name) => name.slice(0, 5)).sort()).toEqual(['a.pt.', 'b.pt.']);
    writeFileSync(at(`${where}/a.pt.mine.part`), 'not ours');
    torch.save(1, at(`${where}/a.pt`));
    expect(parts(where).map((name) => name.slice(0, 9)).sort()).toEqual(['a.pt.mine', parts(where)[1]!.slice(0, 9)]);
    save_file({ ones: torch.ones(1) }, at(`${where}/b.pt`));
    expect(readdirSync(at(where)).sort()).toEqual(['a.pt', 'a.pt.mine.part', 'b.pt']);
  });

  it('is what lives when its process lives; a number that another process has now does not count', async () => {
    const where = folder('living');
    const child = saving(at(`${where}/a.pt`), waiting.replace('(await import(\'node:fs\'))', `process.getBuiltinModule('node:fs')`));
    await once(child.stdout!, 'data');
    const [name] = parts(where);
    torch.save(1, at(`${where}/a.pt`));
    expect(parts(where)).toEqual([name]);
    const [, machine, pid, start] = /\.([0-9a-f]{8})-(\d+)-(\d+)-/.exec(name!)!;
    expect(Number(pid)).toBe(child.pid);
    // The same number, but of a process that began at another time: its file is nobody's.
    const reused = `a.pt.${machine}-${pid}-${Number(start) - 1}-00000000.part`;
    // Another machine's process cannot be asked: its file stays until it is a day old.
    const foreign = `a.pt.00000000-${pid}-${start}-00000000.part`;
    const earlier = `a.pt.${pid}.0123abcd.part`;
    for (const file of [reused, foreign, earlier]) writeFileSync(at(`${where}/${file}`), '');
    torch.save(2, at(`${where}/a.pt`));
    expect(parts(where)).toEqual([name, foreign, earlier].sort());
    const before = Date.now() / 1000 - 2 * 24 * 3600;
    for (const file of [name!, foreign, earlier]) utimesSync(at(`${where}/${file}`), before, before);
    writeFileSync(at(`${where}/touched`), '');
    torch.save(3, at(`${where}/a.pt`));
    expect(parts(where)).toEqual([name]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    torch.save(4, at(`${where}/a.pt`));
    expect([parts(where), torch.load(at(`${where}/a.pt`))]).toEqual([[], 4]);
  });
});

/** Runs `body` with some functions of node:fs replaced. */
async function withFs(replaced: Partial<typeof fs>, body: () => unknown): Promise<void> {
  const before = Object.fromEntries(Object.keys(replaced).map((name) => [name, fs[name as 'rmSync']]));
  Object.assign(fs, replaced);
  syncBuiltinESMExports();
  try {
    await body();
  } finally {
    Object.assign(fs, before);
    syncBuiltinESMExports();
  }
}

const writers: Readonly<Record<string, (file: string) => unknown>> = {
  'torch.save': (file) => torch.save(torch.ones(100), file),
  'safetensors.save_file': (file) => save_file({ ones: torch.ones(100) }, file),
  'a plot': (file) => lines({ a: [1, 2] }).save(`${file}.json`),
};

test.each(Object.entries(writers))('the data are on the disk before they get their name, and the name then: %s', async (_, write) => {
  const done: string[] = [];
  const { fsyncSync, renameSync } = fs;
  await withFs({
    fsyncSync: (handle: number) => {
      done.push(fs.fstatSync(handle).isDirectory() ? 'sync folder' : `sync ${fs.fstatSync(handle).size > 0 ? 'file' : 'nothing'}`);
      fsyncSync(handle);
    },
    renameSync: (from: fs.PathLike, to: fs.PathLike) => {
      done.push('rename');
      renameSync(from, to);
    },
  }, () => write(at('synced')));
  expect(done.slice(0, 3)).toEqual(['sync file', 'rename', 'sync folder']);
});

it('leaves the old file and nothing else when the disk is full, whenever that shows', async () => {
  const where = folder('full');
  const file = at(`${where}/kept.pt`);
  torch.save('old', file);
  const before = readFileSync(file);
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  for (const name of ['writeSync', 'fsyncSync', 'renameSync'] as const) {
    await expect(withFs({ [name]: full }, () => torch.save(torch.ones(1000), file)), name).rejects.toThrow('ENOSPC');
    expect([readdirSync(at(where)), readFileSync(file).equals(before)]).toEqual([['kept.pt'], true]);
  }
  if (existsSync('/dev/full')) expect(() => torch.save(1, '/dev/full')).toThrow('ENOSPC');
  const { status } = spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f 8; exec "$0" --input-type=module -e "$1"`, process.execPath, `
    import * as torch from 'nodetorch';
    try { torch.save(torch.ones(100_000), ${JSON.stringify(file)}); } catch (error) { process.exit(error.code === 'EFBIG' ? 3 : 4); }`]);
  expect(status).toBe(3);
  expect([readdirSync(at(where)), readFileSync(file).equals(before)]).toEqual([['kept.pt'], true]);
});

it('makes what a link points to, and leaves the link', () => {
  const where = folder('links');
  symlinkSync('target.pt', at(`${where}/link.pt`));
  symlinkSync(at(`${where}/link.pt`), at(`${where}/longer.pt`));
  for (const value of [1, 2]) {
    torch.save(value, at(`${where}/longer.pt`));
    expect(torch.load(at(`${where}/target.pt`))).toBe(value);
  }
  for (const name of ['link.pt', 'longer.pt']) expect(lstatSync(at(`${where}/${name}`)).isSymbolicLink()).toBe(true);
  symlinkSync('round.pt', at(`${where}/round.pt`));
  expect(() => torch.save(1, at(`${where}/round.pt`))).toThrow('too many links');
  symlinkSync('nowhere/x.pt', at(`${where}/lost.pt`));
  expect(() => torch.save(1, at(`${where}/lost.pt`))).toThrow(/Parent directory .*nowhere does not exist\./);
  expect(() => torch.save(1, `${at(where)}/new/`)).toThrow('is a directory');
  expect(readdirSync(at(where)).length).toBe(5);
});

it('keeps the permissions of a file, and has the usual ones for a new one', () => {
  const where = folder('modes');
  writeFileSync(at(`${where}/plain`), '');
  writeFileSync(at(`${where}/secret.pt`), 'old', { mode: 0o600 });
  fs.chmodSync(at(`${where}/secret.pt`), 0o606);
  for (const name of ['secret.pt', 'new.pt']) torch.save(1, at(`${where}/${name}`));
  const mode = (name: string): number => statSync(at(`${where}/${name}`)).mode & 0o777;
  expect([mode('secret.pt'), mode('new.pt')]).toEqual([0o606, mode('plain')]);
});

it.skipIf(process.platform === 'win32')('replaces no file that may not be written, and says so of a folder', () => {
  // As another user where this is the administrator, who may write everything.
  const where = folder('denied');
  const dist = path.resolve(import.meta.dirname, '../../dist');
  const needed = ['serialization/replace_file.js', 'nodetorch-base.js', 'nodetorch-runtime.js'];
  for (const name of needed) cpSync(path.join(dist, name), at(`${where}/${name}`));
  writeFileSync(at(`${where}/package.json`), '{ "type": "module" }');
  mkdirSync(at(`${where}/open`));
  mkdirSync(at(`${where}/closed`));
  writeFileSync(at(`${where}/open/file`), 'old', { mode: 0o444 });
  fs.chmodSync(at(`${where}/open`), 0o777);
  fs.chmodSync(at(`${where}/closed`), 0o555);
  fs.chmodSync(at('.'), 0o755);
  const program = `
    import { writeFileSync } from 'node:fs';
    import { replaceFile } from './serialization/replace_file.js';
    for (const file of ['open/file', 'closed/file']) {
      try { replaceFile(file, (handle) => writeFileSync(handle, 'new')); console.log('written'); } catch (error) { console.log(error.code); }
    }`;
  const other = process.getuid!() === 0 ? { uid: 65534, gid: 65534 } : {};
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: at(where), encoding: 'utf8', ...other });
  expect(text).toBe('EACCES\nEACCES\n');
  expect([readdirSync(at(`${where}/open`)), readFileSync(at(`${where}/open/file`), 'utf8')]).toEqual([['file'], 'old']);
});

it('writes to pipes as they are', async () => {
  const where = folder('pipes');
  const [pipe, out] = [at(`${where}/pipe`), at(`${where}/out.pt`)];
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', pipe, out]);
  torch.save(torch.arange(100_000), pipe);
  await once(reader, 'exit');
  expect(torch.load<torch.Tensor>(out).sum().item()).toBe(4_999_950_000);
  const program = `import * as torch from 'nodetorch'; torch.save(torch.arange(5), process.argv[1]);`;
  const save = '"$0" --input-type=module -e "$1"';
  // What the shell has opened for the program stays the file that it is.
  const shell = `${save} /dev/stdout | cat > "$2"; (echo; ${save} /dev/fd/1; echo end) > "$3"`;
  execFileSync('sh', ['-c', shell, process.execPath, program, out, `${out}2`]);
  expect(torch.load<torch.Tensor>(out).tolist()).toEqual([0, 1, 2, 3, 4]);
  expect(readFileSync(`${out}2`, 'latin1')).toMatch(/^Pend\n.*data\.pkl/s);
  expect(readdirSync(at(where)).sort()).toEqual(['out.pt', 'out.pt2', 'pipe']);
});

it('takes a name as long as names may be', () => {
  const name = 'n'.repeat(252) + '.pt';
  torch.save(5, at(name));
  expect([torch.load(at(name)), parts()]).toEqual([5, []]);
});
