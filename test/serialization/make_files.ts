/** Builds pickles and archives by hand, for files that no writer would write. */
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Lies in the directory, in place of what is true. */
  readonly claims?: Readonly<Partial<Record<'size' | 'offset' | 'method' | 'crc', number>>>;
}

/** An archive of these records; `version` and `byteorder` are added unless they are among them, or `alone`. */
export function archive(records: readonly ZipEntry[], alone = false): Buffer {
  const named = (name: string, text: string): ZipEntry => ({ name: `a/${name}`, bytes: Buffer.from(text) });
  const standard = [named('version', '3\n'), named('byteorder', 'little')]
    .filter(({ name }) => !records.some((record) => record.name === name));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, claims = {} } of [...records, ...(alone ? [] : standard)]) {
    const local = Buffer.alloc(30 + Buffer.byteLength(name));
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.write(name, 30);
    parts.push(local, Buffer.from(bytes));
    const central = Buffer.alloc(46 + Buffer.byteLength(name));
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(claims.method ?? 0, 10);
    central.writeUInt32LE(claims.crc ?? crc32(bytes), 16);
    central.writeUInt32LE(claims.size ?? bytes.length, 20);
    central.writeUInt32LE(claims.size ?? bytes.length, 24);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(claims.offset ?? offset, 42);
    central.write(name, 46);
    directory.push(central);
    offset += local.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** An archive with this pickle, and storages `data/0`, `data/1`, … */
export function checkpoint(pickle: string | Uint8Array, ...storages: readonly Uint8Array[]): Buffer {
  const data = typeof pickle === 'string' ? Buffer.from(pickle, 'latin1') : pickle;
  return archive([
    { name: 'a/data.pkl', bytes: data },
    ...storages.map((bytes, i) => ({ name: `a/data/${i}`, bytes })),
  ]);
}

// Pieces of pickles, as text of single bytes.
export const start = '\x80\x02';
export const int = (value: number): string => `J${bytesOf(4, (b) => b.writeInt32LE(value))}`;
export const long = (value: bigint): string => `\x8a\x08${bytesOf(8, (b) => b.writeBigInt64LE(value))}`;
export const text = (value: string): string =>
  `X${bytesOf(4, (b) => b.writeUInt32LE(Buffer.byteLength(value)))}${Buffer.from(value).toString('latin1')}`;
export const global = (module: string, name: string): string => `c${module}\n${name}\n`;
export const tuple = (...items: readonly string[]): string => `(${items.join('')}t`;
export const call = (module: string, name: string, ...args: readonly string[]): string =>
  `${global(module, name)}${tuple(...args)}R`;

/** The pickle's words for a storage, which are lies where the test says so. */
export function storage({ type = 'FloatStorage', key = '0', location = 'cpu', numel = 4n } = {}): string {
  const dot = type.lastIndexOf('.');
  const cls = dot < 0 ? global('torch', type) : global(type.slice(0, dot), type.slice(dot + 1));
  return `${tuple(text('storage'), cls, text(key), text(location), long(numel))}Q`;
}

/** A tensor over such a storage. */
export function tensor(
  made: string, { offset = 0n, size = [4n], stride = [1n], grad = '\x89' }: {
    offset?: bigint; size?: readonly bigint[]; stride?: readonly bigint[]; grad?: string;
  } = {},
): string {
  return call('torch._utils', '_rebuild_tensor_v2', made, long(offset), tuple(...size.map(long)),
    tuple(...stride.map(long)), grad, call('collections', 'OrderedDict'));
}

function bytesOf(count: number, write: (bytes: Buffer) => void): string {
  const bytes = Buffer.alloc(count);
  write(bytes);
  return bytes.toString('latin1');
}
