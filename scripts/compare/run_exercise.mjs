// Runs a compiled exercise: run_exercise.mjs FILE SECONDS_FILE [ARGUMENTS]. What it prints goes to stdout; the seconds
// of the exercise, its imports left out (as the notebook's are), go to the file.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , file, secondsFile, ...args] = process.argv;
const imports = [...readFileSync(file, 'utf8').matchAll(/^import .* from '([^']*)'/gm)];
for (const [, name] of imports) await import(name.startsWith('.') ? new URL(name, pathToFileURL(file)).href : name);

process.argv = [process.argv[0], file, ...args];
const begin = performance.now();
await import(pathToFileURL(file).href);
writeFileSync(secondsFile, String((performance.now() - begin) / 1000));
