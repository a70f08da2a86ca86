export const EMULATED: Readonly<Record<string, { readonly toolchain: string }>>;
