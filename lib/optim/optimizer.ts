import * as gradients from '../addon/autograd.js';
import { give_up, watching } from '../addon/recording.js';
import { inspect } from 'node:util';
import { hookResult } from '../arguments/asynchronous.js';
import type { Optimizer_add_param_groupArguments } from '../generated/signatures/optim.js';
import type { RemovableHandle } from '../autograd/hooks.js';
import { NotImplementedError, RuntimeError } from '../values/errors.js';
import { strided } from '../values/layout.js';
import { typeName } from '../values/type_name.js';
import { ranged } from '../autograd/profiler/record_function.js';
import { HookList } from '../nn/module/hooks.js';
import { signature } from '../arguments/signature.js';
import type { Tensor } from '../tensor/tensor.js';
import { keep, unscoped } from '../addon/scope.js';
import { op } from '../addon/call/op.js';
import {
  completeGroup, floatOptions, givenGroups, groupText, type GivenGroup, type ParamGroup, type ParamsT,
} from './param_groups.js';
import {
  packState, unpackState, type GivenStateDict, type OptimizerStateDict, type ParamState,
} from './state_dict.js';

/** Evaluates the model once more and gives its loss. */
export type Closure = () => Tensor | number;
/** What `step` gives back: the loss of its closure. */
export type Loss = Tensor | number | null;

/** May give `[args, kwargs]` back, in place of those that `step` was called with; `args[0]` is the optimizer. */
export type StepPreHook = (
  optimizer: Optimizer, args: unknown[], kwargs: Record<string, unknown>,
) => readonly [unknown[], Record<string, unknown>] | null | undefined | void;
export type StepPostHook = (optimizer: Optimizer, args: unknown[], kwargs: Record<string, unknown>) => void;
export type StateDictPreHook = (optimizer: Optimizer) => void;
export type StateDictPostHook =
  (optimizer: Optimizer, dict: OptimizerStateDict) => OptimizerStateDict | null | undefined | void;
export type LoadStateDictPreHook =
  (optimizer: Optimizer, dict: GivenStateDict) => GivenStateDict | null | undefined | void;

const globalPreHooks = new HookList<StepPreHook>();
const globalPostHooks = new HookList<StepPostHook>();

/** A hook before `step` of every optimizer (`torch.optim.optimizer.register_optimizer_step_pre_hook`). */
export const register_optimizer_step_pre_hook =
  signature('register_optimizer_step_pre_hook(hook: StepPreHook) -> RemovableHandle').define((hook) =>
    globalPreHooks.add('register_optimizer_step_pre_hook', hook));
/** A hook after `step` of every optimizer (`torch.optim.optimizer.register_optimizer_step_post_hook`). */
export const register_optimizer_step_post_hook =
  signature('register_optimizer_step_post_hook(hook: StepPostHook) -> RemovableHandle').define((hook) =>
    globalPostHooks.add('register_optimizer_step_post_hook', hook));

type Step = (this: Optimizer, ...args: unknown[]) => Loss;

const takes = {
  step: signature('Optimizer.step(self, closure: Closure = None)'),
  zero_grad: signature('Optimizer.zero_grad(self, set_to_none: bool = True)'),
  add_param_group: signature('Optimizer.add_param_group[Options](self, param_group: ParamGroupDict[Options])'),
  load_state_dict: signature('Optimizer.load_state_dict(self, state_dict: GivenStateDict)'),
  register_step_pre_hook: signature('Optimizer.register_step_pre_hook(self, hook: StepPreHook)'),
  register_step_post_hook: signature('Optimizer.register_step_post_hook(self, hook: StepPostHook)'),
  register_state_dict_pre_hook: signature(
    'Optimizer.register_state_dict_pre_hook(self, hook: StateDictPreHook, prepend: bool = False)'),
  register_state_dict_post_hook: signature(
    'Optimizer.register_state_dict_post_hook(self, hook: StateDictPostHook, prepend: bool = False)'),
  register_load_state_dict_pre_hook: signature(
    'Optimizer.register_load_state_dict_pre_hook(self, hook: LoadStateDictPreHook, prepend: bool = False)'),
  register_load_state_dict_post_hook: signature(
    'Optimizer.register_load_state_dict_post_hook(self, hook: StateDictPreHook, prepend: bool = False)'),
};

/** Prototypes whose `step` runs the hooks. */
const hooked = new WeakSet<object>();

/**
 * The base of all optimizers (`torch.optim.Optimizer`): groups of parameters with options, the state of each parameter,
 * hooks, saving and loading. One of your own extends it, gives the defaults of its options to `super(params, defaults)`
 * and defines `step(closure)`. A JavaScript Set keeps its order, so it may hold parameters too.
 */
