/**
 * Libraries of Linux name those that they need. A package names `libtorch.so`, which holds nothing but the names of
 * others, `libtorch_cpu.so` among them; here only that one is.
 */

const size = { header: 64, program: 56, entry: 16 } as const;
const dynamicSegment = 2;
const loadSegment = 1;
const needed = 1;
const stringTable = 5;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly length: number;
}

function segmentsOf(library: Buffer): Segment[] {
  const at = Number(library.readBigUInt64LE(32));
  return Array.from({ length: library.readUInt16LE(56) }, (_, i) => {
    const start = at + i * size.program;
    return {
      type: library.readUInt32LE(start), offset: Number(library.readBigUInt64LE(start + 8)),
      address: Number(library.readBigUInt64LE(start + 16)), length: Number(library.readBigUInt64LE(start + 32)),
    };
  });
}

const isElf64 = (library: Buffer): boolean =>
  library.length > size.header && library.readUInt32BE(0) === 0x7f454c46 && library[4] === 2 && library[5] === 1;

/** Lets a library need `instead` where it needs `name`, if it needs both. False where there is nothing to change. */
export function needInstead(library: Buffer, name: string, instead: string): boolean {
  if (!isElf64(library)) return false;
  const segments = segmentsOf(library);
  const dynamic = segments.find(({ type }) => type === dynamicSegment);
  if (dynamic === undefined) return false;
  const entries = Array.from({ length: Math.floor(dynamic.length / size.entry) }, (_, i) => {
    const at = dynamic.offset + i * size.entry;
    return { at, tag: Number(library.readBigInt64LE(at)), value: Number(library.readBigUInt64LE(at + 8)) };
  });
  const table = entries.find(({ tag }) => tag === stringTable)?.value;
  if (table === undefined) return false;
  const home = segments.find(
    ({ type, address, length }) => type === loadSegment && table >= address && table < address + length);
  if (home === undefined) return false;
  const start = table - home.address + home.offset;
  const named = (wanted: string) => entries.find(({ tag, value }) =>
    tag === needed && library.toString('latin1', start + value, library.indexOf(0, start + value)) === wanted);
  const [from, to] = [named(name), named(instead)];
  if (from === undefined || to === undefined) return false;
  library.writeBigUInt64LE(BigInt(to.value), from.at + 8);
  return true;
}
