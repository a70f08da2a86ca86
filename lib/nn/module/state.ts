import type { AnyModule } from './base.js';
import { HookList, type CallHooks } from './hooks.js';
import type { LoadPostHook, LoadPreHook, StateDictPostHook, StateDictPreHook } from './state_dict.js';

/** What a field of a module holds for PyTorch. */
export type Kind = 'parameter' | 'buffer' | 'module';

/** What a module knows beyond its fields. */
export class ModuleState {
  /** Fields that are members, in the order in which they became such. */
  readonly kinds = new Map<string, Kind>();
  /** Buffers that `state_dict` leaves out. */
  nonPersistent: Set<string> | undefined;
  /** Members that a tracer reads in the program's place, and what they are: see traced.ts. */
  traced: Map<string, unknown> | undefined;
  /** Members in whose place something else stands for the time of one call: see swap.ts. */
  swapped: Set<string> | undefined;
  /** Made with the first hook. */
  hooks: CallHooks | undefined;
  /** Whether a call has any hook to run. */
  hooked = false;
  /** What `Module.compile` made of the call: hooks and `forward`. */
  compiled: ((...args: unknown[]) => unknown) | undefined;
  stateDictHooks: StateDictHooks | undefined;
  /** Throws for a new member, where a module takes none. */
  refuse: ((module: AnyModule, name: string, kind: Kind, value: unknown) => void) | undefined;
}

/** The hooks of saving and loading. */
export class StateDictHooks {
  readonly savePre = new HookList<StateDictPreHook>();
  readonly savePost = new HookList<StateDictPostHook>();
  readonly loadPre = new HookList<LoadPreHook>();
  readonly loadPost = new HookList<LoadPostHook>();

  /** Has the hooks of another module from now on. */
  take(other: StateDictHooks): void {
    this.savePre.take(other.savePre);
    this.savePost.take(other.savePost);
    this.loadPre.take(other.loadPre);
    this.loadPost.take(other.loadPost);
  }
}

export const stateKey: unique symbol = Symbol('module state');

/** What a call needs. */
export interface Forwarding {
  readonly [stateKey]: ModuleState;
  forward(...args: unknown[]): unknown;
}
