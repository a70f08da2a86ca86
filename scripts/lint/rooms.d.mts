export const ROOMS: readonly (readonly string[])[];
export const PRIVATE: readonly string[];
export const EXCEPTIONS: readonly (readonly [from: string, to: string])[];
export function roomOf(file: string): string | undefined;
export function complaint(file: string, target: string, types?: boolean): string | undefined;
