export interface Coverage {
  readonly bound: string[];
  readonly written: string[];
  readonly missing: Record<string, string>;
  readonly unaccounted: string[];
  readonly stale: string[];
  readonly broken: string[];
}

export const spaces: readonly string[];
export function existsIn(space: string): Promise<(name: string) => boolean>;
export function coverage(space: string, exists: (name: string) => boolean): Coverage;
