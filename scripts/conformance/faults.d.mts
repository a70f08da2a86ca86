/** Mistakes made on purpose: what the run must say of each, and in which aspect. */
export const faults: Readonly<Record<string, { readonly aspect: string; readonly finds: RegExp }>>;
