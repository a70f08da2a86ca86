import { inspect } from 'node:util';
import { notAsync } from '../../arguments/asynchronous.js';
import type { RemovableHandle } from '../../autograd/hooks.js';
import type { ComputedText } from '../../values/device.js';
import type { dtype } from '../../values/dtype.js';
import { AttributeError, NotImplementedError, ValueError } from '../../values/errors.js';
import { empty_like } from '../../generated/torch.js';
import { having, must } from '../../arguments/kinds.js';
import { signature } from '../../arguments/signature.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { ToArguments, ToOptions } from '../../tensor/convert.js';
import { ParameterImpl, type Parameter } from '../parameter.js';
import { callAsWritten } from './call.js';
import { compiledCall } from './compiled_call.js';
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
  loadState, loadStateDict, saveState, stateDictOf, type LoadPostHook, type LoadPreHook, type LocalMetadata,
  type StateDict, type StateDictPostHook,
} from './state_dict.js';
import { CallableModule } from './callable_module.js';
import { StateDictHooks, stateKey, type Forwarding } from './state.js';
import { moduleText } from './text.js';
import { members, namedChildren, namedMembers, namedModules } from './walk.js';

/** What all modules have, whatever they are called with. */
export type AnyModule = ModuleBase;

const takes = {
  nothing: signature('Module.eval(self)'),
  hook: signature('Module.register_state_dict_pre_hook(self, hook: Callable[..., Any])'),
  target: signature('Module.get_submodule(self, target: str)'),
  register_buffer: signature('Module.register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True)'),
  register_parameter: signature('Module.register_parameter(self, name: str, param: Parameter | None)'),
  add_module: signature('Module.add_module(self, name: str, module: Module | None)'),
  set_submodule: signature('Module.set_submodule(self, target: str, module: Module, strict: bool = False)'),
  recurse: signature('Module.parameters(self, recurse: bool = True)'),
  named_members: signature(
    'Module.named_parameters(self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True)'),
  modules: signature('Module.modules(self, remove_duplicate: bool = True)'),
  named_modules: signature(
    'Module.named_modules(self, memo: Set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True)'),
  apply: signature('Module.apply(self, fn: Callable[[Module], Any])'),
  cuda: signature('Module.cuda(self, device: DeviceLike | int | None = None)'),
  type: signature('Module.type(self, dst_type: dtype | str)'),
  to_empty: signature('Module.to_empty(self, *, device: DeviceLike, recurse: bool = True)'),
  compile: signature(`Module.compile(self, *, fullgraph: bool = False, dynamic: bool = None, backend: str = None,
    mode: str = None, options: dict[str, object] = None, name: str = None, disable: bool = False,
    recompile_limit: int = None, verify: int = None)`),
  train: signature('Module.train(self, mode: bool = True)'),
  requires_grad_: signature('Module.requires_grad_(self, requires_grad: bool = True)'),
  zero_grad: signature('Module.zero_grad(self, set_to_none: bool = True)'),
  state_dict: signature(
    'Module.state_dict(self, *, destination: StateDict | None = None, prefix: str = "", keep_vars: bool = False)'),
  load_state_dict: signature(`Module.load_state_dict(self, state_dict: Mapping[str, Any] | DictItems[str, Any],
    strict: bool = True, assign: bool = False)`),
  register_forward_pre_hook: signature(`Module.register_forward_pre_hook(self, hook: Callable[..., Any], *,
    prepend: bool = False, with_kwargs: bool = False)`),
  register_forward_hook: signature(`Module.register_forward_hook(self, hook: Callable[..., Any], *,
    prepend: bool = False, with_kwargs: bool = False, always_call: bool = False)`),
  register_full_backward_hook: signature(
    'Module.register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False)'),
};
type Nothing = typeof takes.nothing.args;

/** What every module has, whatever it is called with. */
export abstract class ModuleBase extends CallableModule {
  /** Whether layers such as Dropout behave as in training; `train()` and `eval()` set it. */
  training = true;

