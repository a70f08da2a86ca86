/** Lists and dicts of TorchScript that JavaScript holds. */
import { native } from './binding.js';
import { decode, encode } from './jit_values.js';
import type { ContainerHandle } from './native/script.js';

export type { ContainerHandle } from './native/script.js';

/** One of the values' type; a text that says why they have none. */
export const containerOf = (values: unknown): ContainerHandle | string => native.script_container(encode(values));
export const emptyContainer = (kind: 'list' | 'dict'): ContainerHandle => native.script_container_empty(kind);
export const contentsOf = (container: ContainerHandle): unknown => decode(native.script_container_read(container));
export const sizeOf = (list: ContainerHandle): number => native.script_list_size(list);
export const elementOf = (list: ContainerHandle, index: number): unknown => decode(native.script_list_get(list, index));
export const putElement = (list: ContainerHandle, index: number, value: unknown, between: boolean): void =>
  native.script_list_put(list, index, encode(value), between);
export const dropElement = (list: ContainerHandle, index: number): void => native.script_list_drop(list, index);
/** The first place of a value from an index on, or -1. */
export const findElement = (list: ContainerHandle, value: unknown, from: number, method: string): number =>
  native.script_list_find(list, encode(value), from, method);
export function entryOf(dict: ContainerHandle, key: unknown): [unknown] | null {
  const found = native.script_dict_get(dict, encode(key));
  return found === null ? null : [decode(found[0])];
}
export const setEntry = (dict: ContainerHandle, key: unknown, value: unknown): void =>
  native.script_dict_set(dict, encode(key), encode(value));
export const dropEntry = (dict: ContainerHandle, key: unknown): boolean => native.script_dict_drop(dict, encode(key));
