/** What a module of TorchScript has of one kind, by name (torch._C). */
import { getAttribute, scriptHandle, setAttribute, tensorOf } from '../addon/script.js';
import { keep } from '../addon/scope.js';
import { kind, plain } from '../arguments/kinds.js';
import { signature } from '../arguments/signature.js';
import { ParameterImpl, type Parameter } from '../nn/parameter.js';
import type { Tensor } from '../tensor/tensor.js';
import { AttributeError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { ScriptModule, ScriptObject } from './objects.js';

const kinds = { ...plain, ScriptModule: kind((value) => value instanceof ScriptModule) };

const takes = {
  module: signature('ParameterDict(module: ScriptModule)', kinds),
  name: signature('ParameterDict.contains(self, name: str) -> bool', kinds),
  set: signature('ParameterDict.setattr(self, name: str, value: object)', kinds),
};

/** One kind. A tensor keeps its object for as long as it is the one in its place. */
abstract class SlotDict<T> {
  readonly #module: ScriptModule;
  readonly #kind: string;
  /** The objects that were given for tensors. */
  protected readonly known = new Map<string, T>();

  constructor(args: readonly unknown[], name: string, kind: string) {
    [this.#module] = takes.module.list(args, name);
    this.#kind = kind;
  }
  protected get module(): ScriptModule {
    return this.#module;
  }
  /** Whether a value that is put in a place is what reading gives from then on. */
  protected abstract keeps(value: unknown): value is T;
  /** One by its name, which must be there. */
  abstract read(name: string): T;

  #names(): string[] {
    return ScriptObject.read(this.#module).slots.filter(([, kind]) => kind === this.#kind).map(([name]) => name);
  }
  /** The object for a tensor that is in its place already. */
  remember(name: string, value: T): void {
    this.known.set(name, keep(value));
  }
  /** Whether there is one of the name. */
  contains(...args: typeof takes.name.args): boolean {
    return this.#names().includes(takes.name.list(args, `${this.constructor.name}.contains`)[0]);
  }
  /** All, with their names. */
  items(): [name: string, value: T][] {
    return this.#names().map((name): [string, T] => [name, this.read(name)]).filter(([, value]) => value !== null);
  }
  /** One by its name. Throws an AttributeError where there is none. */
  getattr(...args: typeof takes.name.args): T {
    const [name] = takes.name.list(args, `${this.constructor.name}.getattr`);
    if (!this.contains(name)) throw new AttributeError(`the module has no ${this.#kind} '${name}'`);
    return this.read(name);
  }
  /** Puts another one in its place. Throws a RuntimeError for a value of another type. */
  setattr(...args: typeof takes.set.args): void {
    const [name, value] = takes.set.list(args, `${this.constructor.name}.setattr`);
    setAttribute(this.#module[scriptHandle], name, value);
    this.known.delete(name);
    if (this.keeps(value)) this.remember(name, value);
  }
}

/** The parameters of a module of TorchScript (`torch.ParameterDict`). */
export class ParameterDict extends SlotDict<Parameter> {
  constructor(...args: typeof takes.module.args) {
    super(args, 'ParameterDict', 'parameter');
  }
  /** Another tensor is read as a parameter over the same memory. */
  protected override keeps(value: unknown): value is Parameter {
    return value instanceof ParameterImpl;
  }
  override read(name: string): Parameter {
    const found = tensorOf(this.module[scriptHandle], name, this.known.get(name), ParameterImpl);
    if (found !== null) this.known.set(name, keep(found));
    return found;
  }
}

/** The buffers of a module of TorchScript (`torch.BufferDict`). */
export class BufferDict extends SlotDict<Tensor> {
  constructor(...args: typeof takes.module.args) {
    super(args, 'BufferDict', 'buffer');
  }
  protected override keeps(value: unknown): value is Tensor {
    return is_tensor(value);
  }
  override read(name: string): Tensor {
    const found = tensorOf(this.module[scriptHandle], name, this.known.get(name), undefined);
    if (found !== null) this.known.set(name, keep(found));
    return found;
  }
}

/** The modules right below a module of TorchScript (`torch.ModuleDict`). */
export class ModuleDict extends SlotDict<ScriptModule> {
  constructor(...args: typeof takes.module.args) {
    super(args, 'ModuleDict', 'module');
  }
  protected override keeps(_value: unknown): _value is ScriptModule {
    return false;
  }
  override read(name: string): ScriptModule {
    return getAttribute(this.module[scriptHandle], name) as ScriptModule;
  }
}
