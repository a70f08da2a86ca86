/** Names for the values of a graph (the namespace of torch/fx/graph.py). */
import { AssertionError } from '../values/errors.js';

/** What Python would not take as a variable's name, or what a variable would hide there. */
const python = `
  False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield
  ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError
  BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError
  ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
  FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
  IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
  ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
  PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning
  RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit
  TabError TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
  UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
  __build_class__ __debug__ __doc__ __import__ __loader__ __name__ __package__ __spec__
  abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
  credits delattr dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash
  help hex id input int isinstance issubclass iter len license list locals map max memoryview min next object oct open
  ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str sum super tuple type
  vars zip
  inf nan NoneType torch device fx_pytree pytree
`.trim().split(/\s+/);

/** What JavaScript would not take in strict code, or what the generated code means itself. */
const javascript = `
  arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public
  return static super switch this throw true try typeof undefined var void while with yield
  Array Infinity Math NaN Object globalThis console operator torch fx_pytree pytree in_spec out_spec
`.trim().split(/\s+/);

/** Names that the values of a graph do not get: its text is Python's. */
export const pythonNames: ReadonlySet<string> = new Set(python);
/** Names that nothing in generated code gets. */
export const javascriptNames: ReadonlySet<string> = new Set(javascript);

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Whether `a.name` is JavaScript. */
export const isIdentifier = (name: string): boolean => identifier.test(name);

/** `BatchNorm` to `batch_norm`: where a small letter stands before a capital. */
export const snakeCase = (name: string): string => name.replace(/(?<=[a-z])([A-Z])/g, '_$1').toLowerCase();

const wellFormed = /^([a-zA-Z_][0-9a-zA-Z_]*?)(?:_(\d+))?$/;

/** Gives each object one name, and no name twice. */
export class Namespace {
  readonly #names = new Map<unknown, string>();
  readonly #used = new Set<string>();
  readonly #counts = new Map<string, number>();

  constructor(readonly illegal: ReadonlySet<string> = pythonNames) {}

  /** A name like `candidate`, which belongs to `object` from then on unless that is null. */
  create_name(candidate: string, object: unknown): string {
    const known = object === null ? undefined : this.#names.get(object);
    if (known !== undefined) return known;
    let name = candidate;
    let match = wellFormed.exec(name);
    if (match === null) {
      name = name.replace(/[^0-9a-zA-Z_]+/g, '_');
      if (name === '') name = '_unnamed';
      if (/^\d/.test(name)) name = `_${name}`;
      match = wellFormed.exec(name);
      if (match === null) throw new AssertionError(`Name regex failed to match candidate: ${name}`);
    }
    const base = match[1]!;
    let number = Number(match[2]);
    if (match[2] === undefined || this.#used.has(name)) {
      number = this.#counts.get(base) ?? 0;
      if (this.illegal.has(name)) name = `${base}_${++number}`;
    }
    while (this.#used.has(name)) name = `${base}_${++number}`;
    this.#used.add(name);
    this.#counts.set(base, number);
    if (object !== null) this.#names.set(object, name);
    return name;
  }

  associate_name_with_obj(name: string, object: unknown): void {
    if ((this.#names.get(object) ?? name) !== name) throw new AssertionError('obj is already associated');
    this.#names.set(object, name);
  }

  rename(object: unknown, name: string): void {
    if (!this.#names.has(object)) throw new AssertionError(`Object ${String(object)} is not in _obj_to_name`);
    this.#names.set(object, name);
    this.#used.add(name);
  }
}
