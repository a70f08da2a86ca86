/** Files that lie beside a module in its archive. */
import { script as native, type FunctionHandle, type ScriptHandle } from '../addon/doors.js';
import { isBytes } from '../python/objects.js';
import { typeName } from '../values/type_name.js';

/** The contents of files by their names: text, or bytes. */
export type ExtraFiles = Readonly<Record<string, string | Uint8Array>>;

function contents(files: ExtraFiles): [names: string[], contents: Uint8Array[]] {
  const names = Object.keys(files);
  return [names, names.map((name) => bytesOf(files[name]))];
}

function bytesOf(content: unknown): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content);
  if (isBytes(content)) return content;
  throw new TypeError(`_extra_files: expected str or bytes, not ${typeName(content)}`);
}

/** Writes the archive of a module, or of one around a function. */
export function saveScript(what: ScriptHandle | FunctionHandle, path: string, files: ExtraFiles | null): void {
  native.jit_save(what, path, ...contents(files ?? {}));
}

/** The same archive in memory. */
export function saveScriptBytes(what: ScriptHandle | FunctionHandle, files: ExtraFiles | null): Uint8Array {
  return native.jit_save(what, null, ...contents(files ?? {}));
}
