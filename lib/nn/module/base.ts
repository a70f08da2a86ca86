import { inspect } from 'node:util';
import { notAsync } from '../../arguments/asynchronous.js';
import type { RemovableHandle } from '../../autograd/hooks.js';
import type { DictItems } from '../../collections/ordered_dict.js';
import type { ComputedText, DeviceLike } from '../../values/device.js';
import type { dtype } from '../../values/dtype.js';
import { AttributeError, NotImplementedError, ValueError } from '../../values/errors.js';
import { empty_like } from '../../generated/torch.js';
import { flagOf, namedArguments, optionsOf } from '../../arguments/named.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { ToArguments } from '../../tensor/convert.js';
import type { Arguments } from '../modules/arguments.js';
import { ParameterImpl, type Parameter } from '../parameter.js';
import { applyToTensors, conversion } from './convert.js';
import {
  CallHooks, type AnyHook, type ForwardHook, type HookFlags, type KeywordsForwardHook, type KeywordsHookFlags,
  type KeywordsPreHook, type KeywordsPreHookFlags, type ModuleGradients, type PlainHookFlags, type PlainPreHookFlags,
  type PreHook, type ChangedGradients,
} from './hooks.js';
import type { Module } from '../module.js';
import type { IncompatibleKeys } from './incompatible_keys.js';
import {
  addModule, classOf, fieldsOf, hasAttribute, membersOf, registerBuffer, registerParameter, setMember, typename,
} from './members.js';
import {
  loadState, loadStateDict, saveState, stateDictOf, type LoadOptions, type LoadPostHook, type LoadPreHook,
  type LocalMetadata, type StateDict, type StateDictOptions, type StateDictPostHook,
} from './state_dict.js';
import { CallableModule } from './callable_module.js';
import { StateDictHooks, stateKey } from './state.js';
import { moduleText } from './text.js';
import {
  members, namedChildren, namedMembers, namedModules, type NamedMembersOptions,
} from './walk.js';


/** What all modules have, whatever they are called with. */
export type AnyModule = ModuleBase;

const namedMembersOrder = ['prefix', 'recurse', 'remove_duplicate'] as const;
type NamedMembersArguments = Arguments<NamedMembersOptions, typeof namedMembersOrder>;

interface NamedModulesOptions {
  /** Modules that are not looked at; those found are added. */
  readonly memo?: Set<Module> | null;
  readonly prefix?: string;
  readonly remove_duplicate?: boolean;
}
interface BufferArguments {
  readonly name: string;
  readonly tensor: Tensor | null;
  readonly persistent?: boolean;
}
interface SubmoduleArguments {
  readonly target: string;
  readonly module: Module;
  readonly strict?: boolean;
}
const namedModulesOrder = ['memo', 'prefix', 'remove_duplicate'] as const;

/** What every module has, whatever it is called with. */
export abstract class ModuleBase extends CallableModule {
  /** Whether layers such as Dropout behave as in training; `train()` and `eval()` set it. */
  training = true;

  /** The version of the class in state dicts: `_load_from_state_dict` may treat older ones differently. */
  get _version(): number {
    return 1;
  }

  /** Gives a tensor, or null, a name among the buffers; unless `persistent` it is not in `state_dict`. */
  register_buffer(name: string, tensor: Tensor | null, persistent?: { readonly persistent?: boolean } | boolean): void;
  register_buffer(...args: unknown[]): void {
    const { name, tensor, persistent = true } = namedArguments<BufferArguments>(
      'Module.register_buffer', ['name', 'tensor', 'persistent'], 2, args);
    registerBuffer(this, name!, tensor!, persistent);
  }
  /** Gives a parameter, or null, a name. Throws a KeyError for a name that is taken. */
  register_parameter(name: string, param: Parameter | null): void {
    registerParameter(this, name, param);
  }
  /** Gives a module, or null, a name. Throws a KeyError for a name that is taken. */
  add_module(name: string, module: Module | null): void {
    addModule(this, name, module);
  }
  /** As {@link add_module}. */
  register_module(name: string, module: Module | null): void {
    this.add_module(name, module);
  }