export class Optimizer<Options extends object = object> {
  defaults: Options;
  /** What is kept for each parameter (`optimizer.state[p]` is `optimizer.state.get(p)`). */
  state = new Map<unknown, ParamState>();
  /** Groups of parameters, each with options of its own (`torch.optim.Optimizer.param_groups`). */
  param_groups: ParamGroup<Options>[] = [];
  /** Set by a gradient scaler for the length of one step; only fused implementations can unscale. */
  grad_scale: Tensor | null = null;
  /** Set by a gradient scaler: 1 where gradients overflowed, and a fused step is to be left out. */
  found_inf: Tensor | null = null;
  /** Whether `step` unscales gradients by itself, by those two; a gradient scaler asks. */
  declare _step_supports_amp_scaling?: boolean;
  readonly #preHooks = new HookList<StepPreHook>();
  readonly #postHooks = new HookList<StepPostHook>();
  readonly #stateDictPreHooks = new HookList<StateDictPreHook>();
  readonly #stateDictPostHooks = new HookList<StateDictPostHook>();
  readonly #loadPreHooks = new HookList<LoadStateDictPreHook>();
  readonly #loadPostHooks = new HookList<StateDictPreHook>();

  constructor(params: ParamsT<Options>, defaults: Options) {
    this.defaults = defaults;
    hookStep(new.target.prototype as Optimizer);
    for (const group of givenGroups(params)) this.add_param_group(group as GivenGroup<Options>);
  }

  /**
   * Changes the parameters by their gradients. `closure`, where one is given, is called first, with gradients
   * recorded; its loss is given back.
   */
  step(_closure?: Closure | null): Loss {
    throw new NotImplementedError();
  }

  /**
   * Takes the gradients off all parameters, which is the default, or with `set_to_none: false` fills them with zeros
   * (`Optimizer.zero_grad`).
   */
  zero_grad(...args: typeof takes.zero_grad.args): void {
    const [set_to_none] = takes.zero_grad.list(args);
    ranged(() => `Optimizer.zero_grad#${this.constructor.name}.zero_grad`, () => this.#zeroGrad(set_to_none));
  }

  #zeroGrad(set_to_none: boolean): void {
    const zeroed: Tensor[] = [];
    for (const { params } of this.param_groups) {
      for (const parameter of params) {
        if (set_to_none) gradients.set_grad(parameter, null);
        else zeroed.push(...zeroable(parameter.grad));
      }
    }
    if (zeroed.length > 0) op('aten::_foreach_zero_')(zeroed);
  }

  /** Adds parameters with options of their own (`Optimizer.add_param_group`). Throws for those that are there. */
  add_param_group(...args: Optimizer_add_param_groupArguments<Options>): void {
    const param_group = takes.add_param_group.list(args)[0] as GivenGroup<Options>;
    this.param_groups.push(keep(completeGroup(param_group, this.defaults, this.param_groups)));
  }

