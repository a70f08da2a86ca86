import { reading } from '../../addon/reading.js';
import { parseDevice, type device, type DeviceLike } from '../../values/device.js';
import { RuntimeError, ValueError } from '../../values/errors.js';
import { empty } from '../../generated/torch.js';
import { is_tensor } from '../../values/is_tensor.js';
import { strided } from '../../values/layout.js';
import { define, isMap } from '../../python/objects.js';
import { signature } from '../../arguments/signature.js';
import { py_repr } from '../../python/repr.js';
import { foreign } from '../foreign.js';
import { FileMap } from '../map_file.js';
import { lent } from '../memory.js';
import { writeTo } from '../sinks.js';
import { openSource, readBytes, type ByteSource } from '../sources.js';
import { contiguousStrides } from '../strides.js';
import { setStorage, sliceOf, storageOf, type UntypedStorage } from '../../tensor/storage.js';
import type { Tensor } from '../../tensor/tensor.js';
import {
  formatName, makeHeader, readHeader, SafetensorError, torchShape, type Entry, type Header, type TensorInfo,
} from './format.js';

/** Tensors by name, as a plain object or as a Map (a `state_dict()`). */
export type TensorDict = Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;

/** Text about the file, by name. */
export type MetadataDict = Readonly<Record<string, string>>;

/** Where tensors are put. */
export type DeviceLikeOrIndex = DeviceLike | number;

/**
 * How a file is read. `'pread'`, unless told otherwise: all of a tensor is read at once. `'mmap'` (the default in
 * Python): parts of the file are read when they are used. A file that is mapped must not be shortened as long as a
 * tensor of it lives: what is gone ends the process when it is read.
 */
export type Backend = 'mmap' | 'pread';

/**
 * The bytes of a safetensors file with these tensors (`safetensors.torch.save`). They must be dense, contiguous and
 * share no memory: a ValueError or RuntimeError says which is not.
 */
export const save = signature('save(tensors: TensorDict, metadata: MetadataDict = None) -> Uint8Array').define(
  (tensors, metadata) => {
    const parts: Uint8Array[] = [];
    write(tensors, metadata, (bytes) => parts.push(bytes.slice()));
    return new Uint8Array(Buffer.concat(parts));
  });

/** Writes such a file, which appears when it is complete (`safetensors.torch.save_file`). */
export const save_file = signature(
  'save_file(tensors: TensorDict, filename: str | URL, metadata: MetadataDict = None)').define(
  (tensors, filename, metadata) => writeTo(filename, (sink) => write(tensors, metadata, (bytes) => sink.write(bytes))));

function write(tensors: TensorDict, metadata: MetadataDict | null, put: (bytes: Uint8Array) => void): void {
  const entries = checked(tensors);
  for (const value of Object.values(metadata ?? {})) {
    if (typeof value !== 'string') throw new TypeError('safetensors: the values of the metadata must be text');
  }
  const { bytes, order } = makeHeader(entries, metadata);
  put(bytes);
  for (const { value } of order) {
    const plain = value.detach().cpu().resolve_conj().resolve_neg();
    const start = plain.storage_offset() * plain.itemsize;
    lent(sliceOf(storageOf(plain), start, plain.nbytes), (memory) => memory.forEach(put));
  }
}

function checked(tensors: TensorDict): Entry<Tensor>[] {
  if (typeof tensors !== 'object' || tensors === null || Array.isArray(tensors) || is_tensor(tensors)) {
    throw new ValueError(`Expected a dict of [str, torch.Tensor] but received ${typeof tensors}`);
  }
  const pairs = isMap(tensors) ? [...(tensors as ReadonlyMap<string, Tensor>)] : Object.entries(tensors);
  for (const [name, value] of pairs) {
    if (typeof name !== 'string' || !is_tensor(value)) {
      throw new ValueError(`Key \`${String(name)}\` is invalid, expected torch.Tensor but received ${typeof value}`);
    }
    if (name === '__metadata__') throw new ValueError('`__metadata__` cannot be the name of a tensor');
  }
  const sparse = pairs.filter(([, value]) => value.layout !== strided).map(([name]) => name);
  if (sparse.length > 0) {
    throw new ValueError(`You are trying to save a sparse tensors: \`${py_repr(sparse)}\` which this library does not ` +
      'support. You can make it a dense tensor before saving with `.to_dense()` but be aware this might make a much ' +
      'larger file than needed.');
  }
  checkNotShared(pairs);
  return pairs.map(([name, value]) => {
    if (!value.is_contiguous()) {
      throw new ValueError(`You are trying to save a non contiguous tensor: \`${name}\` which is not allowed. Call ` +
        '`.contiguous()` on your tensor to pack it before saving.');
    }
    const dtype = formatName(value.dtype);
    if (dtype === undefined || value.is_meta) {
      const why = value.is_meta ? 'a meta tensor has no elements' : `safetensors has no ${value.dtype}`;
      throw new ValueError(`Key \`${name}\` is invalid, ${why}`);
    }
    if (dtype === 'F4' && value.dim() === 0) {
      // Its two numbers of four bits are the last dimension of the file's shape, and a scalar has none.
      throw new SafetensorError('Error while serializing: The slice is slicing for subbytes dtypes, and the slice does ' +
        `not end up at a byte boundary, this is invalid. (\`${name}\` has no dimension, which float4 needs)`);
    }
    return { name, dtype, shape: [...value.shape], nbytes: value.nbytes, value };
  });
}

