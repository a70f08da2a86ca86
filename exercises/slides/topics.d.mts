export const topics: readonly { part: number; topic: string; slides: string[] }[];
