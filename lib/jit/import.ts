/** Modules of TorchScript from their archives, as libtorch has them (torch._C; native/jit/archives.cpp). */
import { script as native } from '../addon/doors.js';
import { signature } from '../arguments/signature.js';
import { define } from '../python/objects.js';
import type { DeviceLike } from '../values/device.js';
import { parseDevice } from '../values/device.js';
import { moduleFrom, type ScriptModule } from './objects.js';
import { kind } from '../arguments/kinds.js';
import { kinds as files } from './files.js';
import { CompilationUnit } from './unit.js';

const kinds = { ...files, CompilationUnit: kind((value) => value instanceof CompilationUnit) };
const takes = {
  file: signature(`import_ir_module(cu: CompilationUnit, filename: str, map_location: DeviceLike | None,
    _extra_files: FilesToRead, _restore_shapes: bool = False)`, kinds),
  buffer: signature(`import_ir_module_from_buffer(cu: CompilationUnit, buffer: Uint8Array,
    map_location: DeviceLike | None, _extra_files: FilesToRead, _restore_shapes: bool = False)`, kinds),
};

/** Names of files beside a module, which get their contents when it is read. */
export type FilesToRead = Record<string, string | Uint8Array>;

/**
 * Reads the module of an archive, whose functions the unit owns from then on (`torch.import_ir_module`);
 * `torch.jit.load` asks for less. Throws a RuntimeError for a file that is none.
 */
export function import_ir_module(...args: typeof takes.file.args): ScriptModule {
  return read(...takes.file.list(args));
}

/** The same from memory (`torch.import_ir_module_from_buffer`). */
export function import_ir_module_from_buffer(...args: typeof takes.buffer.args): ScriptModule {
  return read(...takes.buffer.list(args));
}

function read(
  unit: CompilationUnit, from: string | Uint8Array, location: DeviceLike | null, files: FilesToRead, shapes: boolean,
): ScriptModule {
  const names = Object.keys(files);
  const where = location === null ? null : String(parseDevice(location));
  const [module, contents] = native.jit_import(CompilationUnit.handleOf(unit), from, where, names, shapes);
  for (const [i, name] of names.entries()) define(files, name, contents[i]);
  return moduleFrom(module);
}
