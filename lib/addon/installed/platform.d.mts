/** One sentence when no libtorch exists for this machine, else undefined. */
export function unsupportedPlatform(): string | undefined;
