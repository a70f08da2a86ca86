/** One array of NumPy's format: read into a tensor, written from one. */
import { empty } from '../../generated/torch.js';
import type { Tensor } from '../../tensor/tensor.js';
import { setStorage, sliceOf, storageOf, UntypedStorage } from '../../tensor/storage.js';
import { checkForNumpy } from '../../tensor/to_data.js';
import { ValueError } from '../../values/errors.js';
import { lent, swapBytes } from '../memory.js';
import { contiguousStrides } from '../strides.js';
import { descrOf } from './dtypes.js';
import { makeHeader, readHeader, type ArrayHeader, type ReadBytes } from './header.js';
import { tupleRepr } from './literal.js';

/** Bytes one after the other. */
export interface ArrayReader {
  /** The next bytes. Throws a ValueError where there are not so many. */
  readonly read: ReadBytes;
  /** How many bytes are left. */
  left(): number;
  /** Fills `parts` with the next bytes, which are there. */
  fill(parts: readonly Uint8Array[]): void;
}

/** The tensor of an array, whose strides are NumPy's. Throws a ValueError in NumPy's words for a damaged one. */
export function readArray(reader: ArrayReader, max_header_size: number): Tensor {
  const header = readHeader(reader.read, max_header_size);
  const storage = new UntypedStorage(checkedBytes(header, reader.left()));
  lent(storage, (parts) => {
    reader.fill(parts);
    if (header.bigEndian) for (const part of parts) swapBytes(part, header.dtype);
  });
  return viewed(storage, header);
}

/** How many bytes the elements take. Before anything is allocated: a header may claim any size. */
export function checkedBytes({ shape, dtype }: ArrayHeader, left: number): number {
  const count = shape.reduce((product, size) => product * size, 1);
  const nbytes = count * dtype.itemsize;
  if (nbytes > left) {
    throw new ValueError(`Failed to read all data for array. Expected ${tupleRepr(shape.map(String))} = ${count} elements, ` +
      `could only read ${Math.floor(left / dtype.itemsize)} elements. (file seems not fully written?)`);
  }
  return nbytes;
}

/** A tensor over a storage that holds the elements of an array and nothing else. */
export function viewed(storage: UntypedStorage, { shape, dtype, fortran }: ArrayHeader): Tensor {
  const strides = fortran ? contiguousStrides([...shape].reverse()).reverse() : contiguousStrides(shape);
  const made = empty([0], { dtype, device: 'cpu' });
  setStorage(made, storage, 0, shape, strides);
  return made;
}

/** Runs `use` with the bytes of an array, in parts, byte for byte as NumPy writes them. */
export function withArray<T>(tensor: Tensor, use: (parts: readonly Uint8Array[]) => T): T {
  checkForNumpy(tensor);
  const descr = descrOf(tensor.dtype);
  if (descr === undefined) throw new TypeError(`Got unsupported ScalarType ${tensor.dtype.scalarType}`);
  const plain = tensor.detach().resolve_conj().resolve_neg();
  const turned = plain.permute(plain.shape.map((_, i) => i).reverse());
  const fortran = !plain.is_contiguous() && turned.is_contiguous();
  const dense = fortran ? turned : plain.contiguous();
  const bytes = sliceOf(storageOf(dense), dense.storage_offset() * dense.itemsize, dense.nbytes);
  return lent(bytes, (parts) => use([makeHeader(tensor.shape, fortran, descr), ...parts]));
}
