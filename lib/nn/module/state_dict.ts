import { is_tensor } from '../../values/is_tensor.js';
import { hookResult } from '../../arguments/asynchronous.js';
import { no_grad } from '../../autograd/grad_mode.js';
import { isError, isMap } from '../../python/objects.js';
import { OrderedDict, type DictItems } from '../../collections/ordered_dict.js';
import { AssertionError, RuntimeError } from '../../values/errors.js';
import { typeName } from '../../values/type_name.js';
import { py_repr } from '../../python/repr.js';
import { shareAlike } from '../../tensor/sharing.js';
import type { Tensor } from '../../tensor/tensor.js';
import { warn } from '../../python/warnings.js';
import type { AnyModule } from './base.js';
import { CallableModule } from './callable_module.js';
import { is_lazy, Parameter, ParameterImpl } from '../parameter.js';
import { IncompatibleKeys } from './incompatible_keys.js';
import { fieldsOf, localState, membersOf, valuesOf } from './members.js';
import { stateKey } from './state.js';
import { keep } from '../../addon/scope.js';

/** The state of a module by the paths of its parameters and buffers. */
export type StateDict = OrderedDict<string, Tensor>;

/** What is known of one module's part of a state dict: the version of its class. */
export interface LocalMetadata {
  version?: number;
  assign_to_params_buffers?: boolean;
}

/** Runs before a module's state is collected. */
export type StateDictPreHook = (module: AnyModule, prefix: string, keep_vars: boolean) => void;

/** Runs when a module's state has been collected; `isPublic` hooks may not give another one back. */
export interface StateDictPostHook {
  readonly isPublic: boolean;
  (module: AnyModule, state_dict: StateDict, prefix: string, local_metadata: LocalMetadata): unknown;
}

/** Runs before a module's state is loaded. */
export type LoadPreHook = (
  module: AnyModule, state_dict: Map<string, unknown>, prefix: string, local_metadata: LocalMetadata, strict: boolean,
  missing_keys: string[], unexpected_keys: string[], error_msgs: string[],
) => void;

/** Runs when the state of a module, and of those below, has been loaded. */
export type LoadPostHook = (module: AnyModule, incompatible_keys: IncompatibleKeys) => void;

const extraStateKey = '_extra_state';

/** `Module.state_dict`. */
export function stateDictOf(
  module: AnyModule, given: StateDict | null, prefix: string, keep_vars: boolean,
): StateDict {
  let destination: StateDict = given ?? new OrderedDict();
  if (given === null) destination._metadata = new OrderedDict();
  const metadata: LocalMetadata = { version: module._version };
  destination._metadata?.set(prefix.slice(0, -1), metadata as Record<string, unknown>);
  const hooks = module[stateKey].stateDictHooks;
  for (const { hook } of hooks?.savePre.entries ?? []) {
    hookResult('register_state_dict_pre_hook', hook(module, prefix, keep_vars));
  }
  module._save_to_state_dict(destination, prefix, keep_vars);
  for (const [name, child] of valuesOf(module, 'module')) {
    child?.state_dict({ destination, prefix: `${prefix}${name}.`, keep_vars });
  }
  for (const { hook } of hooks?.savePost.entries ?? []) {
    const result = hookResult('register_state_dict_post_hook', hook(module, destination, prefix, metadata));
    if (result === undefined || result === null) continue;
    if (hook.isPublic) throw new RuntimeError('state_dict post-hook must return None');
    destination = result as StateDict;
  }
  return destination;
}

/** Can be posted to another thread if the tensor can. */
function detached(tensor: Tensor): Tensor {
  const view = tensor.detach();
  shareAlike(tensor, view);
  return view;
}

/** `Module._save_to_state_dict`: the state of the module itself. */
export function saveState(module: AnyModule, destination: StateDict, prefix: string, keepVars: boolean): void {
  for (const [name, value] of localState(module)) {
    destination.set(prefix + name, keepVars || is_lazy(value) ? value : detached(value));
  }
  if (module.get_extra_state !== CallableModule.prototype.get_extra_state) {
    destination.set(prefix + extraStateKey, module.get_extra_state() as Tensor);
  }
}

