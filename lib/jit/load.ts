/** Modules of TorchScript in archives (torch/jit/_serialization.py). */
import { existsSync, statSync } from 'node:fs';
import { noAttribute } from '../arguments/python_objects.js';
import { signature } from '../arguments/signature.js';
import { pathOf } from '../serialization/sources.js';
import type { SaveTarget } from '../serialization/sinks.js';
import { ValueError } from '../values/errors.js';
import { device, type DeviceLike } from '../values/device.js';
import { typeName } from '../values/type_name.js';
import { bytesOf, kinds, writeBytes, type ExtraFiles } from './files.js';
import { ScriptFunction } from './functions.js';
import { import_ir_module, import_ir_module_from_buffer, type FilesToRead } from './import.js';
import { ScriptModule as NativeScriptModule } from './objects.js';
import { RecursiveScriptModule, ScriptModule } from './script_module.js';
import { CompilationUnit } from './unit.js';

const takes = {
  load: signature(`load(f: LoadSource, map_location: DeviceLike | None = None, _extra_files: FilesToRead | None = None,
    _restore_shapes: bool = False)`, kinds),
};

/** What an archive can be made of. */
export type AnyScript = ScriptModule | NativeScriptModule | ScriptFunction;

/**
 * Reads a module that was scripted or traced, in Python or here, and saved by `torch.jit.save` (`torch.jit.load`): from
 * a path, bytes or a file-like object, with all tensors on `map_location` if that is given. `_extra_files` gets the
 * contents of the files that it names. What the module has besides `forward` the caller knows:
 * `load<{ scale: number }>(f)`. Throws a ValueError for a path where nothing is, a RuntimeError for what is no such
 * archive.
 *
 * The archive is a program: run only those that you trust.
 */
export function load<Has extends object = object>(...args: typeof takes.load.args): RecursiveScriptModule & Has;
export function load(...args: typeof takes.load.args): RecursiveScriptModule {
  const { f, map_location, _extra_files, _restore_shapes } = takes.load.read(args);
  const path = pathOf(f);
  if (path !== undefined && !existsSync(path)) throw new ValueError(`The provided filename ${path} does not exist`);
  if (path !== undefined && statSync(path).isDirectory()) {
    throw new ValueError(`The provided filename ${path} is a directory`);
  }
  const where = mapLocation(map_location);
  const unit = new CompilationUnit();
  const files = _extra_files ?? {};
  return new RecursiveScriptModule(path !== undefined
    ? import_ir_module(unit, path, where, files, _restore_shapes)
    : import_ir_module_from_buffer(unit, bytesOf(f), where, files, _restore_shapes));
}

function mapLocation(given: unknown): DeviceLike | null {
  if (given === null || typeof given === 'string' || given instanceof device) return given as DeviceLike | null;
  throw new ValueError(`map_location should be either None, string or torch.device, but got type: <class '${typeName(given)}'>`);
}

/**
 * Writes an archive that {@link load} reads, in Python and C++ too (`torch.jit.save`): of a module of TorchScript, or
 * of a function, which becomes the `forward` of one. A file appears when it is complete, in place of an old one.
 */
export const save = signature(
  'save(m: AnyScript, f: SaveTarget, _extra_files: ExtraFiles | None = None) -> None', kinds).define((m, f, _extra_files) => {
  if (!(m instanceof ScriptModule || m instanceof NativeScriptModule || m instanceof ScriptFunction)) {
    throw noAttribute(m, 'save');
  }
  writeBytes(f, m.save_to_buffer({ _extra_files }));
});

export type { ExtraFiles, FilesToRead, SaveTarget };