  /** The state and the options, in PyTorch's format; the tensors are those of the optimizer, not copies. */
  state_dict(): OptimizerStateDict {
    for (const { hook } of this.#stateDictPreHooks.entries) hookResult('register_state_dict_pre_hook', hook(this));
    let dict = packState(this.param_groups, this.state);
    for (const { hook } of this.#stateDictPostHooks.entries) {
      dict = hookResult('register_state_dict_post_hook', hook(this, dict)) ?? dict;
    }
    return dict;
  }

  /**
   * Goes on from what {@link state_dict} gave, here or in Python; tensors are not copied unless their dtype or device
   * changes. Throws a ValueError if the groups are of other sizes.
   */
  load_state_dict(...args: typeof takes.load_state_dict.args): void {
    let dict: GivenStateDict = { ...takes.load_state_dict.list(args)[0] };
    for (const { hook } of this.#loadPreHooks.entries) {
      dict = hookResult('register_load_state_dict_pre_hook', hook(this, dict)) ?? dict;
    }
    const { state, param_groups } = unpackState(this.param_groups, dict);
    this.__setstate__({ state, param_groups: param_groups as unknown as ParamGroup<Options>[] });
    for (const { hook } of this.#loadPostHooks.entries) hookResult('register_load_state_dict_post_hook', hook(this));
  }

  /** Takes over a state; algorithms complete what older versions did not save. */
  __setstate__(state: { state: Map<unknown, ParamState>; param_groups: ParamGroup<Options>[] }): void {
    this.state = keep(state.state);
    this.param_groups = keep(state.param_groups);
  }

  /** Calls `hook` before each step; it may give other arguments (`torch.optim.Optimizer.register_step_pre_hook`). */
  register_step_pre_hook(...args: typeof takes.register_step_pre_hook.args): RemovableHandle {
    const [hook] = takes.register_step_pre_hook.list(args);
    return this.#preHooks.add('register_step_pre_hook', hook);
  }
  /** Calls `hook` after each step (`torch.optim.Optimizer.register_step_post_hook`). */
  register_step_post_hook(...args: typeof takes.register_step_post_hook.args): RemovableHandle {
    const [hook] = takes.register_step_post_hook.list(args);
    return this.#postHooks.add('register_step_post_hook', hook);
  }
  /** Calls `hook` before each state_dict() (`torch.optim.Optimizer.register_state_dict_pre_hook`). */
  register_state_dict_pre_hook(...args: typeof takes.register_state_dict_pre_hook.args): RemovableHandle {
    const [hook, prepend] = takes.register_state_dict_pre_hook.list(args);
    return this.#stateDictPreHooks.add('register_state_dict_pre_hook', hook, { prepend });
  }
  /**
   * Calls `hook` with what state_dict() made; it may give another one
   * (`torch.optim.Optimizer.register_state_dict_post_hook`).
   */
  register_state_dict_post_hook(...args: typeof takes.register_state_dict_post_hook.args): RemovableHandle {
    const [hook, prepend] = takes.register_state_dict_post_hook.list(args);
    return this.#stateDictPostHooks.add('register_state_dict_post_hook', hook, { prepend });
  }
  /**
   * Calls `hook` with what load_state_dict() is to load; it may give another one
   * (`torch.optim.Optimizer.register_load_state_dict_pre_hook`).
   */
  register_load_state_dict_pre_hook(...args: typeof takes.register_load_state_dict_pre_hook.args): RemovableHandle {
    const [hook, prepend] = takes.register_load_state_dict_pre_hook.list(args);
    return this.#loadPreHooks.add('register_load_state_dict_pre_hook', hook, { prepend });
  }
  /** Calls `hook` after each load_state_dict() (`torch.optim.Optimizer.register_load_state_dict_post_hook`). */
  register_load_state_dict_post_hook(...args: typeof takes.register_load_state_dict_post_hook.args): RemovableHandle {
    const [hook, prepend] = takes.register_load_state_dict_post_hook.list(args);
    return this.#loadPostHooks.add('register_load_state_dict_post_hook', hook, { prepend });
  }

  /** Runs the hooks around one step; `step` of every subclass is replaced by a call of this. */
  static runHooks(optimizer: Optimizer, step: Step, closure: unknown): Loss {
    let args: unknown[] = closure === undefined ? [optimizer] : [optimizer, closure];
    let kwargs: Record<string, unknown> = {};
    for (const hooks of [globalPreHooks, optimizer.#preHooks]) {
      for (const { hook } of hooks.entries) {
        const changed: unknown = hookResult('register_step_pre_hook', hook(optimizer, args, kwargs));
        if (changed === null || changed === undefined) continue;
        if (!Array.isArray(changed) || changed.length !== 2) {
          throw new RuntimeError(`${optimizer.constructor.name}.step must return None or a tuple of (new_args, ` +
            `new_kwargs), but got ${typeName(changed)}.`);
        }
        [args, kwargs] = changed as [unknown[], Record<string, unknown>];
      }
    }
    const loss = step.call(optimizer, args[1] ?? kwargs['closure']);
    for (const hooks of [optimizer.#postHooks, globalPostHooks]) {
      for (const { hook } of hooks.entries) hookResult('register_step_post_hook', hook(optimizer, args, kwargs));
    }
    return loss;
  }

  static hasStepHooks(optimizer: Optimizer): boolean {
    return globalPreHooks.entries.length + globalPostHooks.entries.length + optimizer.#preHooks.entries.length +
      optimizer.#postHooks.entries.length > 0;
  }

  /** Options that print as floats do in Python. */
  protected get floatOptions(): readonly string[] {
    return floatOptions;
  }

  toString(): string {
    const text = (group: ParamGroup<Options>): string => groupText(group, this.floatOptions);
    const groups = this.param_groups.map((group, i) => `\nParameter Group ${i}\n${text(group)}`);
    return `${this.constructor.name} (${groups.join('')})`;
  }
  [inspect.custom](): string {
    return this.toString();
  }
}

/** The gradient without history, if foreach operators can fill it; others are filled here. */
function zeroable(grad: Tensor | null): Tensor[] {
  if (grad === null) return [];
  if (grad.grad_fn !== null) grad.detach_();
  else grad.requires_grad_(false);
  if (grad.layout === strided) return [grad];
  grad.zero_();
  return [];
}

/** Replaces a class's own `step`, once, by one that runs the hooks, if there are any. */
function hookStep(prototype: Optimizer): void {
  if (hooked.has(prototype)) return;
  hooked.add(prototype);
  const owner = ownerOfStep(prototype);
  if (owner !== prototype && hooked.has(owner)) return;
  hooked.add(owner);
  const step = owner.step as Step;
  Object.defineProperty(owner, 'step', {
    value: function (this: Optimizer, ...args: unknown[]): Loss {
      const closure = args.length === 0 ? undefined : takes.step.list(args, `${this.constructor.name}.step`)[0];
      const steps = (): Loss => unscoped(() =>
        Optimizer.hasStepHooks(this) ? Optimizer.runHooks(this, step, closure) : step.call(this, closure));
      const run = (): Loss => ranged(() => `Optimizer.step#${this.constructor.name}.step`, steps);
      if (watching.by === null) return run();
      if (closure !== null && closure !== undefined) {
        give_up(`${this.constructor.name}.step() was given a closure`);
        return run();
      }
      watching.by.step(this, run);
      return null;
    },
    configurable: true,
    writable: true,
  });
}

function ownerOfStep(prototype: Optimizer): Optimizer {
  let owner: Optimizer = prototype;
  while (!Object.hasOwn(owner, 'step')) owner = Object.getPrototypeOf(owner) as Optimizer;
  return owner;
}
