/** Where in the user's program something happened: without frames of the library, in the lines of the sources. */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const library = new URL('..', import.meta.url).href;
const inLibrary = (line: string): boolean => line.includes(library) || line.includes(fileURLToPath(library));

/** The stack of the caller, one line a frame, from the user's innermost one on. */
export function userStack(): string[] {
  const holder: { stack?: string } = {};
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 60;
  Error.captureStackTrace(holder, userStack);
  // The text is made when it is read.
  const lines = (holder.stack ?? '').split('\n').slice(1);
  Error.stackTraceLimit = before;
  return lines.filter((line) => !inLibrary(line) && !line.includes('node:internal')).slice(0, 10)
    .map((line) => inSources(line.trim()));
}

const maps = new Map<string, SourceMap | null>();

/** A frame of what a compiler wrote, in the place that it was written from, if a map says so. */
function inSources(line: string): string {
  const place = /(file:\/\/[^\s()]+|\/[^\s()]+):(\d+):(\d+)\)?$/.exec(line);
  if (place === null) return line;
  const [, file, row, column] = place as unknown as [string, string, string, string];
  const map = mapOf(file.startsWith('file:') ? fileURLToPath(file) : file);
  const entry = map?.findEntry(Number(row) - 1, Number(column) - 1);
  if (entry === undefined || !('originalSource' in entry)) return line;
  return line.replace(`${file}:${row}:${column}`, `${entry.originalSource}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
}

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (known !== undefined) return known;
  let made: SourceMap | null = null;
  try {
    // Sources that Node compiles itself, or that another tool has mapped, have no map of their own.
    const url = /\.[cm]?js$/.test(file) ? /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
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
