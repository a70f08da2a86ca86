/** The launcher of an emulated Node, with a program that emulates nothing in the emulator's place. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeLauncher } from '../../scripts/emulation/launcher.mjs';
import { writeMachine } from '../../scripts/emulation/machine.mjs';

const home = mkdtempSync(join(tmpdir(), 'nodetorch-emulation-'));

afterAll(() => rmSync(home, { recursive: true, force: true }));

const CHILD = `process.stdout.write(JSON.stringify(
  [process.execPath, process.env.NODETORCH_CACHE, process.env.NODETORCH_PREBUILD, process.argv.slice(1)]));`;
const PROGRAM = `
  const { execFileSync } = require('node:child_process');
  for (const env of [process.env, { PATH: process.env.PATH }]) {
    console.log(execFileSync(process.execPath, ['-e', ${JSON.stringify(CHILD)}, 'two words'], { env, encoding: 'utf8' }));
  }`;

test('what an emulated Node starts is emulated, too, whatever environment it is given', () => {
  mkdirSync(join(home, 'a folder'));
  const file = join(home, 'a folder', `it's node`);
  const launcher = writeLauncher(file, { emulator: ['env', 'SEEN=yes'], binary: process.execPath, cache: '/c', prebuild: '/p' });
  const lines = execFileSync(launcher, ['-e', PROGRAM], { encoding: 'utf8' }).trim().split('\n');
  const told = [file, '/c', '/p', ['two words']];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([told, told]);
});

test('the machine has ARM processors, which libtorch asks for', () => {
  const args = writeMachine(join(home, 'machine'), '/usr/aarch64-linux-gnu');
  expect(args.slice(-2)).toEqual(['-L', join(home, 'machine')]);
  const cpuinfo = readFileSync(join(home, 'machine/proc/cpuinfo'), 'utf8');
  expect(cpuinfo.match(/^processor\t: \d$/gm)).toEqual(['processor\t: 0', 'processor\t: 1']);
  expect(cpuinfo).toMatch(/^CPU implementer\t: 0x41$/m);
});
