import { readFileSync } from 'node:fs';
import * as torch from 'nodetorch';

export type Epochs = number[][] | number[][][];

export interface Golden {
  seeds: number[];
  samplers: Record<string, [length: number, epochs: Epochs, later: number[], own: number][]>;
  splits: {
    total: number;
    lengths: number[];
    rows: [parts: number[][], own: number[][], later: number[], warnings: string[]][];
  }[];
  loaders: {
    options: Record<string, unknown>;
    rows: [length: number, epochs: unknown[][], last: unknown, later: number[], own: number][];
  }[];
  seeded: [epochs: number[][][], later: number[]][];
  errors: Record<string, [name: string, message: string]>;
  collations: Record<string, unknown>;
  datasets: Record<string, unknown>;
}

/** What PyTorch says: scripts/golden/data.py. */
export const golden = JSON.parse(
  readFileSync(new URL('../../golden/data.json', import.meta.url), 'utf8')) as Golden;

/** What the default generator gives next: tells how many numbers were drawn before. */
export function later(): unknown {
  return torch.randint(0, 2 ** 31, [2]).tolist();
}

export function ownLater(generator: torch.Generator): unknown {
  return torch.randint(0, 2 ** 31, [1], { generator }).item();
}

/** A value as the golden script writes it: tensors with their dtype. */
export function plain(value: unknown): unknown {
  if (torch.is_tensor(value)) {
    return { dtype: String(value.dtype), shape: [...value.shape], values: value.flatten().tolist() };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return { dict: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) };
}

/** Python's `range(n)`, as a dataset. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}
