/** One sentence when no libtorch exists for this machine, else undefined. */
export function unsupportedPlatform(): string | undefined;

/** The file of a shared library of libtorch's: `torch_cpu` is libtorch_cpu.so, libtorch_cpu.dylib or torch_cpu.dll. */
export function libraryFile(name: string, platform?: string): string;
