import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.test-d.ts'));

/** What the compiler says of each file: `line: message`. */
let complaints: Map<string, string[]>;
/** The types of the constants of names.test-d.ts, as editors show them. */
let names: Record<string, string>;

beforeAll(() => {
  const config = ts.readConfigFile(join(folder, '../tsconfig.json'), (file) => readFileSync(file, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(folder, '..'));
  const rootNames = files.map((name) => join(folder, name));
  const program = ts.createProgram(rootNames, { ...options, incremental: false, tsBuildInfoFile: undefined });
  complaints = new Map(
    files.map((name) => [name, diagnostics(program, program.getSourceFile(join(folder, name))!)]),
  );
  names = shown(program, program.getSourceFile(join(folder, 'names.test-d.ts'))!);
}, 120_000);

function shown(program: ts.Program, source: ts.SourceFile): Record<string, string> {
  const checker = program.getTypeChecker();
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source)!);
  const textOf = (symbol: ts.Symbol): string =>
    checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, source), source);
  return Object.fromEntries(symbols.map((symbol) => [symbol.name, textOf(symbol)]));
}

function diagnostics(program: ts.Program, source: ts.SourceFile): string[] {
  const all = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return all.map(({ start = 0, messageText }) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    return `${basename(source.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

test.each(files)('%s compiles, and refuses what it says is refused', (name) => {
  expect(complaints.get(name)).toEqual([]);
});

test('a tensor is called Tensor', () => {
  expect(names).toEqual({ sum: 'torch.Tensor', copy: 'torch.Tensor', parts: 'torch.Tensor[]' });
});
