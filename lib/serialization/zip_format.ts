/** The parts of a zip archive that PyTorch's files have: stored records, in the 64-bit form where they are large. */
export const zip = {
  localHeader: 0x04034b50,
  dataDescriptor: 0x08074b50,
  centralHeader: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  localHeaderSize: 30,
  centralHeaderSize: 46,
  endSize: 22,
  end64Size: 56,
  locator64Size: 20,
  /** Fields of 32 bits that hold this have their value in the 64-bit extra field. */
  max32: 0xffffffff,
  max16: 0xffff,
  extra64: 0x0001,
} as const;

/** A record: one file of the archive. */
export interface ZipRecord {
  /** Without the folder that all records of an archive lie in. */
  readonly name: string;
  readonly crc: number;
  readonly size: number;
  readonly headerOffset: number;
}
