/** Functions and methods of TorchScript, which are called as any function (torch._C; native/jit/call.cpp). */
import { script as native, type FunctionFacts, type FunctionHandle } from '../addon/doors.js';
import { codeOf, run, scriptObject } from '../addon/script.js';
import { signature } from '../arguments/signature.js';
import { CallableObject } from '../python/callable_object.js';
import { isKeywords } from '../python/keywords.js';
import { py_repr } from '../python/repr.js';
import { RuntimeError } from '../values/errors.js';
import { typeName } from '../values/type_name.js';
import { inspect } from 'node:util';
import { kinds, saveScript, saveScriptBytes, type ExtraFiles } from './files.js';
import { graphFrom, type Graph } from './graph.js';
import type { ScriptModule } from './objects.js';
import { schemaFrom, type FunctionSchema } from './schema.js';

const takes = {
  save: signature('ScriptFunction.save(self, filename: str, _extra_files: ExtraFiles | None = None)', kinds),
  save_to_buffer: signature('ScriptFunction.save_to_buffer(self, _extra_files: ExtraFiles | None = None)', kinds),
};

const made = Symbol('made');
type Made = readonly [typeof made, FunctionHandle];

/** What functions and methods have alike. */
abstract class Scripted extends CallableObject {
  readonly #function: FunctionHandle;
  #facts: FunctionFacts | undefined;

  constructor(args: readonly unknown[], name: string) {
    if (args[0] !== made) throw new TypeError(`${name}: No constructor defined!`);
    super();
    this.#function = args[1] as FunctionHandle;
  }

  static functionOf(of: Scripted): FunctionHandle {
    return of.#function;
  }

  get #read(): FunctionFacts {
    return (this.#facts ??= native.jit_function_read(this.#function));
  }
  protected override __call__(...args: unknown[]): unknown {
    return call(this.#function, this.#read, args);
  }

  /** Its name. */
  get name(): string {
    return this.#read.name;
  }
  /** What it takes and gives. */
  get schema(): FunctionSchema {
    return schemaFrom(native.jit_function_schema(this.#function));
  }
  /** What it computes, as libtorch has it. */
  get graph(): Graph {
    return graphFrom(native.jit_function_graph(this.#function, false));
  }
  /** The same with all that it calls put in place. */
  get inlined_graph(): Graph {
    return graphFrom(native.jit_function_graph(this.#function, true));
  }
  /** The same as text of TorchScript. */
  get code(): string {
    return codeOf(this.#function)[0];
  }
}

/** A function of TorchScript (`torch.ScriptFunction`), of a {@link CompilationUnit}: call it. */
export class ScriptFunction extends Scripted {
  /** Functions come from their unit: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'torch.jit.ScriptFunction');
  }

  /** Its name in the unit. */
  get qualified_name(): string {
    return native.jit_function_read(Scripted.functionOf(this)).qualified_name;
  }
  /** Writes an archive of a module whose `forward` this is. */
  save(...args: typeof takes.save.args): void {
    saveScript(Scripted.functionOf(this), ...takes.save.list(args));
  }
  /** The same archive in memory. */
  save_to_buffer(...args: typeof takes.save_to_buffer.args): Uint8Array {
    return saveScriptBytes(Scripted.functionOf(this), ...takes.save_to_buffer.list(args));
  }
  override toString(): string {
    return `<torch.jit.ScriptFunction ${this.name}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
export interface ScriptFunction {
  /** Runs it. Arguments may be named in a last object. */
  <Output = unknown>(...args: unknown[]): Output;
}

/** A method of a module of TorchScript, with the module (`torch.ScriptMethod`): call it. */
export class ScriptMethod extends Scripted {
  /** Methods come from their module: this throws a TypeError. */
  constructor(...args: readonly unknown[]) {
    super(args, 'torch._C.ScriptMethod');
  }

  /** The module that it is of. */
  get owner(): ScriptModule {
    return scriptObject(native.jit_function_owner(Scripted.functionOf(this))!, true) as ScriptModule;
  }
  /** {@link code}, and the constants that it names `CONSTANTS.c0` and so on. */
  get code_with_constants(): readonly [code: string, constants: Readonly<Record<string, unknown>>] {
    const [text, constants] = codeOf(Scripted.functionOf(this));
    return [text, Object.fromEntries(constants.map((value, i) => [`c${i}`, value]))];
  }
  override toString(): string {
    return `<torch.ScriptMethod ${this.name}>`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}
export interface ScriptMethod {
  /** Runs it. Arguments may be named in a last object. */
  <Output = unknown>(...args: unknown[]): Output;
}

type MadeClass<T> = new (...args: Made) => T;

/** The object for a function of a unit. */
export const functionFrom = (handle: FunctionHandle): ScriptFunction =>
  new (ScriptFunction as unknown as MadeClass<ScriptFunction>)(made, handle);
/** The object for a method. */
export const methodFrom = (handle: FunctionHandle): ScriptMethod =>
  new (ScriptMethod as unknown as MadeClass<ScriptMethod>)(made, handle);

function call(callee: FunctionHandle, facts: FunctionFacts, given: readonly unknown[]): unknown {
  const [args, named] = split(facts, given);
  const answer = run(callee, args, named);
  if ('result' in answer) return answer.result;
  const at = answer.mismatch - facts.self;
  const value = at < args.length ? args[at] : named[facts.arguments[answer.mismatch]!];
  const text = native.jit_mismatch(callee, answer.mismatch, typeName(value), py_repr(value));
  throw new RuntimeError(`${text}\nCast error details: ${answer.why}`);
}

/** A plain object at the end names arguments, unless the one in that place may be a dict. */
function split(
  { dicts, self }: FunctionFacts, given: readonly unknown[],
): readonly [args: readonly unknown[], named: Readonly<Record<string, unknown>>] {
  const last = given.at(-1);
  if (typeof last !== 'object' || last === null || !isKeywords(last)) return [given, {}];
  return dicts[given.length - 1 + self] === true ? [given, {}] : [given.slice(0, -1), last];
}

export type { ExtraFiles };
