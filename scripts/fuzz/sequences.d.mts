import type { FuzzOptions, FuzzTotal } from './fuzz.mjs';

export interface Step {
  readonly do: string;
  readonly to?: number;
  readonly at?: number;
  readonly [name: string]: unknown;
}

export const sequencesChild: string;
export function fuzzSequences(options: Omit<FuzzOptions, 'names' | 'child'>): Promise<FuzzTotal>;
export function minimise(
  steps: readonly Step[], timeoutMs?: number, child?: string,
): Promise<{ readonly steps: readonly Step[]; readonly ended: string } | undefined>;
export function programText(steps: readonly Step[]): string;
