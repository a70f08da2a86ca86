/** The entry of a name in the table of runtimes. */
export function runtimeOf(name: string): { name: string } | undefined;
