// @ts-check
// npm run coverage: writes docs/coverage.md, what became of each public name of PyTorch, and takes from the list of
// what the core owes (scripts/coverage/owed.json) the names that came to be.
//   -- --check     writes nothing; fails when the page is not what it should be
//   -- MODULE...   prints what is missing in modules (torch.nn.utils), and what is reached but not declared or tested
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { owed, owedFile, owedText } from './coverage/owed.mjs';
import { isMissing, page } from './coverage/page.mjs';
import { rows } from './coverage/sum.mjs';

const file = new URL('../docs/coverage.md', import.meta.url);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const all = await rows();
const text = page(all);
const owing = all.filter((row) => isMissing(row) && owed.has(`${row.module}.${row.name}`));

if (wanted.length > 0) {
  for (const module of wanted) {
    const of = all.filter((row) => row.module === module);
    const names = (/** @type {(row: import('./coverage/sum.mjs').Row) => boolean} */ is) =>
      of.filter(is).map(({ name }) => name).join(' ');
    console.log(`${module}: ${of.length} names, ${of.filter(({ reached }) => reached).length} reached`);
    console.log(`  missing: ${names(isMissing)}`);
    console.log(`  not declared: ${names(({ reached, declared }) => reached && !declared)}`);
    console.log(`  not tested: ${names(({ reached, forward }) => reached && !forward)}`);
    console.log(`  not tested backward: ${names(({ reached, backward }) => reached && !backward)}`);
  }
} else if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error('docs/coverage.md is not what the library and its tests say: run `npm run coverage` and commit.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
  writeFileSync(owedFile, owedText(owing));
  const reached = all.filter((row) => row.reached).length;
  console.log(`docs/coverage.md: ${all.length} names, ${reached} reached, ${all.filter(isMissing).length} missing`);
}
