/** Where in the user's program something happened: without frames of the library, in the lines of the sources. */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { callStack } from '../autograd/call_stack.js';

/** The frames of the caller, the innermost first. */
export const userStack = (): string[] => callStack().slice(0, 10).map(inSources);

const maps = new Map<string, SourceMap | null>();

/** A frame of what a compiler wrote, in the place that it was written from, if a map says so. */
function inSources(line: string): string {
  const place = /(file:\/\/[^\s()]+|\/[^\s()]+):(\d+):(\d+)\)?$/.exec(line);
  if (place === null) return line;
  const [, file, row, column] = place as unknown as [string, string, string, string];
  const map = mapOf(file.startsWith('file:') ? fileURLToPath(file) : file);
  const entry = map?.findEntry(Number(row) - 1, Number(column) - 1);
  if (entry === undefined || !('originalSource' in entry)) return line;
  const { originalSource, originalLine, originalColumn } = entry;
  return line.replace(`${file}:${row}:${column}`, `${originalSource}:${originalLine + 1}:${originalColumn + 1}`);
}

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (known !== undefined) return known;
  let made: SourceMap | null = null;
  try {
    // Sources that Node compiles itself, or that another tool has mapped, have no map of their own.
    const text = /\.[cm]?js$/.test(file) ? readFileSync(file, 'utf8') : '';
    const url = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1];
    if (url !== undefined) made = new SourceMap(resolved(payloadOf(file, url), file));
  } catch {
    // A map that cannot be read says nothing.
  }
  maps.set(file, made);
  return made;
}

function payloadOf(file: string, url: string): SourceMapPayload {
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  const text = inline === undefined ? readFileSync(path.resolve(path.dirname(file), url), 'utf8')
    : Buffer.from(inline, 'base64').toString('utf8');
  return JSON.parse(text) as SourceMapPayload;
}

function resolved(payload: SourceMapPayload, file: string): SourceMapPayload {
  const base = pathToFileURL(path.resolve(path.dirname(file), payload.sourceRoot ?? '', 'x'));
  return { ...payload, sourceRoot: '', sources: payload.sources.map((each) => new URL(each, base).href) };
}
