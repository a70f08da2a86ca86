/** The files of the project that are packed, relative to `base`. */
export function packedFiles(base?: string): string[];

/** The places of the project that hold nothing to pack. */
export function emptyPlaces(base?: string): string[];
