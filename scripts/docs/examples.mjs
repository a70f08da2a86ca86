// The examples in docs/: TypeScript that is compiled and run, Python that the reference runs, and what they print.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../lib/addon/installed/paths.mjs';

/** The pages whose TypeScript is run, in order, in one folder; of those that show Python both print the same. */
export const PAGES = [
  'start.md', 'porting.md', 'deployment.md', 'threads.md', 'compile.md', 'fx.md', 'profiling.md', 'distributions.md',
  'library.md',
];

/** The fenced blocks of a page: `{ language, code, heading, line }`. */
export function blocksOf(markdown) {
  const found = [];
  let heading = '';
  let open;
  markdown.split('\n').forEach((line, i) => {
    if (open && line === '```') {
      found.push({ ...open, code: `${open.code.join('\n')}\n` });
      open = undefined;
    } else if (open) {
      open.code.push(line);
    } else if (line.startsWith('```')) {
      open = { language: line.slice(3).split(' ')[0], code: [], heading, line: i + 2 };
    } else {
      heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    }
  });
  return found;
}

/** `code` behind those lines of `prelude` that it does not have itself. */
function behind(prelude, code) {
  const own = code.split('\n');
  const before = prelude.split('\n').filter((line) => line !== '' && !own.includes(line));
  return before.length === 0 ? code : `${before.join('\n')}\n${code}`;
}

/**
 * The programs of a page in a language: `{ heading, line, file, code, prints }`; `file` is what its first line says,
 * `// server.ts`; `prints` the text block that follows, under the same heading and before another program. A first
 * block that stands under the title of the page begins all others.
 */
export function programsOf(page, language) {
  const markdown = fs.readFileSync(path.join(root, 'docs', page), 'utf8');
  const blocks = blocksOf(markdown);
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  const mine = blocks.filter((block) => block.language === language);
  const prelude = mine[0]?.heading === title ? mine.shift().code : '';
  return mine.map(({ heading, line, code, ...block }) => {
    const next = blocks.find((other) => other.line > line && other.heading === heading &&
      (other.language === 'text' || other.language === block.language));
    return {
      heading, line, code: behind(prelude, code), file: /^\/\/ (\w+\.ts)\n/.exec(code)?.[1],
      prints: next?.language === 'text' ? next.code : undefined,
    };
  });
}

const MARK = '\u001e';

/** What comes before the file of each program is the mark; so what one prints is between two. */
const parts = (stdout) => stdout.split(MARK).slice(1);

/** Runs `body` with a temporary folder. */
function inFolder(body) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nodetorch-examples-'));
  try {
    return body(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function output(command, args, folder) {
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 120_000, env });
  if (error) throw error;
  return { printed: parts(stdout), complaint: status === 0 ? '' : stderr };
}

/** Runs compiled programs (absolute files) in order, in one process and one folder: `{ printed, complaint }`. */
export const runModules = (files) => inFolder((folder) => {
  const lines = files.map((file) => `process.stdout.write('${MARK}'); await import(${JSON.stringify(file)});`);
  // A file: workers inherit Node's options, and --input-type is none of theirs.
  fs.writeFileSync(path.join(folder, 'all.mjs'), lines.join('\n'));
  return output(process.execPath, ['--no-node-snapshot', 'all.mjs'], folder);
});

const PYTHON = `
import json, sys
for code in json.load(open('programs.json')):
    print(${JSON.stringify(MARK)}, end='')
    exec(compile(code, 'example', 'exec'), {'__name__': 'example'})
`;

/** The same of programs in Python. */
export const runPython = (python, codes) => inFolder((folder) => {
  fs.writeFileSync(path.join(folder, 'programs.json'), JSON.stringify(codes));
  return output(python, ['-c', PYTHON], folder);
});

/**
 * Runs the Python of the pages with the reference (the path of its python) and compares what is printed: a list of
 * `{ name, passed, detail }`.
 */
export function checkPython(python) {
  return PAGES.flatMap((page) => {
    const programs = programsOf(page, 'python');
    if (programs.length === 0) return [];
    const { printed, complaint } = runPython(python, programs.map(({ code }) => code));
    return programs.map(({ heading, line, prints }, i) => {
      const said = printed[i];
      // Python ends at the first program that raises.
      const raised = i >= printed.length - 1 ? complaint : '';
      const passed = raised === '' && (prints === undefined || said === prints);
      const detail = passed ? '' : `it prints:\n${said ?? ''}${raised}`;
      return { name: `docs/${page}:${line} ${heading}, in Python`, passed, detail };
    });
  });
}
