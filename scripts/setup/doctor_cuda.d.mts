export interface CudaDevice {
  name: string;
  capability: number[];
  memory: number;
}

/** The driver's own version ('580.65.06'), or undefined where it does not say. */
export function driverVersion(file?: string): string | undefined;

/** The CUDA that a libtorch is made for ('13.2'), or undefined. */
export function runtimeOf(libtorch: { dir: string; version: string }): string | undefined;

export function cudaLine(about: {
  libtorch?: { dir: string; libDir: string; version: string };
  told?: { devices?: CudaDevice[]; reason?: string | null };
  driver?: string;
  hasDriver?: boolean;
}): { text: string; problem?: undefined } | { problem: string; cure: string; text?: undefined };
