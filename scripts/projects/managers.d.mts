/** How projects are installed. */
export const managers: Record<string, { install: string }>;
