/** What publint and arethetypeswrong may find, and why. */
export const allowed: { rule: string; why: string; where: (entry: string) => boolean }[];
