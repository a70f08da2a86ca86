interface Shown {
  readonly name: string;
  readonly text: string;
  /** Whether it shows a name that says nothing to a user. */
  readonly inner: boolean;
}

export function atCalls(directory: string): {
  readonly signatures: readonly {
    readonly name: string;
    readonly variants: number;
    readonly labels: readonly string[];
    readonly numbered: number;
    readonly documented: number;
  }[];
  readonly completions: readonly {
    readonly name: string;
    readonly names: number;
    readonly others: readonly string[];
    readonly missing: readonly string[];
  }[];
  readonly hovers: readonly Shown[];
  readonly errors: readonly Shown[];
};
