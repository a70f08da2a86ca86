export interface PartResult {
  status: 'running' | 'passed' | 'failed' | 'no GPU' | 'timed out' | 'crashed';
  limit: number;
  seconds: number;
  checks: Record<string, { ok: boolean; problem?: string }>;
  figures: Record<string, unknown>;
  error?: string;
  stack?: string;
}

/** Runs a part in a process of its own; `checks` is the folder of its module. */
export function runPart(
  name: string,
  options: { seconds: number; device: string; python: string; checks?: URL },
  told?: (result: PartResult) => void,
): Promise<PartResult>;
