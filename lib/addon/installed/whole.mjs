// Whether the files of a libtorch are as they were unpacked, and whether a library is whole. One that is cut short is
// loaded all the same, and ends the process (SIGBUS) when the part that is missing is read. Node built-ins only.

import fs from 'node:fs';
import path from 'node:path';

/**
 * Two lists lie beside the libtorch's lib/: of its libraries, which every start looks through, and of its ten thousand
 * other files, which only building needs. Each is an object: path relative to that folder -> size.
 */
const LISTS = { libraries: 'nodetorch-libraries.json', others: 'nodetorch-files.json' };

const LIBRARY = /\.((so|dylib)(\.\d+)*|dll)$/;

function readSizes(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes the lists of what lies in `tree` (its torch/ and what is beside it), whose sizes were just checked. Returns
 * the libraries and the lists, which nobody can do without.
 */
export function recordFiles(tree) {
  const dir = path.join(tree, 'torch');
  const sizes = { libraries: {}, others: {} };
  for (const entry of fs.readdirSync(tree, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    sizes[LIBRARY.test(entry.name) ? 'libraries' : 'others'][path.relative(dir, file)] = fs.statSync(file).size;
  }
  const lists = Object.entries(LISTS).map(([kind, name]) => {
    fs.writeFileSync(path.join(dir, name), JSON.stringify(sizes[kind]));
    return name;
  });
  return [...Object.keys(sizes.libraries), ...lists].map((name) => path.join(dir, name));
}

/** What of a list is not as it was: the first such file and how it is; undefined if all is well or there is no list. */
function differing(dir, kind) {
  for (const [name, size] of Object.entries(readSizes(path.join(dir, LISTS[kind])) ?? {})) {
    const now = fs.statSync(path.join(dir, name), { throwIfNoEntry: false })?.size;
    if (now !== size) return now === undefined ? `${name} is absent` : `${name} has ${now} bytes of ${size}`;
  }
  return undefined;
}

/**
 * What is wrong with the files of the libtorch in `dir`, in a few words; undefined if nothing is. Its libraries, and
 * with `all` every file. One that nodetorch has not unpacked, or an older nodetorch, has no lists: then its libraries
 * tell themselves whether they are whole.
 */
export function damageOf(dir, { all = false } = {}) {
  if (fs.existsSync(path.join(dir, LISTS.libraries))) {
    return differing(dir, 'libraries') ?? (all ? differing(dir, 'others') : undefined);
  }
  const lib = path.join(dir, 'lib');
  for (const name of fs.readdirSync(lib).filter((file) => LIBRARY.test(file))) {
    if (isCutShort(path.join(lib, name))) return `lib/${name} is cut short`;
  }
  return undefined;
}

const HEADER = 64;
const SEGMENT = 56;

/**
 * Whether a file is empty, or a library (ELF, 64 bits) that ends before its last segment or the table of its sections.
 * Where the numbers stand: elf(5), Elf64_Ehdr and Elf64_Phdr.
 */
export function isCutShort(file) {
  let handle;
  try {
    handle = fs.openSync(file, 'r');
  } catch {
    return false; // whoever opens it in earnest says why it cannot be opened
  }
  try {
    const { size } = fs.fstatSync(handle);
    if (size === 0) return true;
    const head = Buffer.alloc(HEADER);
    const length = fs.readSync(handle, head, 0, HEADER, 0);
    if (length < 4 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] === 1 || head[5] === 2) return false;
    if (length < HEADER) return true;
    const number = (from, at) => Number(from.readBigUInt64LE(at));
    if (number(head, 40) + head.readUInt16LE(58) * head.readUInt16LE(60) > size) return true;
    const table = Buffer.alloc(head.readUInt16LE(56) * SEGMENT);
    if (fs.readSync(handle, table, 0, table.length, number(head, 32)) < table.length) return true;
    for (let at = 0; at < table.length; at += SEGMENT) {
      if (number(table, at + 8) + number(table, at + 32) > size) return true;
    }
    return false;
  } finally {
    fs.closeSync(handle);
  }
}
