// node scripts/printing/fuzz.mjs [--limit 500] [--seed 1]: tensors under random settings of torch.set_printoptions, as
// PyTorch prints them and as they print here. Says how many were compared, and what differs.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as torch from '../../dist/index.js';
import { ensureReference } from '../lib/reference.mjs';

const { values } = parseArgs({ options: {
  limit: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' },
} });

/** The tensor that settings.py makes of the same words. */
function tensorOf(seed, shape, dtype, scale, step) {
  torch.manual_seed(seed);
  const kind = dtype.startsWith('complex') ? torch.complex128 : torch.float64;
  let made = torch.randn(shape, { dtype: kind }).mul(scale);
  const real = () => (made.is_complex() ? torch.real(made) : made);
  if (step === 'whole') made = real().round();
  if (step === 'nan' && made.numel() > 0) made.view(-1).select(0, 0).fill_(NaN);
  if (step === 'inf' && made.numel() > 0) made.view(-1).select(0, made.numel() - 1).fill_(-Infinity);
  if (step === 'zero') made = made.mul(0);
  if (['uint8', 'int32', 'int64', 'bool'].includes(dtype)) made = real().nan_to_num(0, 0, 0).abs().fmod(200);
  return made.to(torch[dtype]);
}

function answer(make) {
  try {
    return make();
  } catch (error) {
    return [error.name, error.message.split('\n', 1)[0]];
  }
}

const script = fileURLToPath(new URL('settings.py', import.meta.url));
const cases = JSON.parse(execFileSync(await ensureReference(), ['-W', 'ignore', script, values.limit, values.seed],
  { encoding: 'utf8', maxBuffer: 2 ** 28 }));
let differing = 0;
for (const [options, ...given] of cases) {
  const theirs = given.pop();
  const named = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value === 'inf' ? Infinity : value]));
  torch.set_printoptions({ profile: 'default' });
  torch.set_printoptions(named);
  const ours = answer(() => String(tensorOf(...given)));
  if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
  if (++differing <= 10) console.log(`${JSON.stringify(options)} ${JSON.stringify(given)}\n${theirs}\n-- here\n${ours}`);
}
console.log(`${cases.length} compared, ${differing} differ`);
process.exitCode = differing > 0 ? 1 : 0;
