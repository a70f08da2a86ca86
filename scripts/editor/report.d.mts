import type { PublicName } from './names.mjs';

export function distinct(names: readonly PublicName[]): PublicName[];
export function isSilent(name: PublicName): boolean;
