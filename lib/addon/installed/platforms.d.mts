/** What is known of a platform that nodetorch is made for. */
export interface Platform {
  readonly name: string;
  /** Whether its tests run: on it, under an emulator, not at all. */
  readonly state: 'tested' | 'emulated' | 'untested';
  /** What stands before and after a library's name. */
  readonly libraries: readonly [string, string];
  readonly libc?: readonly string[];
  readonly cpuIndex?: boolean;
  readonly wheels: readonly string[];
  readonly images: { readonly build: string; readonly test: string };
}

export const PLATFORMS: Readonly<Record<string, Platform>>;

/** `process.platform` and `process.arch`. */
export const platformKey: string;

/** The row of this machine. */
export const thisPlatform: Platform | undefined;

/** All of them in words. */
export function platformNames(): string;