  /** The module at a path, such as `'layers.0.fc'`. Throws an AttributeError where there is none. */
  get_submodule(target: string): Module {
    let module: AnyModule = this;
    for (const name of target === '' ? [] : target.split('.')) module = childOf(module, name);
    return module as Module;
  }
  /** Puts a module at a path in place of the one there; with `strict` there must be one. */
  set_submodule(target: string, module: Module, strict?: { readonly strict?: boolean } | boolean): void;
  set_submodule(...args: unknown[]): void {
    const given = namedArguments<SubmoduleArguments>('Module.set_submodule', ['target', 'module', 'strict'], 2, args);
    const { target, module, strict = false } = given as SubmoduleArguments;
    if (target === '') throw new ValueError('Cannot set the submodule without a target name!');
    if (!(module instanceof CallableModule)) {
      throw new ValueError(`\`module\` is not an nn.Module, found <class '${typename(module)}'>`);
    }
    const [path, name] = splitPath(target);
    const parent = this.get_submodule(path);
    if (strict || hasAttribute(parent, name)) childOf(parent, name);
    setMember(parent, name, 'module', module);
  }
  /** The parameter at a path. Throws an AttributeError where there is none. */
  get_parameter(target: string): Parameter {
    const [path, name] = splitPath(target);
    const found = attributeOf(this.get_submodule(path), name);
    if (!(found instanceof ParameterImpl)) throw new AttributeError(`\`${name}\` is not an nn.Parameter`);
    return found;
  }
  /** The buffer at a path. Throws an AttributeError where there is none. */
  get_buffer(target: string): Tensor {
    const [path, name] = splitPath(target);
    const module = this.get_submodule(path);
    const found = attributeOf(module, name);
    if (membersOf(module).get(name) !== 'buffer') throw new AttributeError(`\`${name}\` is not a buffer`);
    return found as Tensor;
  }

  /** The parameters, each once, in the order of their definition. */
  parameters(recurse?: { readonly recurse?: boolean } | boolean): ArrayIterator<Parameter> {
    return members(this, 'parameter', flagOf('Module.parameters', 'recurse', recurse, true)).values();
  }
  /** The parameters with their paths, such as `'layers.0.weight'`. */
  named_parameters(...args: NamedMembersArguments): ArrayIterator<[name: string, param: Parameter]> {
    const given = namedArguments<NamedMembersOptions>('Module.named_parameters', namedMembersOrder, 0, args);
    return namedMembers(this, 'parameter', given).values();
  }
  /** The buffers, each once. */
  buffers(recurse?: { readonly recurse?: boolean } | boolean): ArrayIterator<Tensor> {
    return members(this, 'buffer', flagOf('Module.buffers', 'recurse', recurse, true)).values();
  }
  /** The buffers with their paths. */
  named_buffers(...args: NamedMembersArguments): ArrayIterator<[name: string, buffer: Tensor]> {
    const given = namedArguments<NamedMembersOptions>('Module.named_buffers', namedMembersOrder, 0, args);
    return namedMembers(this, 'buffer', given).values();
  }
  /** The modules right below, each once. */
  children(): ArrayIterator<Module> {
    return namedChildren(this).map(([, child]) => child).values();
  }
  /** The modules right below with their names. */
  named_children(): ArrayIterator<[name: string, module: Module]> {
    return namedChildren(this).values();
  }
  /** The module itself and all below it, each once unless said otherwise. */
  modules(remove_duplicate?: { readonly remove_duplicate?: boolean } | boolean): ArrayIterator<Module> {
    const once = flagOf('Module.modules', 'remove_duplicate', remove_duplicate, true);
    return namedModules(this, new Set(), '', once).map(([, module]) => module).values();
  }
  /** The module itself and all below it with their paths; its own is `prefix`. */
  named_modules(
    ...args: Arguments<NamedModulesOptions, typeof namedModulesOrder>
  ): ArrayIterator<[name: string, module: Module]> {
    const given = namedArguments<NamedModulesOptions>('Module.named_modules', namedModulesOrder, 0, args);
    const { memo, prefix = '', remove_duplicate = true } = given;
    return namedModules(this, memo ?? new Set(), prefix, remove_duplicate).values();
  }

