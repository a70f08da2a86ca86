/** Packages of AOTInductor, as the addon loads and runs them (native/aoti/packages.cpp). */
import { native } from './binding.js';
import { selfOf } from './handle.js';
import type { PackageHandle } from './native/packages.js';
import { wrapAll } from './wrap.js';
import type { Tensor } from '../tensor/tensor.js';

export type { PackageHandle };

export const loadPackage = (
  folder: string, model: string, single_threaded: boolean, runners: number, device: number, affinity: boolean,
): PackageHandle => native.aoti_load(folder, model, single_threaded, runners, device, affinity);

export const runPackage = (loaded: PackageHandle, inputs: readonly Tensor[]): Tensor[] =>
  wrapAll(native.aoti_run(loaded, inputs.map(selfOf))) as Tensor[];

/** How arguments and results nest. */
export const callSpec = (loaded: PackageHandle): string[] => native.aoti_call_spec(loaded);
export const packageMetadata = (loaded: PackageHandle): Record<string, string> => native.aoti_metadata(loaded);
export const constantNames = (loaded: PackageHandle): string[] => native.aoti_constants(loaded);

export function loadConstants(
  loaded: PackageHandle, constants: readonly (readonly [string, Tensor])[], full: boolean, user: boolean,
  copies: boolean,
): void {
  native.aoti_load_constants(
    loaded, constants.map(([name]) => name), constants.map(([, tensor]) => selfOf(tensor)), full, user, copies);
}
