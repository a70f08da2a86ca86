import { checkHook, RemovableHandle } from '../../autograd/hooks.js';
import { whenShown } from '../../autograd/profiler/module_calls.js';
import { RuntimeError } from '../../values/errors.js';
import type { Tensor } from '../../tensor/tensor.js';

export interface HookFlags {
  /** Before the hooks that are there. */
  readonly prepend?: boolean;
  /** The hook takes the keyword arguments, too. */
  readonly with_kwargs?: boolean;
  /** The hook also runs when forward has thrown. */
  readonly always_call?: boolean;
}

export type PlainHookFlags = Omit<HookFlags, 'with_kwargs'> & { readonly with_kwargs?: false };
export type KeywordsHookFlags = HookFlags & { readonly with_kwargs: true };
export type PlainPreHookFlags = Omit<PlainHookFlags, 'always_call'>;
export type KeywordsPreHookFlags = Omit<KeywordsHookFlags, 'always_call'>;

/** The keyword arguments of a call: its trailing plain object. */
export type Keywords = Readonly<Record<string, unknown>>;

type Nothing = null | undefined | void;

export type PreHook<M, Inputs> = (module: M, args: Inputs) => unknown;
export type KeywordsPreHook<M> =
  (module: M, args: unknown[], kwargs: Keywords) => [args: unknown[], kwargs: Keywords] | Nothing;
export type ForwardHook<M, Inputs, Output> = (module: M, args: Inputs, output: Output) => Output | Nothing;
export type KeywordsForwardHook<M, Output> =
  (module: M, args: unknown[], kwargs: Keywords, output: Output) => Output | Nothing;

/** Gradients of a module's inputs or outputs, null where there is none. */
export type ModuleGradients = readonly (Tensor | null)[];

/** What a backward hook gives back: a gradient for each of them, or nothing. */
export type ChangedGradients = ModuleGradients | Nothing;

export interface HookEntry<Hook> {
  readonly hook: Hook;
  readonly withKwargs: boolean;
  readonly alwaysCall: boolean;
}

interface Flags {
  readonly prepend?: boolean;
  readonly withKwargs?: boolean;
  readonly alwaysCall?: boolean;
}

/** Hooks in the order in which they run. A list that is being run does not change: changes make a new one. */
export class HookList<Hook> {
  entries: readonly HookEntry<Hook>[] = [];
  readonly #changed: (() => void) | undefined;

  constructor(changed?: () => void) {
    this.#changed = changed;
  }

  add(
    name: string, hook: Hook, { prepend = false, withKwargs = false, alwaysCall = false }: Flags = {},
  ): RemovableHandle {
    checkHook(name, hook);
    const entry: HookEntry<Hook> = { hook, withKwargs, alwaysCall };
    this.#set(prepend ? [entry, ...this.entries] : [...this.entries, entry]);
    return new RemovableHandle(() => this.#set(this.entries.filter((each) => each !== entry)));
  }

  /** Takes a hook out, which a copy of the module may have without its handle. */
  remove(hook: Hook): void {
    this.#set(this.entries.filter((each) => each.hook !== hook));
  }

  /** Has the hooks of another list from now on. */
  take(other: HookList<Hook>): void {
    this.#set(other.entries);
  }

  #set(entries: readonly HookEntry<Hook>[]): void {
    this.entries = entries;
    this.#changed?.();
  }
}

/** A hook as the call sees it: its types are those of the method that registered it. */
export type AnyHook = (...args: unknown[]) => unknown;

/** The hooks that a call runs, of one module or of all. */
export class CallHooks {
  /** Whether a call has to look: there is a hook, or calls are shown to a profile. */
  any = false;
  /** Whether there is a hook. */
  has = false;
  #shown = false;
  readonly #update: () => void;
  readonly forwardPre: HookList<AnyHook>;
  readonly forward: HookList<AnyHook>;
  readonly backwardPre: HookList<AnyHook>;
  readonly backward: HookList<AnyHook>;
  /** Those of the older kind, which only see the last node of the call; a module has backward hooks of one kind. */
  readonly nodeBackward: HookList<AnyHook>;
  readonly #whose: string;
  #full: boolean | undefined;

  constructor(whose: string, changed: (any: boolean) => void = () => {}) {
    const update = this.#update = (): void => {
      const lists = [this.forwardPre, this.forward, this.backwardPre, this.backward, this.nodeBackward];
      this.has = lists.some((list) => list.entries.length > 0);
      this.any = this.has || this.#shown;
      changed(this.any);
    };
    this.forwardPre = new HookList(update);
    this.forward = new HookList(update);
    this.backwardPre = new HookList(update);
    this.backward = new HookList(update);
    this.nodeBackward = new HookList(update);
    this.#whose = whose;
  }

  /** Whether calls are shown to a profile from now on. */
  show(on: boolean): void {
    this.#shown = on;
    this.#update();
  }

  /** A backward hook, full or of the older kind. Throws a RuntimeError where there was one of the other kind before. */
  addBackward(full: boolean, name: string, hook: AnyHook, flags: Flags = {}): RemovableHandle {
    if (this.#full === !full) {
      throw new RuntimeError(`Cannot use both regular backward hooks and full backward hooks ${this.#whose}. Please use ` +
        'only one of them.');
    }
    this.#full = full;
    return (full ? this.backward : this.nodeBackward).add(name, hook, flags);
  }

  /** Has the hooks of another module from now on. */
  take(other: CallHooks): void {
    this.forwardPre.take(other.forwardPre);
    this.forward.take(other.forward);
    this.backwardPre.take(other.backwardPre);
    this.backward.take(other.backward);
    this.nodeBackward.take(other.nodeBackward);
    this.#full = other.#full;
  }
}

/** The hooks of every module. */
export const globalHooks = new CallHooks('as a global Module hook');
whenShown((on) => globalHooks.show(on));

/** What runs when a module gets a member, for each kind of member. */
export const registrationHooks = {
  buffer: new HookList<AnyHook>(), module: new HookList<AnyHook>(), parameter: new HookList<AnyHook>(),
};