function checkNotShared(pairs: readonly (readonly [string, Tensor])[]): void {
  const areas = pairs
    .filter(([, value]) => value.numel() > 0 && !value.is_meta)
    .map(([name, value]) => {
      const start = BigInt(value.data_ptr());
      const span = value.stride().reduce((sum, stride, i) => sum + stride * (value.size(i) - 1), 1);
      return { name, device: value.device.toString(), start, end: start + BigInt(span * value.itemsize) };
    })
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const groups: { names: string[]; device: string; end: bigint }[] = [];
  for (const { name, device, start, end } of areas) {
    const group = groups.find((other) => other.device === device && start < other.end);
    if (group === undefined) groups.push({ names: [name], device, end });
    else {
      group.names.push(name);
      if (end > group.end) group.end = end;
    }
  }
  const shared = groups.filter(({ names }) => names.length > 1).map(({ names }) => new Set(names.sort()));
  if (shared.length === 0) return;
  throw new RuntimeError('Some tensors share memory, this will lead to duplicate memory on disk and potential ' +
    `differences when loading them again: ${py_repr(shared)}. Save copies (\`.clone()\`), or one of them.`);
}

/** The tensors in the bytes of a safetensors file (`safetensors.torch.load`). */
export const load = signature('load(data: Uint8Array) -> dict[str, Tensor]').define((data) =>
  new SafetensorsFile(openSource(data), 'cpu', false, 'Error while deserializing').tensors());

/** The tensors of a safetensors file (`safetensors.torch.load_file`). Throws a SafetensorError for any other file. */
export const load_file = signature(`load_file(
  filename: str | URL, device: DeviceLikeOrIndex = "cpu", backend: Backend = "pread") -> dict[str, Tensor]`).define(
  (filename, device, backend) => {
    const file = openFile(filename, device, backend);
    try {
      return file.tensors();
    } finally {
      file.close();
    }
  });

/** Opens a file for {@link load_file} and `safe_open`. */
export function openFile(filename: string | URL, device: DeviceLikeOrIndex, backend: Backend): SafetensorsFile {
  if (!['mmap', 'pread'].includes(backend)) throw new ValueError(`safetensors has no backend '${String(backend)}'`);
  const source = openSource(filename);
  try {
    return new SafetensorsFile(source, device, backend === 'mmap', 'Error while deserializing header');
  } catch (error) {
    source.close();
    throw error;
  }
}

/** A file with its header read. */
export class SafetensorsFile {
  readonly header: Header;
  readonly #source: ByteSource;
  readonly #device: device;
  readonly #isCpu: boolean;
  readonly #infos: ReadonlyMap<string, TensorInfo>;
  /** For a file that is mapped. */
  #map: FileMap | undefined;

  constructor(source: ByteSource, device: DeviceLike | number, isMapped: boolean, what: string) {
    this.#source = source;
    this.#device = parseDevice(device);
    this.#isCpu = this.#device.type === 'cpu';
    if (isMapped && source.path !== undefined) this.#map = new FileMap(source.path, source.size);
    try {
      this.header = readHeader(source.size, (start, length) => readBytes(source, start, length));
    } catch (error) {
      if (!(error instanceof SafetensorError)) throw error;
      const other = foreign(source, 'safetensors');
      const about = other === undefined ? '' : ` (${source.path ?? 'the data'} is ${other})`;
      throw new SafetensorError(`${what}: ${error.message}${about}`);
    }
    this.#infos = new Map(this.header.tensors.map((info) => [info.name, info]));
  }

  info(name: string): TensorInfo {
    const found = this.#infos.get(name);
    if (found === undefined) throw new SafetensorError(`File does not contain tensor ${name}`);
    return found;
  }

  tensor(name: string): Tensor {
    const info = this.info(name);
    return this.#moved(this.#map === undefined ? this.#read(info) : this.#mapped(info, this.#map.bytes()));
  }

  /** All of them. */
  tensors(): Record<string, Tensor> {
    return reading(() => {
      const all: Record<string, Tensor> = {};
      const whole = this.#map?.bytes();
      for (const info of this.header.tensors) {
        define(all, info.name, this.#moved(whole === undefined ? this.#read(info) : this.#mapped(info, whole)));
      }
      return all;
    });
  }

  #moved(tensor: Tensor): Tensor {
    return this.#isCpu ? tensor : tensor.to(this.#device);
  }

  close(): void {
    this.#map = undefined;
    this.#source.close();
  }

  #mapped(info: TensorInfo, whole: UntypedStorage): Tensor {
    const { dtype, shape } = torchShape(info);
    const start = this.header.start + info.begin;
    const part = sliceOf(whole, start, info.end - info.begin);
    const made = empty([0], { dtype, device: 'cpu' });
    setStorage(made, start % dtype.itemsize === 0 ? part : part.clone(), 0, shape, contiguousStrides(shape));
    return made;
  }

  #read(info: TensorInfo): Tensor {
    const { dtype, shape } = torchShape(info);
    const made = empty(shape, { dtype, device: 'cpu' });
    let position = this.header.start + info.begin;
    lent(made, (parts) => {
      for (const part of parts) {
        this.#source.readInto(part, position);
        position += part.length;
      }
    });
    return made;
  }
}
