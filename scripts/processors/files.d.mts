export const WITH_NUMBERS: readonly string[];
export const WITHOUT_NUMBERS: readonly string[];
export function testFiles(): string[];
export function hasNumbers(file: string): boolean | undefined;
export function idle(): string[];
