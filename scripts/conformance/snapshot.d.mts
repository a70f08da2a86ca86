/** What differs in the snapshot from what it says, one text a difference. */
export function snapshotProblems(
  options?: { suite?: string; entries?: RegExp; fault?: string; aspect?: string },
): string[];
/** What a run in a process of its own says of it, with a fault planted that ends it. */
export function endedProcess(fault: string, limit: number): Promise<string | undefined>;
