/** Runs `body` while no other process builds in this clone. */
export function alone<T>(body: () => T | Promise<T>): Promise<T>;