  /** Calls `fn` with every module below and then with the module itself, such as to fill the parameters. */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    notAsync(fn(this as unknown as Module) as unknown, () => 'Module.apply(): the function is async, and nobody waits for it');
    return this;
  }
  /** Puts `fn` of it in the place of every parameter, gradient and buffer. */
  _apply(fn: (tensor: Tensor) => Tensor, recurse = true): this {
    applyToTensors(this, fn, recurse);
    return this;
  }
  /**
   * Moves parameters and buffers to a device, or to a floating-point or complex dtype, in place: `to('cuda')`,
   * `to(torch.float64)`, `to(device, dtype)`, `to(tensor)`, `to({ memory_format })`. Integers keep their dtype.
   */
  to(...args: ToArguments): this;
  to<Text extends string>(device: ComputedText<Text>, dtype?: dtype): this;
  to(...args: unknown[]): this {
    return this._apply(conversion(args as ToArguments));
  }
  /** Moves all parameters and buffers to the main memory, in place (`torch.nn.Module.cpu`). */
  cpu(): this {
    return this._apply((tensor) => tensor.cpu());
  }
  /** Moves all parameters and buffers to a GPU, in place (`torch.nn.Module.cuda`). */
  cuda(device: DeviceLike | number = 'cuda'): this {
    return this._apply((tensor) => tensor.cuda(device));
  }
  /** Converts parameters and buffers, integers too, to a dtype. */
  type(dst_type: dtype | string): this {
    return this._apply((tensor) => tensor.type(dst_type));
  }
  /** Makes floating-point parameters and buffers float32, in place (`torch.nn.Module.float`). */
  float(): this {
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.float() : tensor));
  }
  /** Makes floating-point parameters and buffers float64, in place (`torch.nn.Module.double`). */
  double(): this {
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.double() : tensor));
  }
  /** Makes floating-point parameters and buffers float16, in place (`torch.nn.Module.half`). */
  half(): this {
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.half() : tensor));
  }
  /** Makes floating-point parameters and buffers bfloat16, in place (`torch.nn.Module.bfloat16`). */
  bfloat16(): this {
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.bfloat16() : tensor));
  }
  /** Moves the module to a device without its values: the memory there is not initialised. */
  to_empty(options: { readonly device: DeviceLike; readonly recurse?: boolean }): this {
    const { device, recurse = true } = optionsOf('Module.to_empty', options, ['device', 'recurse']);
    return this._apply((tensor) => empty_like(tensor, { device }), recurse);
  }

  /** Sets `training` here and below. */
  train(mode = true): this {
    if (typeof mode !== 'boolean') throw new ValueError('training mode is expected to be boolean');
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }
  /** Sets all modules to evaluation, without dropout and by running statistics (`torch.nn.Module.eval`). */
  eval(): this {
    return this.train(false);
  }
  /** Says of all parameters whether gradients are recorded for them. */
  requires_grad_(requires_grad?: { readonly requires_grad?: boolean } | boolean): this {
    const wanted = flagOf('Module.requires_grad_', 'requires_grad', requires_grad, true);
    for (const param of this.parameters()) param.requires_grad_(wanted);
    return this;
  }
  /** Takes the gradients of all parameters away, or with `set_to_none: false` fills them with zeros. */
  zero_grad(set_to_none?: { readonly set_to_none?: boolean } | boolean): void {
    const toNone = flagOf('Module.zero_grad', 'set_to_none', set_to_none, true);
    for (const param of members(this, 'parameter', true)) {
      if (toNone) param.grad = null;
      else clearGradient(param);
    }
  }

  /**
   * The values of parameters and persistent buffers by their paths, without history, over the same memory
   * (`Module.state_dict`); `load_state_dict` and `torch.save` take it.
   */
  state_dict(options: StateDictOptions = {}): StateDict {
    return stateDictOf(this, optionsOf('Module.state_dict', options, ['destination', 'prefix', 'keep_vars']));
  }
  /**
   * Copies the values of a state dict, or of a plain object, into parameters and buffers; with `assign` takes the
   * tensors themselves. Throws a RuntimeError that lists missing keys, unexpected keys (unless `strict` is false) and
   * shapes that differ.
   */
  load_state_dict(state_dict: DictItems<string, unknown>, options: LoadOptions): IncompatibleKeys;
  load_state_dict(state_dict: DictItems<string, unknown>, strict?: boolean, assign?: boolean): IncompatibleKeys;
  load_state_dict(
    state_dict: DictItems<string, unknown>, ...flags: (boolean | LoadOptions | undefined)[]
  ): IncompatibleKeys {
    // The state may itself be a plain object: it is no list of names.
    const given = namedArguments<LoadOptions>('Module.load_state_dict', ['strict', 'assign'], 0, flags);
    return loadStateDict(this, state_dict, given);
  }
  /** Puts the state of the module itself, without those below, into `destination`. */
  _save_to_state_dict(destination: StateDict, prefix: string, keep_vars: boolean): void {
    saveState(this, destination, prefix, keep_vars);
  }
  /** Fills the module itself from a state dict, and adds to the lists what is missing, unexpected or wrong. */
  _load_from_state_dict(
    state_dict: Map<string, unknown>, prefix: string, local_metadata: LocalMetadata, strict: boolean,
    missing_keys: string[], unexpected_keys: string[], error_msgs: string[],
  ): void {
    loadState(this, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs);
  }

  /** Calls `hook` before each `forward`; what it gives back (not an array: as the one argument) replaces the inputs. */
  register_forward_pre_hook(hook: PreHook<this, unknown[]>, options?: PlainPreHookFlags): RemovableHandle;
  /** With `with_kwargs` the trailing plain object of the call comes by itself, and a pair of both goes back. */
  register_forward_pre_hook(hook: KeywordsPreHook<this>, options: KeywordsPreHookFlags): RemovableHandle;
  register_forward_pre_hook(hook: (...args: never[]) => unknown, options?: HookFlags): RemovableHandle {
    return hooksOf(this).forwardPre.add(
      'register_forward_pre_hook', hook as AnyHook, options, ['prepend', 'with_kwargs']);
  }
  /** Calls `hook` after each `forward`; what it gives back replaces the output. */
  register_forward_hook(hook: ForwardHook<this, unknown[], unknown>, options?: PlainHookFlags): RemovableHandle;
  /** With `with_kwargs` the trailing plain object of the call comes by itself. */
  register_forward_hook(hook: KeywordsForwardHook<this, unknown>, options: KeywordsHookFlags): RemovableHandle;
  register_forward_hook(hook: (...args: never[]) => unknown, options?: HookFlags): RemovableHandle {
    return hooksOf(this).forward.add(
      'register_forward_hook', hook as AnyHook, options, ['prepend', 'with_kwargs', 'always_call']);
  }
  /**
   * Calls `hook` when the gradients of the module's inputs have been computed; what it gives back replaces those. It
   * must not change its arguments.
   */
  register_full_backward_hook(
    hook: (module: this, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients,
    prepend?: Pick<HookFlags, 'prepend'> | boolean,
  ): RemovableHandle {
    return hooksOf(this).backward.add('register_full_backward_hook', hook as AnyHook, prepend);
  }
  /** Calls `hook` when the gradients of the module's outputs are there; what it gives back replaces those. */
  register_full_backward_pre_hook(
    hook: (module: this, grad_output: ModuleGradients) => ChangedGradients,
    prepend?: Pick<HookFlags, 'prepend'> | boolean,
  ): RemovableHandle {
    return hooksOf(this).backwardPre.add('register_full_backward_pre_hook', hook as AnyHook, prepend);
  }

  /** Calls `hook` before the module's state is collected. */
  register_state_dict_pre_hook(hook: (module: this, prefix: string, keep_vars: boolean) => void): RemovableHandle {
    return stateHooksOf(this).savePre.add('register_state_dict_pre_hook', hook as (...args: unknown[]) => void);
  }
  /** Calls `hook` when the module's state has been collected; it may change the dict, and gives nothing back. */
  register_state_dict_post_hook(
    hook: (module: this, state_dict: StateDict, prefix: string, local_metadata: LocalMetadata) => void,
  ): RemovableHandle {
    return addPostHook(this, 'register_state_dict_post_hook', hook as AnyHook, true);
  }
  /** As {@link register_state_dict_post_hook}, but the hook may give another dict back. */
  _register_state_dict_hook(
    hook: (
      module: this, state_dict: StateDict, prefix: string, local_metadata: LocalMetadata,
    ) => StateDict | null | undefined | void,
  ): RemovableHandle {
    return addPostHook(this, '_register_state_dict_hook', hook as AnyHook, false);
  }
  /** Calls `hook` before the module's state is loaded; it may change the dict. */
  register_load_state_dict_pre_hook(
    hook: (
      module: this, state_dict: Map<string, unknown>, prefix: string, local_metadata: LocalMetadata, strict: boolean,
      missing_keys: string[], unexpected_keys: string[], error_msgs: string[],
    ) => void,
  ): RemovableHandle {
    return stateHooksOf(this).loadPre.add('register_load_state_dict_pre_hook', hook as LoadPreHook);
  }
  /** Calls `hook` when the state has been loaded; it may change the lists of keys, whose contents are then thrown. */
  register_load_state_dict_post_hook(
    hook: (module: this, incompatible_keys: IncompatibleKeys) => void,
  ): RemovableHandle {
    return stateHooksOf(this).loadPost.add('register_load_state_dict_post_hook', hook as LoadPostHook);
  }

  _get_name(): string {
    return classOf(this).name;
  }
  /** What the module's text says in its parentheses; of several lines each is one. */
  extra_repr(): string {
    return '';
  }
  /** Python's `repr`: what `print(net)` shows. */
  override toString(): string {
    return moduleText(this);
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

// Not in the types: a class without it is called as its parameters say, and one that has it is free in its signature.
Object.defineProperty(ModuleBase.prototype, 'forward', {
  value(this: AnyModule): never {
    throw new NotImplementedError(`Module [${this._get_name()}] is missing the required "forward" function`);
  },
  writable: true,
  configurable: true,
});

function splitPath(target: string): [path: string, name: string] {
  const point = target.lastIndexOf('.');
  return point < 0 ? ['', target] : [target.slice(0, point), target.slice(point + 1)];
}

function attributeOf(module: AnyModule, name: string): unknown {
  if (!hasAttribute(module, name)) throw new AttributeError(`${module._get_name()} has no attribute \`${name}\``);
  return fieldsOf(module)[name];
}

function childOf(module: AnyModule, name: string): AnyModule {
  const child = attributeOf(module, name);
  if (!(child instanceof ModuleBase)) throw new AttributeError(`\`${name}\` is not an nn.Module`);
  return child;
}

function clearGradient(param: Parameter): void {
  const { grad } = param;
  if (grad === null) return;
  if (grad.grad_fn !== null) grad.detach_();
  else grad.requires_grad_(false);
  grad.zero_();
}

function hooksOf(module: AnyModule): CallHooks {
  const state = module[stateKey];
  return (state.hooks ??= new CallHooks((any) => {
    state.hooked = any;
  }));
}

function stateHooksOf(module: AnyModule): StateDictHooks {
  return (module[stateKey].stateDictHooks ??= new StateDictHooks());
}

function addPostHook(module: AnyModule, name: string, hook: AnyHook, isPublic: boolean): RemovableHandle {
  const marked = Object.assign((...args: Parameters<StateDictPostHook>) => hook(...args), { isPublic });
  return stateHooksOf(module).savePost.add(name, marked);
}
