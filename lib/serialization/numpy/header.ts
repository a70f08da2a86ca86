/** The header of an array of NumPy (.npy): magic bytes, version, and a dict of Python's that says what follows. */
import { warn } from '../../python/warnings.js';
import { ValueError } from '../../values/errors.js';
import { dtypeOf, type ArrayType } from './dtypes.js';
import { literalRepr, parseLiteral, TupleLiteral, tupleRepr, type Literal } from './literal.js';

/** How a file of NumPy's begins. */
export const magic = '\x93NUMPY';

/** Arrays begin at a multiple of this. */
const alignment = 64;
/** The room that NumPy leaves for a longer first dimension: that of the longest number of 64 bits. */
const digits = 21;

/** The bytes of a header's length, and its encoding, by the version of the format. */
const versions: Readonly<Record<string, readonly [lengthBytes: 2 | 4, encoding: 'latin1' | 'utf8']>> = {
  '1,0': [2, 'latin1'], '2,0': [4, 'latin1'], '3,0': [4, 'utf8'],
};

export interface ArrayHeader extends ArrayType {
  readonly shape: readonly number[];
  readonly fortran: boolean;
}

/** Gives the next bytes, which are called so in the error that it throws where there are not so many. */
export type ReadBytes = (count: number, what: string) => Uint8Array;

/** Reads a header, and leaves the reader at the first element. Throws a ValueError in NumPy's words. */
export function readHeader(read: ReadBytes, max_header_size: number): ArrayHeader {
  const start = Buffer.from(read(magic.length + 2, 'magic string'));
  if (start.toString('latin1', 0, magic.length) !== magic) {
    throw new ValueError("the magic string is not correct; expected b'\\x93NUMPY'");
  }
  const [major, minor] = [start[magic.length]!, start[magic.length + 1]!];
  const version = versions[`${major},${minor}`];
  if (version === undefined) {
    throw new ValueError(`we only support format version (1,0), (2,0), and (3,0), not (${major}, ${minor})`);
  }
  const [lengthBytes, encoding] = version;
  const length = Buffer.from(read(lengthBytes, 'array header length')).readUIntLE(0, lengthBytes);
  const text = Buffer.from(read(length, 'array header')).toString(encoding);
  if (text.length > max_header_size) {
    throw new ValueError(`Header info length (${text.length}) is large and may not be safe to load securely.\n` +
      'To allow loading, adjust `max_header_size` or fully trust the `.npy` file using `allow_pickle=True`.\n' +
      'For safety against large resource use or crashes, sandboxing may be necessary.');
  }
  return described(parsed(text, major));
}

function parsed(text: string, major: number): Literal {
  const found = parseLiteral(text);
  if (found === undefined || (found.old && major > 2)) throw new ValueError(`Cannot parse header: ${literalRepr(text)}`);
  if (found.old) {
    warn('UserWarning', 'Reading `.npy` or `.npz` file required additional header parsing as it was created on Python 2. ' +
      'Save the file again to speed up loading and avoid this warning.');
  }
  return found.value;
}

function described(dict: Literal): ArrayHeader {
  if (!(dict instanceof Map)) throw new ValueError(`Header is not a dictionary: ${literalRepr(dict)}`);
  const fields = dict as ReadonlyMap<string, Literal>;
  const names = [...fields.keys()].sort();
  if (names.join() !== 'descr,fortran_order,shape') {
    throw new ValueError(`Header does not contain the correct keys: ${literalRepr(names)}`);
  }
  const [shape, fortran, descr] = [fields.get('shape')!, fields.get('fortran_order')!, fields.get('descr')!];
  if (!(shape instanceof TupleLiteral) || !shape.items.every(Number.isSafeInteger)) {
    throw new ValueError(`shape is not valid: ${literalRepr(shape)}`);
  }
  if (typeof fortran !== 'boolean') throw new ValueError(`fortran_order is not a valid bool: ${literalRepr(fortran)}`);
  if (shape.items.some((size) => (size as number) < 0)) throw new ValueError('negative dimensions are not allowed');
  return { shape: shape.items as readonly number[], fortran, ...dtypeOf(descr) };
}

/** The header of an array, byte for byte as NumPy writes it. */
export function makeHeader(shape: readonly number[], fortran: boolean, descr: string): Buffer {
  const sizes = tupleRepr(shape.map(String));
  const growing = fortran ? shape.at(-1) : shape[0];
  const room = growing === undefined ? 0 : digits - String(growing).length;
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${sizes}, }${' '.repeat(room)}`;
  const before = magic.length + 2 + 2;
  // 64 spaces where none would do.
  const padding = alignment - ((before + text.length + 1) % alignment);
  const header = Buffer.alloc(before + text.length + padding + 1, ' ');
  header.write(magic, 'latin1');
  header.writeUInt16LE(1, magic.length);
  header.writeUInt16LE(header.length - before, magic.length + 2);
  header.write(text, before, 'latin1');
  header[header.length - 1] = 0x0a;
  return header;
}
