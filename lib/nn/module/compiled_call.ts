/** What `Module.compile` asks to compile a call: `torch.compile` comes later than modules, and tells them here. */
import { RuntimeError } from '../../values/errors.js';
import type { AnyModule } from './base.js';

type Call = (...args: unknown[]) => unknown;

/** Compiles `call`, which is that of `module` without what is compiled. */
type Compiler = (module: AnyModule, call: Call, options: Readonly<Record<string, unknown>>) => Call;

let compiler: Compiler | null = null;

/** Says how calls are compiled. */
export function compileCallsBy(given: Compiler): void {
  compiler = given;
}

/** The call of a module, compiled. Throws a RuntimeError if nobody has loaded `torch.compile`. */
export function compiledCall(module: AnyModule, call: Call, options: Readonly<Record<string, unknown>>): Call {
  if (compiler === null) throw new RuntimeError("Module.compile() needs torch.compile: import 'nodetorch' for it");
  return compiler(module, call, options);
}
