import type { Tensor } from '../../../dist/index.js';

/** What came of a comparison; `differs` is null where all was equal,
  `reason` where nothing was in a recording's way. */
export interface Compared {
  readonly replays: number;
  readonly instructions: number;
  readonly reason: string | null;
  readonly differs: string | null;
}
export function compare(
  fn: (...tensors: Tensor[]) => unknown, inputsOf: (call: number) => Tensor[],
  options?: { readonly calls?: number; readonly verify?: boolean },
): Compared;
export function outcomeOf(compared: Pick<Compared, 'replays' | 'reason'>): string;
