export const knownCrashes: Readonly<Record<string, string>>;
