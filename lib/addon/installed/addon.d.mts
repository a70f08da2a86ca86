/** The addon of a checkout or an installed package. */
export interface Addon {
  readonly addon: string;
  readonly loader: string;
  /** Version of the libtorch it was built with, like '2.15.0+cpu'. */
  readonly version: string;
  /** Directory of that libtorch; absent for a prebuilt addon. */
  readonly libtorch?: string;
  /** Hash of the C++ sources it was made from. */
  readonly sources: string;
  readonly how: 'build' | 'prebuild';
  /** As the command `doctor` names where it was found: build/Release, NODETORCH_PREBUILD, or the package. */
  readonly place: string;
}

type Environment = Record<string, string | undefined>;

/** Looks in build/Release, NODETORCH_PREBUILD, the platform package; `attempts` are [place, what was found]. */
export function lookForAddon(base?: string, env?: Environment): {
  found?: Addon;
  attempts: [string, string][];
  damaged?: string | undefined;
};

/** The first of them that is complete and fits, or undefined. */
export function findAddon(base?: string, env?: Environment): Addon | undefined;

/** A file of an addon that findAddon does not take because it is cut short. */
export function damagedAddon(base?: string, env?: Environment): string | undefined;
