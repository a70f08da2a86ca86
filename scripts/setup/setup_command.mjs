// The command `setup`: everything that is missing, or one libtorch in particular.

import { parseArgs } from 'node:util';
import { defaultVariant } from './ensure.mjs';
import { install } from './install.mjs';
import { tilde } from '../../lib/addon/installed/paths.mjs';
import { unsupportedPlatform } from '../../lib/addon/installed/platform.mjs';
import { SetupError } from '../../lib/addon/installed/table.mjs';
import { UsageError } from './main.mjs';
import { prepare, usablePrebuild } from './prepare.mjs';
import { say } from './processes.mjs';

const USAGE = `npx nodetorch setup [--from FILE|DIR|URL [--sha256 HEX]] [--cpu | --cuda] [--force]
  finds or fetches libtorch, and builds what is missing
  --from   unpack this torch wheel or libtorch zip, or one in this folder, or download it from this address
  --sha256 what the file has to have
  --cpu    a libtorch without CUDA, even if there is an NVIDIA driver
  --cuda   a libtorch with CUDA, even if there is no NVIDIA driver
  --force  fetch it anew, even if there is one`;

function readOptions(args) {
  const [text, flag] = [{ type: 'string' }, { type: 'boolean', default: false }];
  const options = { from: text, sha256: text, cpu: flag, cuda: flag, force: flag, help: flag };
  try {
    const { values } = parseArgs({ args, options });
    if (values.cpu && values.cuda) throw new Error('--cpu and --cuda exclude each other');
    if (values.sha256 !== undefined && values.from === undefined) throw new Error('--sha256 is of the file that --from names');
    if (values.sha256 !== undefined && !/^[\da-f]{64}$/i.test(values.sha256)) {
      throw new Error(`--sha256 wants 64 hexadecimal digits, got '${values.sha256}'`);
    }
    return values;
  } catch (error) {
    throw new UsageError(`${error.message}\n\n${USAGE}`);
  }
}

export async function setup(args) {
  const { from, sha256, cpu, cuda, force, help } = readOptions(args);
  if (help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  let installed;
  if (from !== undefined || cpu || cuda || force) {
    const unsupported = unsupportedPlatform();
    if (unsupported) throw new SetupError(unsupported);
    const headers = (version) => usablePrebuild({ version }) === undefined;
    installed = await install({ variant: cpu ? 'cpu' : cuda ? 'cuda' : defaultVariant(), from, sha256, force, headers });
    say(`libtorch ${installed.version} is in ${tilde(installed.dir)}`);
    const chosen = ['LIBTORCH', 'LIBTORCH_USE_PYTORCH'].find((name) => process.env[name]);
    if (chosen) say(`${chosen} is set, and goes before it when a program runs`);
  }
  await prepare(installed);
  say('ready');
}
