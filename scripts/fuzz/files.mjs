// Damages files of torch.save, of the format before it, of safetensors, and pictures, loads them in child processes,
// and looks at what comes out. A crash, a hang, an error of our own making or memory that the file does not justify is
// reported.
//   node scripts/fuzz/files.mjs --seed 0 --files 10000 [--only REGEXP] [--jobs 1] [--timeout 2]

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { main } from '../setup/main.mjs';
import { fuzz } from './fuzz.mjs';

/** The process that damages and loads. */
export const filesChild = fileURLToPath(new URL('files_child.mjs', import.meta.url));

const golden = new URL('../../test/golden/serialization.json', import.meta.url);
const pictures = new URL('../../test/golden/picture_files.json', import.meta.url);

/** The files that are damaged, by name: those that Python wrote, some of safetensors, and pictures of every kind. */
export function fileNames() {
  const { files } = JSON.parse(readFileSync(golden, 'utf8'));
  const saved = files.map(({ format, name }) => `${format}:${name}`);
  const shown = JSON.parse(readFileSync(pictures, 'utf8')).map(([name]) => `picture:${name}`);
  return [...saved, 'safetensors:0', 'safetensors:1', 'safetensors:2', ...shown];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const text = { type: 'string' };
    const { values } = parseArgs({ options: { seed: text, files: text, only: text, jobs: text, timeout: text } });
    const total = await fuzz({
      seed: values.seed ?? '0',
      calls: Number(values.files ?? 10_000),
      only: values.only,
      jobs: Number(values.jobs ?? 1),
      timeout: Number(values.timeout ?? 2),
      names: fileNames(),
      child: filesChild,
      report(failure) {
        if (failure !== undefined) console.log(`${failure.name}#${failure.n}: ${failure.ended} ${failure.err}`);
      },
    });
    for (const [name, what] of Object.entries(total.suspicious)) console.log(`${name}: ${what}`);
    console.log(JSON.stringify(total.errors));
    console.log(`${total.calls} damaged files, ${total.ok} loaded all the same, ${total.crashes.length} crashes, ` +
      `${total.hangs.length} hangs, ${Object.keys(total.suspicious).length} clumsy, seed ${values.seed ?? '0'}`);
    return total.crashes.length + total.hangs.length + Object.keys(total.suspicious).length > 0 ? 1 : 0;
  });
}
