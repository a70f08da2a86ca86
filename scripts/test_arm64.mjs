// npm run test:arm64 [-- words]: the tests on linux-arm64, on a machine with another processor: the addon is
// cross-compiled, and Node for arm64 runs under QEMU, with libtorch's kernels for ARM. Words choose test files by
// their names (`test/optim`). vitest itself runs here, what it tests there. Ends with `N passed, N failed`.

import path from 'node:path';
import { crossBuild } from './emulation/cross_build.mjs';
import { emulatedFiles } from './emulation/files.mjs';
import { emulatedEnvironment, writeLauncher } from './emulation/launcher.mjs';
import { writeMachine } from './emulation/machine.mjs';
import { onPath } from './emulation/on_path.mjs';
import { EMULATED } from './emulation/table.mjs';
import { writePlatformPackage } from './lib/platform_package.mjs';
import { compile } from './lib/typescript.mjs';
import { countLine, runVitest } from './lib/vitest.mjs';
import { binaryOf } from './runtimes/binary.mjs';
import { nodeOf } from './runtimes/table.mjs';
import { cacheOf } from './setup/install.mjs';
import { main, UsageError } from './setup/main.mjs';
import { prepare } from './setup/prepare.mjs';
import { root } from '../lib/addon/installed/paths.mjs';

const platform = 'linux-arm64';
/** Each test takes ten to fifty times as long as here. */
const PATIENCE = ['--testTimeout=3600000', '--hookTimeout=3600000', '--teardownTimeout=120000'];

function chosen(words) {
  const files = emulatedFiles().filter((file) => words.length === 0 || words.some((word) => file.startsWith(word)));
  if (files.length === 0) throw new UsageError('No test file is named so that runs under an emulator (scripts/emulation/files.mjs).');
  return files;
}

await main(async () => {
  const files = chosen(process.argv.slice(2));
  const { emulators, libraries } = EMULATED[platform];
  const qemu = onPath(platform, emulators);
  await prepare();
  compile('exercises');
  const { built, strip } = await crossBuild(platform);
  const out = path.join(root, 'build/packages');
  const { folder: prebuild } = await writePlatformPackage({ key: platform, built: path.join(root, built), out, strip });
  const binary = await binaryOf(nodeOf(platform));
  const emulator = [qemu, ...writeMachine(path.join(root, built, 'machine'), libraries)];
  const launcher = writeLauncher(path.join(root, built, 'node'), { emulator, binary, cache: cacheOf(platform), prebuild });
  const counts = await runVitest([...PATIENCE, ...files], emulatedEnvironment(launcher), 'arm64_results');
  process.stdout.write(`${countLine(counts)}\n`);
  return counts.failed > 0 ? 1 : 0;
});
