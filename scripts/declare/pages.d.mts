export function pageOf(name: string): string | undefined;
