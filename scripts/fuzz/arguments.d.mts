export function argumentCalls(only: string): [name: string, from: number, to: number][];
export const child: string;
