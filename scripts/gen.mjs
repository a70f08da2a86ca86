// @ts-check
// npm run gen: writes lib/generated/ from the operator schemas of the libtorch in use, the tables in op_policy/ and the
// sentences in lib/texts/.
// npm run gen -- --check: writes nothing; says what differs from the committed files and fails.
// Both fail for operators without a text, and for texts that cannot be right.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { argumentTable, declarations } from './gen/declarations.mjs';
import { exportFiles } from './gen/exports.mjs';
import { handWritten } from './gen/hand_written.mjs';
import { operatorTable } from './gen/operator_table.mjs';
import { schemaOf } from './gen/schema.mjs';
import { complaints, readTexts } from './gen/texts.mjs';

const folder = new URL('../lib/generated/', import.meta.url);

/** @returns {Promise<(name: string) => import('./gen/schema.mjs').Schema>} by the name without `aten::` */
async function schemaReader() {
  const { native } = await import('../dist/addon/binding.js');
  const { kinds } = await import('../dist/addon/call/arguments.js');
  return (name) => schemaOf(native.schema(`aten::${name}`), kinds);
}

/** @param {string} name @returns {string} */
function committed(name) {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} name @param {string} was @param {string} is @returns {string} the first lines that differ */
function difference(name, was, is) {
  const [before, after] = [was.split('\n'), is.split('\n')];
  const [old, fresh] = [new Set(before), new Set(after)];
  const lines = [
    ...before.filter((line) => !fresh.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
  const more = lines.length > 20 ? [`  ... ${lines.length - 20} more`] : [];
  return [`lib/generated/${name}:`, ...lines.slice(0, 20), ...more].join('\n');
}

const schemaText = await schemaReader();
const texts = readTexts();
const files = {
  ...declarations(schemaText, texts), ...exportFiles(texts), ...handWritten(), 'operator_table.ts': operatorTable(),
};
const changed = Object.entries(files).filter(([name, text]) => committed(name) !== text);
const stale = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !(name in files));

if (process.argv.includes('--check')) {
  for (const [name, text] of changed) console.error(difference(name, committed(name), text));
  for (const name of stale) console.error(`lib/generated/${name}: no longer generated`);
  if (changed.length + stale.length > 0) {
    console.error('lib/generated is not what the schemas and the tables say: run `npm run gen` and commit.');
    process.exitCode = 1;
  } else console.log(`lib/generated: ${Object.keys(files).length} files up to date`);
} else {
  mkdirSync(new URL('signatures/', folder), { recursive: true });
  for (const [name, text] of changed) writeFileSync(new URL(name, folder), text);
  for (const name of stale) rmSync(new URL(name, folder));
  console.log(`lib/generated: ${changed.length} written, ${stale.length} removed`);
}

for (const complaint of complaints(texts, argumentTable(schemaText))) {
  console.error(`lib/texts: ${complaint}`);
  process.exitCode = 1;
}
