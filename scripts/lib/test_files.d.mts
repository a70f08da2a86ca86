export const LONGEST: readonly string[];
export function testFiles(): string[];
export function aloneFiles(): string[];
export function idleFiles(): string[];
