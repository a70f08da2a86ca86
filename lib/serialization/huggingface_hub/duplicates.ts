/** Tensors over the same memory, of which a safetensors file takes one (`huggingface_hub`'s way to choose it). */
import { py_repr } from '../../python/repr.js';
import type { Tensor } from '../../tensor/tensor.js';
import { storageOf } from '../../tensor/storage.js';
import { RuntimeError } from '../../values/errors.js';
import { storageKey } from './split.js';

interface Area {
  readonly name: string;
  readonly start: bigint;
  readonly end: bigint;
}

function areaOf(name: string, tensor: Tensor): Area {
  const start = BigInt(tensor.data_ptr());
  if (tensor.numel() === 0) return { name, start, end: start };
  const last = tensor.stride().reduce((sum, stride, i) => sum + stride * (tensor.size(i) - 1), 0);
  return { name, start, end: start + BigInt((last + 1) * tensor.itemsize) };
}

const byPlace = (a: Area, b: Area): number =>
  Number(a.start - b.start) || Number(a.end - b.end) || (a.name < b.name ? -1 : 1);

/** Groups of names whose tensors overlap; those that are alone are groups of one. */
function groupsOf(tensors: ReadonlyMap<string, Tensor>): string[][] {
  const byStorage = new Map<string, string[]>();
  for (const [name, tensor] of tensors) {
    if (tensor.is_meta || storageOf(tensor).nbytes() === 0) continue;
    const key = storageKey(tensor)!;
    const names = byStorage.get(key);
    if (names === undefined) byStorage.set(key, [name]);
    else names.push(name);
  }
  return [...byStorage.values()].flatMap((names) => {
    if (names.length === 1) return [names];
    const areas = names.map((name) => areaOf(name, tensors.get(name)!)).sort(byPlace);
    const groups: string[][] = [];
    let end: bigint | undefined;
    for (const area of areas) {
      if (end === undefined || area.start >= end) groups.push([area.name]);
      else groups.at(-1)!.push(area.name);
      ({ end } = area);
    }
    return groups;
  });
}

function coversAll(tensor: Tensor): boolean {
  return tensor.storage_offset() === 0 && tensor.numel() * tensor.itemsize === storageOf(tensor).nbytes();
}

/**
 * Which name stands for which others: [kept, dropped]. Of those that cover their memory the first by the alphabet that
 * is not to be discarded is kept. Throws a RuntimeError where none covers it.
 */
export function duplicateNames(
  tensors: ReadonlyMap<string, Tensor>, discard: readonly string[],
): readonly (readonly [kept: string, dropped: string])[] {
  return groupsOf(tensors).flatMap((names) => {
    const complete = names.filter((name) => coversAll(tensors.get(name)!)).sort();
    if (complete.length === 0) {
      throw new RuntimeError('Error while trying to find names to remove to save state dict, but found no suitable name ' +
        `to keep for saving amongst: ${py_repr(new Set(names))}. None is covering the entire storage. Refusing to save/load the ` +
        'model since you could be storing much more memory than needed. Please refer to ' +
        'https://huggingface.co/docs/safetensors/torch_shared_tensors for more information. Or open an issue.');
    }
    const kept = complete.find((name) => !discard.includes(name)) ?? complete[0]!;
    return [...names].sort().filter((name) => name !== kept).map((dropped) => [kept, dropped] as const);
  });
}
