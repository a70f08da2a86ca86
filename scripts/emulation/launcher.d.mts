interface Machine {
  /** QEMU with its arguments. */
  readonly emulator: readonly string[];
  readonly binary: string;
  readonly cache: string;
  readonly prebuild: string;
}

/** Writes a shell script that starts Node under an emulator, and returns its name. */
export function writeLauncher(file: string, machine: Machine): string;
