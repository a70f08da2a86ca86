/** `torch.types`: names of types. */
import type { device } from './values/device.js';

/** Where a tensor is, by an object, a name, a number or null (`torch.types.Device`). */
export type Device = device | string | number | null;
/** A number (`torch.types.Number`). */
export type Number = number | bigint | boolean;
/** A file, by its name or as bytes (`torch.types.FileLike`). */
export type FileLike = string | URL | Uint8Array;
