/** A libtorch on this machine. */
export interface Libtorch {
  /** Holds lib/ and, where it can be built against, include/. */
  readonly dir: string;
  readonly libDir: string;
  /** As libtorch says it: '2.15.0', '2.15.0+cpu'. */
  readonly version: string;
  /** Which place of the search order it came from. */
  readonly how: string;
  /** [place, what was found], in the order looked at. */
  readonly attempts: readonly (readonly [string, string])[];
}

export interface FindOptions {
  allowPython?: boolean;
  /** The one minor version that fits, like '2.15'; default: any of the version window. */
  wants?: string | undefined;
  headers?: boolean;
  /** Every file must be as it was unpacked, not the libraries only. */
  whole?: boolean;
  /** The libtorch the addon was built with. */
  builtWith?: string | undefined;
  env?: Record<string, string | undefined>;
}

/** Finds libtorch. Throws an Error whose message is the table of the places looked at, and the cures. */
export function findLibtorch(options?: FindOptions): Libtorch;

/** The libtorch that an addon runs with. Throws as findLibtorch does. */
export function libtorchOf(addon: { readonly version: string; readonly libtorch?: string }): Libtorch;

/** The shared libraries to open with the loader before the addon, in this order (absolute paths). */
export function librariesOf(libtorch: { readonly libDir: string }): string[];

export { type Addon, damagedAddon, findAddon, lookForAddon } from './addon.mjs';

/** The cure for a libtorch whose files are damaged, as a part of a sentence. */
export const UNPACK_AGAIN: string;

export function inspect(dir: string, options?: FindOptions): Omit<Libtorch, 'how' | 'attempts'> | { problem: string; damaged?: boolean };
export function cacheName(version: string, variant: 'cpu' | 'cuda', cuda?: string): string;

/** The directories in a cache that hold a libtorch. */
export function cachedIn(cache: string): { name: string; version: string; variant: 'cpu' | 'cuda' }[];
