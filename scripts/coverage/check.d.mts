export interface Checked {
  readonly page: string;
  readonly committed: string;
  readonly both: string[];
  readonly halves: string[];
  readonly unaccounted: string[];
  readonly paid: string[];
  readonly strangers: string[];
  readonly broken: string[];
}

export function check(): Promise<Checked>;
