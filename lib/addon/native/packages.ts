import type { Handle } from '../native.js';

declare const package_: unique symbol;

/** A package of AOTInductor that was loaded. */
export interface PackageHandle {
  readonly [package_]: never;
}

/** The functions of native/aoti/. */
export interface PackagesNative {
  aoti_load(
    folder: string, model: string, single_threaded: boolean, runners: number, device: number, affinity: boolean,
  ): PackageHandle;
  aoti_run(loaded: PackageHandle, inputs: readonly Handle[]): Handle[];
  aoti_call_spec(loaded: PackageHandle): string[];
  aoti_metadata(loaded: PackageHandle): Record<string, string>;
  aoti_constants(loaded: PackageHandle): string[];
  aoti_load_constants(
    loaded: PackageHandle, names: readonly string[], tensors: readonly Handle[], full: boolean, user: boolean,
    copies: boolean,
  ): void;
}
