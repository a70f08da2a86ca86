/** The python to compare with, or undefined. */
export function referencePython(): string | undefined;
/** The same, made when there is none. */
export function ensureReference(): Promise<string>;
/** The same, with what PyTorch's own tables need. */
export function ensureConformance(): Promise<string>;
