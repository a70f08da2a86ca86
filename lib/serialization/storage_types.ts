/** The classes of storages that files name, and their dtypes. */
import { storageNames } from '../tensor/storage_names.js';
import { dtypes, type dtype } from '../values/dtype.js';

/** A storage class as a file names it; without a dtype it is the one of bytes. */
export class StorageType {
  readonly dtype: dtype | undefined;

  constructor(dtype: dtype | undefined) {
    this.dtype = dtype;
  }
}

/** Every storage class by Python's full name, those of CUDA tensors too. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map([
  ...[...storageNames].flatMap(([dtype, name]) => [`torch.${name}`, `torch.cuda.${name}`].map(
    (full) => [full, new StorageType(dtype)] as const)),
  ['torch.storage.UntypedStorage', new StorageType(undefined)],
]);

export const dtypesByName: ReadonlyMap<string, dtype> = new Map(dtypes.map((dtype) => [`torch.${dtype.name}`, dtype]));
