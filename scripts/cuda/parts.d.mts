export const parts: Record<string, { share: number; cpu?: boolean; title: string }>;

/** The parts of these names, in the table's order, or those that run on `device` when none is named. */
export function chosenParts(names: string[], device?: 'cuda' | 'cpu'): string[];

/** The seconds that `name` gets of those that are left for it and the parts behind it. */
export function secondsOf(name: string, behind: string[], left: number): number;
