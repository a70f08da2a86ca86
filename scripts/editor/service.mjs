// TypeScript's language service over one file of a user's, who has the package in node_modules: what an editor asks.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

/** A folder of a user's project with the package that lies in `directory`; `remove` takes it away. */
export function project(directory) {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'editor-'));
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(modules);
  fs.symlinkSync(directory, path.join(modules, 'nodetorch'), 'junction');
  fs.symlinkSync(path.join(directory, 'node_modules/@types'), path.join(modules, '@types'), 'junction');
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  return { folder, remove: () => fs.rmSync(folder, { recursive: true }) };
}

/** The entry points that a package exports, as one writes them behind its name: '', '/nn', ... */
export function entriesOf(directory) {
  const { exports } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8'));
  return Object.keys(exports).filter((entry) => !entry.endsWith('.json')).map((entry) => entry.slice(1));
}

/** The service over user.ts in `folder` with the given text, with its program, checker and source file. */
export function serviceOver(folder, text) {
  const file = path.join(folder, 'user.ts');
  const read = (name) => (name === file ? text : ts.sys.readFile(name));
  const host = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const content = read(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: read,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath,
  };
  const service = ts.createLanguageService(host);
  const program = service.getProgram();
  return { service, file, checker: program.getTypeChecker(), source: program.getSourceFile(file) };
}
