/** Entries of the list of tests left out that stand for no file. */
export function idle(): string[];
