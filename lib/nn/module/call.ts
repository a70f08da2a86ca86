import { give_up, watching } from '../../addon/recording.js';
import { shown } from '../../autograd/profiler/module_calls.js';
import { is_tensor } from '../../values/is_tensor.js';
import { hookResult } from '../../arguments/asynchronous.js';
import { RuntimeError } from '../../values/errors.js';
import { isKeywords } from '../../python/keywords.js';
import { isError } from '../../python/objects.js';
import { typeName } from '../../values/type_name.js';
import { py_repr } from '../../python/repr.js';
import { warn } from '../../python/warnings.js';
import { BackwardHook } from './backward_hook.js';
import { hookLastNode } from './node_hook.js';
import { globalHooks, type AnyHook, type HookEntry, type HookList, type Keywords } from './hooks.js';
import { positional } from './inputs.js';
import { stateKey, type Forwarding } from './state.js';

/** A call that is not compiled: hooks and `forward`. */
export function callAsWritten(module: Forwarding, args: readonly unknown[]): unknown {
  if (module[stateKey].hooked || globalHooks.any) return callWithHooks(module, args);
  return module.forward(...positional(module, Array.from(args)));
}

interface Call {
  args: readonly unknown[];
  kwargs: Keywords;
  result: unknown;
  /** Hooks that run in any case, and have. */
  readonly done: Set<HookEntry<AnyHook>>;
}

/** Calls a module that has hooks, or whose calls are shown to a profile. */
export function callWithHooks(module: Forwarding, given: ArrayLike<unknown>): unknown {
  const { by } = shown;
  if (by === null) return callHooked(module, given);
  const call = watching.by === null ? by.enter(module) : -1;
  try {
    if (module[stateKey].hooked || globalHooks.has) return callHooked(module, given);
    return module.forward(...positional(module, Array.from(given)));
  } finally {
    by.leave(call);
  }
}

/** Runs the hooks and `forward`; the order of things is PyTorch's. */
function callHooked(module: Forwarding, given: ArrayLike<unknown>): unknown {
  if (watching.by !== null) give_up(`${module.constructor.name} has hooks in JavaScript`);
  const args = Array.from(given);
  const last = args.at(-1);
  const named = typeof last === 'object' && last !== null && isKeywords(last);
  const call: Call = {
    args: named ? args.slice(0, -1) : args, kwargs: named ? (last as Keywords) : {}, result: undefined, done: new Set(),
  };
  try {
    return run(module, call);
  } catch (error) {
    runAlwaysCalled(module, call);
    throw error;
  }
}

function run(module: Forwarding, call: Call): unknown {
  const own = module[stateKey].hooks;
  for (const entry of both(globalHooks.forwardPre, own?.forwardPre)) runPreHook(module, call, entry);
  const preHooks = both(globalHooks.backwardPre, own?.backwardPre).map(({ hook }) => hook);
  const backwardHooks = both(globalHooks.backward, own?.backward).map(({ hook }) => hook);
  let backward: BackwardHook | undefined;
  if (preHooks.length > 0 || backwardHooks.length > 0) {
    backward = new BackwardHook(module, backwardHooks, preHooks);
    call.args = backward.setup_input_hook(call.args);
  }
  call.result = forward(module, call);
  for (const entry of both(globalHooks.forward, own?.forward)) {
    if (entry.alwaysCall) call.done.add(entry);
    runForwardHook(module, call, entry);
  }
  if (backward !== undefined) call.result = setupOutputs(backward, call);
  const nodeHooks = both(globalHooks.nodeBackward, own?.nodeBackward).map(({ hook }) => hook);
  if (nodeHooks.length > 0) hookLastNode(module, call.args, call.result, nodeHooks);
  return call.result;
}

function setupOutputs(backward: BackwardHook, call: Call): unknown {
  if (!Array.isArray(call.result) && !is_tensor(call.result)) {
    warn('UserWarning',
      'For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received ' +
        `<class '${typeName(call.result)}'>`);
  }
  return backward.setup_output_hook(call.result);
}

function forward(module: Forwarding, { args, kwargs }: Call): unknown {
  return module.forward(...positional(module, Object.keys(kwargs).length > 0 ? [...args, kwargs] : args));
}

function both(all: HookList<AnyHook>, own: HookList<AnyHook> | undefined): readonly HookEntry<AnyHook>[] {
  return own === undefined ? all.entries : [...all.entries, ...own.entries];
}

function runPreHook(module: Forwarding, call: Call, { hook, withKwargs }: HookEntry<AnyHook>): void {
  if (!withKwargs) {
    const args = hookResult('register_forward_pre_hook', hook(module, call.args));
    if (args !== undefined && args !== null) call.args = Array.isArray(args) ? args : [args];
    return;
  }
  const changed = hookResult('register_forward_pre_hook', hook(module, call.args, call.kwargs));
  if (changed === undefined || changed === null) return;
  if (!Array.isArray(changed) || changed.length !== 2) {
    throw new RuntimeError(
      `forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got ${py_repr(changed)}.`);
  }
  [call.args, call.kwargs] = changed as [readonly unknown[], Keywords];
}

function runForwardHook(module: Forwarding, call: Call, { hook, withKwargs }: HookEntry<AnyHook>): void {
  const { args, kwargs, result } = call;
  const changed = hookResult('register_forward_hook',
    withKwargs ? hook(module, args, kwargs, result) : hook(module, args, result));
  if (changed !== undefined && changed !== null) call.result = changed;
}

/** After an error: the hooks that asked for it, each of whose own errors is only warned of. */
function runAlwaysCalled(module: Forwarding, call: Call): void {
  const lists = [['global module', globalHooks.forward], ['module', module[stateKey].hooks?.forward]] as const;
  for (const [whose, list] of lists) {
    for (const entry of list?.entries ?? []) {
      if (!entry.alwaysCall || call.done.has(entry)) continue;
      try {
        runForwardHook(module, call, entry);
      } catch (error) {
        warn('UserWarning',
          `${whose} forward hook with \`\`always_call=True\`\` raised an exception that was silenced as another ` +
            `error was raised in forward: ${isError(error) ? error.message : String(error)}`);
      }
    }
  }
}
