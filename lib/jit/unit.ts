/** Units of functions, compiled from the text of TorchScript (torch._C; native/jit/units.cpp). */
import { script as native, type UnitHandle } from '../addon/doors.js';
import { kind, plain, str } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { functionFrom, type ScriptFunction } from './functions.js';
import { Graph } from './graph.js';
import { typeFrom, type ClassType, type InterfaceType } from './types.js';

const kinds = { ...plain, Graph: kind((value) => value instanceof Graph) };

const takes = {
  unit: signature('CompilationUnit(lang: str = "")', { str: kind((value) => value === null || str.fits(value)) }),
  define: signature('CompilationUnit.define(self, src: str)', kinds),
  find: signature('CompilationUnit.find_function(self, name: str)', kinds),
  create: signature(
    'CompilationUnit.create_function(self, qualified_name: str, graph: Graph, should_mangle: bool = False)', kinds),
};

/**
 * Functions that libtorch compiled (`torch.jit.CompilationUnit`): from TorchScript's text, which is Python's, with
 * types. `new CompilationUnit('def double(x):\n    return x + x\n').find_function('double')` can be called; in
 * JavaScript it is also the unit's `double`.
 */
export class CompilationUnit {
  readonly #unit: UnitHandle = native.jit_unit();

  /** With the functions of a text. Throws a RuntimeError that shows what is wrong with it. */
  constructor(...args: typeof takes.unit.args) {
    const [text] = takes.unit.list(args);
    // PyTorch has None for no text.
    if (text !== '' && (text as string | null) !== null) this.define(text);
  }
  static handleOf(unit: CompilationUnit): UnitHandle {
    return unit.#unit;
  }

  /**
   * Adds the functions of a text. Of free names it knows `torch`, with operators and dtypes, and `math`. Throws a
   * RuntimeError that shows what is wrong with it, or that a name is taken.
   */
  define(...args: typeof takes.define.args): void {
    native.jit_unit_define(this.#unit, takes.define.list(args)[0]);
    for (const each of this.get_functions()) {
      const { name } = each;
      if (!(name in this)) Object.defineProperty(this, name, { value: each, configurable: true });
    }
  }
  /** A function by its name; null if there is none. */
  find_function(...args: typeof takes.find.args): ScriptFunction | null {
    const found = native.jit_unit_find(this.#unit, takes.find.list(args)[0]);
    return found && functionFrom(found);
  }
  /** All functions. */
  get_functions(): ScriptFunction[] {
    return native.jit_unit_functions(this.#unit).map(functionFrom);
  }
  /** Makes a function of a copy of a graph. */
  create_function(...args: typeof takes.create.args): ScriptFunction {
    const [name, graph, mangle] = takes.create.list(args);
    return functionFrom(native.jit_unit_create(this.#unit, name, Graph.handleOf(graph), mangle));
  }
  /** A class that came with a module; null if there is none of the name. */
  get_class(...args: typeof takes.find.args): ClassType | null {
    return this.#type(takes.find.list(args, 'CompilationUnit.get_class')[0], 'ClassType') as ClassType | null;
  }
  /** An interface that came with a module; null if there is none of the name. */
  get_interface(...args: typeof takes.find.args): InterfaceType | null {
    const [name] = takes.find.list(args, 'CompilationUnit.get_interface');
    return this.#type(name, 'InterfaceType') as InterfaceType | null;
  }
  #type(name: string, kind: string): unknown {
    const handle = native.jit_unit_type(this.#unit, name);
    const type = handle && typeFrom(handle);
    return type?.kind() === kind ? type : null;
  }
}