  /** The version of the class in state dicts: `_load_from_state_dict` may treat older ones differently. */
  get _version(): number {
    return 1;
  }

  /** Gives a tensor, or null, a name among the buffers; unless `persistent` it is not in `state_dict`. */
  register_buffer(...args: typeof takes.register_buffer.args): void {
    registerBuffer(this, ...takes.register_buffer.list(args));
  }
  /** Gives a parameter, or null, a name. Throws a KeyError for a name that is taken. */
  register_parameter(...args: typeof takes.register_parameter.args): void {
    registerParameter(this, ...takes.register_parameter.list(args));
  }
  /** Gives a module, or null, a name. Throws a KeyError for a name that is taken. */
  add_module(...args: typeof takes.add_module.args): void {
    addModule(this, ...takes.add_module.list(args));
  }
  /** As {@link add_module}. */
  register_module(...args: typeof takes.add_module.args): void {
    this.add_module(...takes.add_module.list(args, 'Module.register_module'));
  }

  /** The module at a path, such as `'layers.0.fc'`. Throws an AttributeError where there is none. */
  get_submodule(...args: typeof takes.target.args): Module {
    const [target] = takes.target.list(args);
    let module: AnyModule = this;
    for (const name of target === '' ? [] : target.split('.')) module = childOf(module, name);
    return module as Module;
  }
  /** Puts a module at a path in place of the one there; with `strict` there must be one. */
  set_submodule(...args: typeof takes.set_submodule.args): void {
    const [target, module, strict] = takes.set_submodule.list(args);
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
  get_parameter(...args: typeof takes.target.args): Parameter {
    const [target] = takes.target.list(args, 'Module.get_parameter');
    const [path, name] = splitPath(target);
    const found = attributeOf(this.get_submodule(path), name);
    if (!(found instanceof ParameterImpl)) throw new AttributeError(`\`${name}\` is not an nn.Parameter`);
    return found;
  }
  /** The buffer at a path. Throws an AttributeError where there is none. */
  get_buffer(...args: typeof takes.target.args): Tensor {
    const [target] = takes.target.list(args, 'Module.get_buffer');
    const [path, name] = splitPath(target);
    const module = this.get_submodule(path);
    const found = attributeOf(module, name);
    if (membersOf(module).get(name) !== 'buffer') throw new AttributeError(`\`${name}\` is not a buffer`);
    return found as Tensor;
  }

  /** The parameters, each once, in the order of their definition. */
  parameters(...args: typeof takes.recurse.args): ArrayIterator<Parameter> {
    return members(this, 'parameter', ...takes.recurse.list(args)).values();
  }
  /** The parameters with their paths, such as `'layers.0.weight'`. */
  named_parameters(...args: typeof takes.named_members.args): ArrayIterator<[name: string, param: Parameter]> {
    return namedMembers(this, 'parameter', ...takes.named_members.list(args)).values();
  }
  /** The buffers, each once. */
  buffers(...args: typeof takes.recurse.args): ArrayIterator<Tensor> {
    return members(this, 'buffer', ...takes.recurse.list(args, 'Module.buffers')).values();
  }
  /** The buffers with their paths. */
  named_buffers(...args: typeof takes.named_members.args): ArrayIterator<[name: string, buffer: Tensor]> {
    return namedMembers(this, 'buffer', ...takes.named_members.list(args, 'Module.named_buffers')).values();
  }
  /** The modules right below, each once. */
  children(...args: Nothing): ArrayIterator<Module> {
    takes.nothing.list(args, 'Module.children');
    return namedChildren(this).map(([, child]) => child).values();
  }
  /** The modules right below with their names. */
  named_children(...args: Nothing): ArrayIterator<[name: string, module: Module]> {
    takes.nothing.list(args, 'Module.named_children');
    return namedChildren(this).values();
  }
  /** The module itself and all below it, each once unless said otherwise. */
  modules(...args: typeof takes.modules.args): ArrayIterator<Module> {
    return namedModules(this, new Set(), '', ...takes.modules.list(args)).map(([, module]) => module).values();
  }
  /** The module itself and all below it with their paths; its own is `prefix`. */
  named_modules(...args: typeof takes.named_modules.args): ArrayIterator<[name: string, module: Module]> {
    const [memo, prefix, remove_duplicate] = takes.named_modules.list(args);
    return namedModules(this, memo ?? new Set(), prefix, remove_duplicate).values();
  }

  /** Calls `fn` with every module below and then with the module itself, such as to fill the parameters. */
  apply(...args: typeof takes.apply.args): this {
    const [fn] = takes.apply.list(args);
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
  to(options: ToOptions): this;
  to(...args: ToArguments): this;
  to<Text extends string>(device: ComputedText<Text>, dtype?: dtype): this;
  to(...args: unknown[]): this {
    return this._apply(conversion(args as ToArguments));
  }
  /** Moves all parameters and buffers to the main memory, in place (`torch.nn.Module.cpu`). */
  cpu(...args: Nothing): this {
    takes.nothing.list(args, 'Module.cpu');
    return this._apply((tensor) => tensor.cpu());
  }
  /** Moves all parameters and buffers to a GPU, in place (`torch.nn.Module.cuda`). */
  cuda(...args: typeof takes.cuda.args): this {
    const [device] = takes.cuda.list(args);
    return this._apply((tensor) => tensor.cuda(device ?? 'cuda'));
  }
  /** Converts parameters and buffers, integers too, to a dtype. */
  type(...args: typeof takes.type.args): this {
    const [dst_type] = takes.type.list(args);
    return this._apply((tensor) => tensor.type(dst_type));
  }
  /** Makes floating-point parameters and buffers float32, in place (`torch.nn.Module.float`). */
  float(...args: Nothing): this {
    takes.nothing.list(args, 'Module.float');
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.float() : tensor));
  }
  /** Makes floating-point parameters and buffers float64, in place (`torch.nn.Module.double`). */
  double(...args: Nothing): this {
    takes.nothing.list(args, 'Module.double');
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.double() : tensor));
  }
  /** Makes floating-point parameters and buffers float16, in place (`torch.nn.Module.half`). */
  half(...args: Nothing): this {
    takes.nothing.list(args, 'Module.half');
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.half() : tensor));
  }
  /** Makes floating-point parameters and buffers bfloat16, in place (`torch.nn.Module.bfloat16`). */
  bfloat16(...args: Nothing): this {
    takes.nothing.list(args, 'Module.bfloat16');
    return this._apply((tensor) => (tensor.is_floating_point() ? tensor.bfloat16() : tensor));
  }
  /**
   * Makes the memory of all parameters, of the gradients that there are and of all buffers that of several threads
   * (`torch.nn.Module.share_memory`). `state_dict()` can be posted then; there, `load_state_dict` with `assign` makes
   * it a module's own state. A gradient is posted by itself, as `p.grad.share_memory_()`.
   */
  share_memory(...args: Nothing): this {
    takes.nothing.list(args, 'Module.share_memory');
    return this._apply((tensor) => tensor.share_memory_());
  }
  /** Moves the module to a device without its values: the memory there is not initialised. */
  to_empty(...args: typeof takes.to_empty.args): this {
    const [device, recurse] = takes.to_empty.list(args);
    return this._apply((tensor) => empty_like(tensor, { device }), recurse);
  }

  /**
   * Makes calls of this module, with its hooks, compiled ones, by the options of `torch.compile`
   * (`torch.nn.Module.compile`).
   */
  compile(...args: typeof takes.compile.args): void {
    const options = takes.compile.read(args);
    const call = (...given: unknown[]): unknown => callAsWritten(this as unknown as Forwarding, given);
    this[stateKey].compiled = compiledCall(this, call, options);
  }

  /** Sets `training` here and below. */
  train(...args: typeof takes.train.args): this {
    const [mode] = takes.train.list(args);
    if (typeof mode !== 'boolean') throw new ValueError('training mode is expected to be boolean');
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }
  /** Sets all modules to evaluation, without dropout and by running statistics (`torch.nn.Module.eval`). */
  eval(...args: Nothing): this {
    takes.nothing.list(args);
    return this.train(false);
  }
  /** Says of all parameters whether gradients are recorded for them. */
  requires_grad_(...args: typeof takes.requires_grad_.args): this {
    const [requires_grad] = takes.requires_grad_.list(args);
    for (const param of this.parameters()) param.requires_grad_(requires_grad);
    return this;
  }
  /** Takes the gradients of all parameters away, or with `set_to_none: false` fills them with zeros. */
  zero_grad(...args: typeof takes.zero_grad.args): void {
    const [toNone] = takes.zero_grad.list(args);
    for (const param of members(this, 'parameter', true)) {
      if (toNone) param.grad = null;
      else clearGradient(param);
    }
  }

  /**
   * The values of parameters and persistent buffers by their paths, without history, over the same memory
   * (`Module.state_dict`); `load_state_dict` and `torch.save` take it.
   */
  state_dict(...args: typeof takes.state_dict.args): StateDict {
    return stateDictOf(this, ...takes.state_dict.list(args));
  }
  /**
   * Copies the values of a state dict, or of a plain object, into parameters and buffers; with `assign` takes the
   * tensors themselves. Throws a RuntimeError that lists missing keys, unexpected keys (unless `strict` is false) and
   * shapes that differ.
   */
  load_state_dict(...args: typeof takes.load_state_dict.args): IncompatibleKeys {
    return loadStateDict(this, ...takes.load_state_dict.list(args));
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
  register_forward_pre_hook(...args: unknown[]): RemovableHandle {
    const [hook, prepend, withKwargs] = takes.register_forward_pre_hook.list(args);
    return hooksOf(this).forwardPre.add('register_forward_pre_hook', hook as AnyHook, { prepend, withKwargs });
  }
  /** Calls `hook` after each `forward`; what it gives back replaces the output. */
  register_forward_hook(hook: ForwardHook<this, unknown[], unknown>, options?: PlainHookFlags): RemovableHandle;
  /** With `with_kwargs` the trailing plain object of the call comes by itself. */
  register_forward_hook(hook: KeywordsForwardHook<this, unknown>, options: KeywordsHookFlags): RemovableHandle;
  register_forward_hook(...args: unknown[]): RemovableHandle {
    const [hook, prepend, withKwargs, alwaysCall] = takes.register_forward_hook.list(args);
    return hooksOf(this).forward.add('register_forward_hook', hook as AnyHook, { prepend, withKwargs, alwaysCall });
  }
  /**
   * Calls `hook` when the gradients of the module's inputs have been computed; what it gives back replaces those. It
   * must not change its arguments.
   */
  register_full_backward_hook(
    hook: (module: this, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients,
    prepend?: Pick<HookFlags, 'prepend'> | boolean,
  ): RemovableHandle;
  register_full_backward_hook(...args: unknown[]): RemovableHandle {
    const [hook, prepend] = takes.register_full_backward_hook.list(args);
    return hooksOf(this).addBackward(true, 'register_full_backward_hook', hook as AnyHook, { prepend });
  }
  /**
   * Calls `hook` with the gradients of the last node of the call, which are not those of the module where `forward` is
   * more than one operator; what it gives back replaces the first. Deprecated in PyTorch, for
   * {@link register_full_backward_hook}: throws a RuntimeError beside hooks of that kind.
   */
  register_backward_hook(
    ...args: [hook: (module: this, grad_input: ModuleGradients, grad_output: ModuleGradients) => ChangedGradients]
  ): RemovableHandle {
    const hook = hookOf('register_backward_hook', args);
    return hooksOf(this).addBackward(false, 'register_backward_hook', hook as AnyHook);
  }
  /** Calls `hook` when the gradients of the module's outputs are there; what it gives back replaces those. */
  register_full_backward_pre_hook(
    hook: (module: this, grad_output: ModuleGradients) => ChangedGradients,
    prepend?: Pick<HookFlags, 'prepend'> | boolean,
  ): RemovableHandle;
  register_full_backward_pre_hook(...args: unknown[]): RemovableHandle {
    const name = 'register_full_backward_pre_hook';
    const [hook, prepend] = takes.register_full_backward_hook.list(args, `Module.${name}`);
    return hooksOf(this).backwardPre.add(name, hook as AnyHook, { prepend });
  }

  /** Calls `hook` before the module's state is collected. */
  register_state_dict_pre_hook(
    ...args: [hook: (module: this, prefix: string, keep_vars: boolean) => void]
  ): RemovableHandle {
    const hook = hookOf('register_state_dict_pre_hook', args);
    return stateHooksOf(this).savePre.add('register_state_dict_pre_hook', hook as (...args: unknown[]) => void);
  }
  /** Calls `hook` when the module's state has been collected; it may change the dict, and gives nothing back. */
  register_state_dict_post_hook(
    ...args: [hook: (module: this, state_dict: StateDict, prefix: string, local_metadata: LocalMetadata) => void]
  ): RemovableHandle {
    return addPostHook(this, 'register_state_dict_post_hook', args, true);
  }
  /** As {@link register_state_dict_post_hook}, but the hook may give another dict back. */
  _register_state_dict_hook(
    ...args: [hook: (
      module: this, state_dict: StateDict, prefix: string, local_metadata: LocalMetadata,
    ) => StateDict | null | undefined | void]
  ): RemovableHandle {
    return addPostHook(this, '_register_state_dict_hook', args, false);
  }
  /** Calls `hook` before the module's state is loaded; it may change the dict. */
  register_load_state_dict_pre_hook(
    ...args: [hook: (
      module: this, state_dict: Map<string, unknown>, prefix: string, local_metadata: LocalMetadata, strict: boolean,
      missing_keys: string[], unexpected_keys: string[], error_msgs: string[],
    ) => void]
  ): RemovableHandle {
    const hook = hookOf('register_load_state_dict_pre_hook', args);
    return stateHooksOf(this).loadPre.add('register_load_state_dict_pre_hook', hook as LoadPreHook);
  }
  /** Calls `hook` when the state has been loaded; it may change the lists of keys, whose contents are then thrown. */
  register_load_state_dict_post_hook(
    ...args: [hook: (module: this, incompatible_keys: IncompatibleKeys) => void]
  ): RemovableHandle {
    const hook = hookOf('register_load_state_dict_post_hook', args);
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

const path = having('rpartition', (value) => typeof value === 'string');

function splitPath(target: string): [path: string, name: string] {
  const point = must(target, path).lastIndexOf('.');
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
  return (state.hooks ??= new CallHooks('on a single Module', (any) => {
    state.hooked = any;
  }));
}

function stateHooksOf(module: AnyModule): StateDictHooks {
  return (module[stateKey].stateDictHooks ??= new StateDictHooks());
}

/** What a method takes that takes nothing but a hook. */
function hookOf(name: string, args: readonly unknown[]): AnyHook {
  return takes.hook.list(args, `Module.${name}`)[0] as AnyHook;
}

function addPostHook(
  module: AnyModule, name: string, args: readonly unknown[], isPublic: boolean,
): RemovableHandle {
  const hook = hookOf(name, args);
  const marked = Object.assign((...args: Parameters<StateDictPostHook>) => hook(...args), { isPublic, hook });
  return stateHooksOf(module).savePost.add(name, marked);
}
