/** One sentence when this runtime cannot run nodetorch, else undefined. */
export function unsupportedRuntime(versions?: Record<string, string | undefined>): string | undefined;
