/** What torch.library takes. */
import type { Tag } from '../jit/tag.js';

/** A kernel: it gets the arguments of the schema, those after `*` in a plain object behind the others. */
export type KernelFunction = (...args: never[]) => unknown;

/** What is called with whatever comes. */
export type AnyFunction = (...args: unknown[]) => unknown;

/** What a Library is made for: operators of a new namespace, kernels of operators that are there, or more operators. */
export type LibraryKind = 'DEF' | 'IMPL' | 'FRAGMENT';

/** One tag or several. */
export type Tags = Tag | readonly Tag[];

/** A kind of device, several, or null for all. */
export type DeviceTypes = string | readonly string[] | null;

/** What was registered, to be taken back. */
export interface Registration {
  destroy(): void;
}
