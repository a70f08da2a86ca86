// What others say of the package: publint of its manifest, arethetypeswrong of its types, npm of its size.

import fs from 'node:fs';
import path from 'node:path';
import { shell } from './shell.mjs';
import { importTool } from '../setup/tools.mjs';

/** Rules that do not hold, and why. `where`: the entry points. One that finds nothing any more is a complaint, too. */
export const allowed = [
  {
    rule: 'CJSResolvesToESM', where: (entry) => entry !== '.',
    why: 'nodetorch is ES modules; require() loads them from Node 20.19 and 22.12 on, which only module node20 and ' +
      'nodenext of TypeScript know',
  },
];

/** The most that `npm i nodetorch` may bring: packages, and MB without libtorch. */
const MOST = { packages: 15, megabytes: 20 };

async function publint({ packed: [file] }) {
  const judge = await importTool('package', 'publint');
  const bytes = fs.readFileSync(file);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { messages, pkg } = await judge.publint({ pack: { tarball }, strict: true });
  const { formatMessage } = await importTool('package', 'publint/utils');
  const complaints = messages.map((message) => formatMessage(message, pkg, { color: false }));
  return complaints.length > 0 ? { complaint: complaints.join('\n') } : { told: 'ok, no message' };
}

/** Which of `allowed` a problem is; a problem without an entry point is of the package's own. */
const excuseOf = ({ kind, entrypoint = '.' }) => allowed.find(({ rule, where }) => rule === kind && where(entrypoint));

async function attw({ packed: [file] }) {
  const { checkPackage, createPackageFromTarballData } = await importTool('package', '@arethetypeswrong/core');
  const found = createPackageFromTarballData(new Uint8Array(fs.readFileSync(file)));
  const { problems, entrypoints } = await checkPackage(found);
  const wrong = problems.filter((problem) => !excuseOf(problem)).map((problem) => JSON.stringify(problem));
  const counts = allowed.map((one) => [one, problems.filter((problem) => excuseOf(problem) === one).length]);
  const idle = counts.filter(([, count]) => count === 0).map(([{ rule }]) => `${rule} is allowed, and not found`);
  if (wrong.length + idle.length > 0) return { complaint: [...wrong, ...idle].join('\n') };
  const excused = counts.map(([{ rule, why }, count]) => `${rule}, ${count} times: ${why}`);
  return { told: `ok, ${Object.keys(entrypoints).length} entry points; ${excused.join('; ')}` };
}

/** Bytes on disk, in blocks as a file system has them. */
const bytesOf = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  .reduce((sum, entry) => sum + 512 * fs.lstatSync(path.join(entry.parentPath ?? entry.path, entry.name)).blocks, 0);

async function size({ address, work }) {
  const folder = path.join(work, 'size');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const command = `npm install nodetorch --no-audit --no-fund --registry=${address}/`;
  const { code, output } = await shell(command, { cwd: folder, env: process.env, seconds: 300 });
  if (code !== 0) return { complaint: `${command}: ended with ${code}\n${output}` };
  const { packages } = JSON.parse(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
  const installed = Object.keys(packages).filter((name) => name !== '' && fs.existsSync(path.join(folder, name)));
  const megabytes = bytesOf(path.join(folder, 'node_modules')) / 1e6;
  const told = `${installed.length} packages, ${megabytes.toFixed(1)} MB on disk`;
  fs.rmSync(folder, { recursive: true });
  return installed.length > MOST.packages || megabytes > MOST.megabytes
    ? { complaint: `${told}; wanted ${MOST.packages} and ${MOST.megabytes} at most` } : { told: `ok, ${told}` };
}

export const judges = [
  { name: 'publint', judge: publint },
  { name: 'attw', judge: attw },
  { name: 'size', judge: size },
];
