// What a value is, down to its bytes, as JSON: as files.py says it.

import { createHash } from 'node:crypto';
import * as torch from 'nodetorch';

export function described(value) {
  if (value instanceof torch.Tensor) return ofTensor(value);
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [String(key), described(item)]) };
  if (Array.isArray(value)) return { [Object.isFrozen(value) ? 'tuple' : 'list']: value.map(described) };
  if (value instanceof Uint8Array) return { value: [...value] };
  if (typeof value === 'object' && value !== null) {
    return { dict: Object.entries(value).map(([key, item]) => [key, described(item)]) };
  }
  return { value: value ?? null };
}

function ofTensor(value) {
  const tensor = value.detach();
  const bytes = tensor.numel() === 0 ? new Uint8Array() : tensor.contiguous().reshape(-1).view(torch.uint8).numpy();
  return {
    dtype: String(tensor.dtype), shape: [...tensor.shape], stride: [...tensor.stride()], grad: value.requires_grad,
    sha: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Where two descriptions differ first; undefined if nowhere. */
export function difference(wanted, got, place = '') {
  if (typeof wanted !== 'object' || wanted === null || typeof got !== 'object' || got === null) {
    return Object.is(wanted, got) ? undefined : `${place}: ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
  }
  const keys = Object.keys(wanted);
  if (keys.join() !== Object.keys(got).join()) {
    return `${place}: ${JSON.stringify(got).slice(0, 200)}, not ${JSON.stringify(wanted).slice(0, 200)}`;
  }
  for (const key of keys) {
    const found = difference(wanted[key], got[key], `${place}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
