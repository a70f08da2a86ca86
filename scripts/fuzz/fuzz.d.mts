export interface Failure {
  readonly name: string;
  readonly n: number;
  readonly ended: string;
  readonly err: string;
}

export interface FuzzTotal {
  readonly operators: number;
  readonly skipped: readonly string[];
  readonly calls: number;
  readonly ok: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly suspicious: Readonly<Record<string, string>>;
  readonly crashes: readonly Failure[];
  readonly hangs: readonly Failure[];
}

export interface FuzzOptions {
  readonly seed: string;
  readonly calls: number;
  readonly only?: string;
  readonly jobs?: number;
  readonly timeout?: number;
  readonly report?: (failure: Failure | undefined, total: FuzzTotal) => void;
  readonly names?: readonly string[];
  readonly work?: readonly (readonly [name: string, from: number, to: number])[];
  readonly child?: string;
}

export function fuzz(options: FuzzOptions): Promise<FuzzTotal>;
