/** What archives of TorchScript are read from and written to, and what lies beside the module in one. */
import { types } from 'node:util';
import { script as native, type FunctionHandle, type ScriptHandle } from '../addon/doors.js';
import { having, kind, plain } from '../arguments/kinds.js';
import { isBytes, isPlainObject } from '../python/objects.js';
import { writeTo, type SaveTarget } from '../serialization/sinks.js';
import { openSource, pathOf, readBytes, type LoadSource } from '../serialization/sources.js';
import { typeName } from '../values/type_name.js';

/** The contents of files by their names: text, or bytes. */
export type ExtraFiles = Readonly<Record<string, string | Uint8Array>>;

const has = (value: unknown, method: string): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<string, unknown>)[method] === 'function';
const files = kind(isPlainObject, 'a plain object');

/** What the arguments are. */
export const kinds = {
  ...plain,
  ExtraFiles: files,
  FilesToRead: files,
  LoadSource: having('read', (value) =>
    pathOf(value) !== undefined || isBytes(value) || types.isArrayBuffer(value) || has(value, 'read')),
  SaveTarget: having('write', (value) => pathOf(value) !== undefined || has(value, 'write')),
  Uint8Array: kind(isBytes, 'bytes'),
};

function contents(given: ExtraFiles): [names: string[], contents: Uint8Array[]] {
  const names = Object.keys(given);
  return [names, names.map((name) => contentOf(given[name]))];
}

function contentOf(content: unknown): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  if (isBytes(content)) return content;
  throw new TypeError(`_extra_files: expected str or bytes, not ${typeName(content)}`);
}

/** Writes the archive of a module, or of one around a function: a file appears when it is complete. */
export function saveScript(what: ScriptHandle | FunctionHandle, to: SaveTarget, given: ExtraFiles | null): void {
  writeBytes(to, saveScriptBytes(what, given));
}

/** Writes an archive that is there already. */
export function writeBytes(to: SaveTarget, bytes: Uint8Array): void {
  writeTo(to, (sink) => sink.write(bytes));
}

/** The archive of a module, or of one around a function, in memory. */
export function saveScriptBytes(what: ScriptHandle | FunctionHandle, given: ExtraFiles | null): Uint8Array {
  return native.jit_save(what, ...contents(given ?? {}));
}

/** All bytes of what is no path. */
export function bytesOf(f: LoadSource): Uint8Array {
  const source = openSource(f);
  try {
    return readBytes(source, 0, source.size);
  } finally {
    source.close();
  }
}
