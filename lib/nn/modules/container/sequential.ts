import { OrderedDict, type DictItems } from '../../../collections/ordered_dict.js';
import { AssertionError, IndexError, ValueError } from '../../../values/errors.js';
import type { Tensor } from '../../../tensor/tensor.js';
import type { Module } from '../../module.js';
import { fieldsOf, membersOf, typename, valuesOf } from '../../module/members.js';
import { CallableModule } from '../../module/callable_module.js';
import { anyInput, inputs, type InputOf } from '../../module/inputs.js';
import { Listed } from './listed.js';

type Step = (input: unknown) => unknown;

/**
 * Modules that run one after the other, each on the result of the one before (`torch.nn.Sequential`): given one by one,
 * or with names: as pairs, a map or a plain object. Its types say tensors unless told otherwise.
 */
export class Sequential<Input = Tensor, Output = Tensor> extends Listed<Module> {
  constructor(modules: DictItems<string, Module>);
  constructor(...modules: Module[]);
  constructor(...args: Module[] | [modules: DictItems<string, Module>]) {
    super();
    const [first] = args;
    const named = args.length === 1 && typeof first === 'object' && first !== null;
    const entries = named
      ? new OrderedDict(first as unknown as DictItems<string, Module>)
      : (args as Module[]).map((module, i): [string, Module] => [String(i), module]);
    for (const [name, module] of entries) this.add_module(name, module);
  }

  get [inputs](): InputOf<Input> { return anyInput as unknown as InputOf<Input>; }

  forward(input: Input): Output {
    const fields = fieldsOf(this);
    let value: unknown = input;
    for (const [name, kind] of membersOf(this)) if (kind === 'module') value = (fields[name] as Step)(value);
    return value as Output;
  }

  override slice(start?: number, end?: number): Sequential<Input, Output> {
    const part = valuesOf(this, 'module').slice(start, end) as [string, Module][];
    return new (this.constructor as typeof Sequential)<Input, Output>(new OrderedDict(part));
  }
  /** Puts a module before the one at a place. */
  insert(index: number, module: Module): this {
    if (!(module instanceof CallableModule)) {
      throw new AssertionError("module should be of type: <class 'torch.nn.modules.module.Module'>");
    }
    const count = this.length;
    if (!(index >= -count && index <= count)) throw new IndexError(`Index out of range: ${index}`);
    const all = [...this];
    all.splice(index, 0, module);
    this._renumber(all);
    return this;
  }
  /** The modules of both, in a new container (Python's `+`). */
  add(other: Sequential): Sequential<Input> {
    if (!(other instanceof Sequential)) {
      throw new ValueError(
        `add operator supports only objects of Sequential class, but <class '${typename(other)}'> is given.`);
    }
    return new Sequential<Input>(...this, ...other);
  }
}