/** `Module._load_from_state_dict`: fills the module itself, and notes what is missing, too much, or does not fit. */
export function loadState(
  module: AnyModule, state: Map<string, unknown>, prefix: string, metadata: LocalMetadata, strict: boolean,
  missing: string[], unexpected: string[], errors: string[],
): void {
  for (const { hook } of module[stateKey].stateDictHooks?.loadPre.entries ?? []) {
    hookResult('register_load_state_dict_pre_hook',
      hook(module, state, prefix, metadata, strict, missing, unexpected, errors));
  }
  const local = new Map(localState(module));
  for (const [name, value] of local) {
    const key = prefix + name;
    if (state.has(key)) loadOne(module, name, value, key, state.get(key), metadata, errors);
    else if (strict) missing.push(key);
  }
  const extraKey = prefix + extraStateKey;
  if (module.set_extra_state !== CallableModule.prototype.set_extra_state) {
    if (state.has(extraKey)) module.set_extra_state(state.get(extraKey));
    else if (strict) missing.push(extraKey);
  } else if (strict && state.has(extraKey)) {
    unexpected.push(extraKey);
  }
  if (!strict) return;
  const kinds = membersOf(module);
  for (const key of state.keys()) {
    if (!key.startsWith(prefix) || key === extraKey) continue;
    const [name, ...below] = key.slice(prefix.length).split('.') as [string, ...string[]];
    if (below.length > 0 ? kinds.get(name) !== 'module' : !local.has(name)) unexpected.push(key);
  }
}

function loadOne(
  module: AnyModule, name: string, value: Tensor, key: string, given: unknown, metadata: LocalMetadata,
  errors: string[],
): void {
  if (!is_tensor(given)) {
    errors.push(
      `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object from checkpoint but ` +
        `received <class '${typeName(given)}'>`);
    return;
  }
  let source = given as Tensor;
  // Numbers of PyTorch before 0.4 had one dimension.
  if (value.dim() === 0 && source.dim() === 1 && source.size(0) === 1) source = source.index(0);
  if (String(source.shape) !== String(value.shape)) {
    errors.push(
      `size mismatch for ${key}: copying a param with shape ${String(source.shape)} from checkpoint, the shape in ` +
        `current model is ${String(value.shape)}.`);
    return;
  }
  const assign = metadata.assign_to_params_buffers ?? false;
  if (value.is_meta && !source.is_meta && !assign) {
    warn('UserWarning',
      `for ${key}: copying from a non-meta parameter in the checkpoint to a meta parameter in the current model, which ` +
        'is a no-op. (Did you mean to pass `assign=True` to assign items in the state dictionary to their ' +
        'corresponding key in the module instead of copying them in place?)');
  }
  try {
    if (assign) fieldsOf(module)[name] = keep(assigned(value, source));
    else no_grad(() => value.copy_(source));
  } catch (error) {
    errors.push(
      `While copying the parameter named "${key}", whose dimensions in the model are ${String(value.shape)} and whose ` +
        `dimensions in the checkpoint are ${String(source.shape)}, an exception occurred : ` +
        `(${py_repr(isError(error) ? error.message : String(error))},).`);
  }
}

/** The checkpoint's tensor as the member that it replaces. */
function assigned(value: Tensor, source: Tensor): Tensor {
  if (!(value instanceof ParameterImpl)) return source;
  const { requires_grad } = value;
  return source instanceof ParameterImpl ? source.requires_grad_(requires_grad) : Parameter(source, { requires_grad });
}

/** `Module.load_state_dict`. */
export function loadStateDict(
  root: AnyModule, given: DictItems<string, unknown>, strict: boolean, assign: boolean,
): IncompatibleKeys {
  if (!isMapping(given)) throw new TypeError(`Expected state_dict to be dict-like, got <class '${typeName(given)}'>.`);
  const missing: string[] = [];
  const unexpected: string[] = [];
  const errors: string[] = [];
  const metadata = (given as { _metadata?: ReadonlyMap<string, LocalMetadata> })._metadata;
  const load = (module: AnyModule, state: Map<string, unknown>, prefix: string): void => {
    const local: LocalMetadata = metadata?.get(prefix.slice(0, -1)) ?? {};
    if (assign) local.assign_to_params_buffers = true;
    module._load_from_state_dict(state, prefix, local, true, missing, unexpected, errors);
    for (const [name, child] of valuesOf(module, 'module')) {
      if (child === null) continue;
      const below = `${prefix}${name}.`;
      load(child, new OrderedDict([...state].filter(([key]) => key.startsWith(below))), below);
    }
    const incompatible = new IncompatibleKeys(missing, unexpected);
    for (const { hook } of module[stateKey].stateDictHooks?.loadPost.entries ?? []) {
      const out: unknown = hookResult('register_load_state_dict_post_hook', hook(module, incompatible));
      if (out === undefined || out === null) continue;
      throw new AssertionError(
        'Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, if ' +
          'incompatible_keys need to be modified, it should be done inplace.');
    }
  };
  load(root, new OrderedDict(given), '');
  if (strict) {
    const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(', ');
    if (unexpected.length > 0) errors.unshift(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
    if (missing.length > 0) errors.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  }
  if (errors.length > 0) {
    throw new RuntimeError(`Error(s) in loading state_dict for ${root._get_name()}:\n\t${errors.join('\n\t')}`);
  }
  return new IncompatibleKeys(missing, unexpected);
}

function isMapping(value: unknown): value is DictItems<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return isMap(value) || !is_tensor(value);
}
