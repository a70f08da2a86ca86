/** A training; `make` gives its step and what is compared. */
export interface Training {
  make(wrap: (fn: (...args: never[]) => unknown) => (...args: never[]) => unknown): object;
}
export function compareTraining(name: string, training: Training,
  options?: { readonly steps?: number; readonly verify?: boolean }): {
  readonly differs: string | null;
  readonly replays: number;
  readonly reasons: readonly string[];
};
