/** Writes what the emulated machine's /proc and /sys say; returns QEMU's arguments. */
export function writeMachine(folder: string, libraries: string): string[];
