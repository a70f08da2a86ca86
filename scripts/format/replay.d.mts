export type Case = readonly [what: string, values: readonly unknown[], text: string, answer: unknown];
export type Difference = readonly [each: Case, ours: unknown];
export function replay(cases: readonly unknown[]): { differing: Difference[]; compared: number };
