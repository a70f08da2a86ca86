export const filesChild: string;
export function fileNames(): string[];
