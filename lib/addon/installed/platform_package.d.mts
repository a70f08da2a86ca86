/** The kinds of machines there is a package for, and the fields by which npm installs it. */
export const PACKAGE_FIELDS: Record<string, { os: string[]; cpu: string[]; libc?: string[] }>;

/** '@nodetorch/linux-x64' */
export function packageName(key?: string): string;

/** The files of the addon, and the note on what it was made with. */
export const ADDONS: readonly string[];
export const NOTE: string;
