import { isAbsolute, normalize } from 'node:path';
import { RuntimeError } from '../../values/errors.js';

export interface TarEntry {
  readonly name: string;
  readonly data: Uint8Array;
}

const block = 512;

/** The files in a tar archive. Throws a RuntimeError for a damaged one, and for paths that leave the folder. */
export function* tarEntries(bytes: Uint8Array, path: string): Generator<TarEntry> {
  const broken = (what: string): RuntimeError =>
    new RuntimeError(`${path} is corrupt: ${what}. Delete it and get it again, with { download: true } for instance`);
  for (let at = 0; ;) {
    if (at + block > bytes.length) throw broken('the archive ends early');
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    const text = (start: number, length: number): string =>
      Buffer.from(header.subarray(start, start + length)).toString('utf8').replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12).trim() || '0', 8);
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (!Number.isSafeInteger(size) || parseInt(text(148, 8), 8) !== sum) throw broken('a header is damaged');
    const data = bytes.subarray(at + block, at + block + size);
    if (data.length !== size) throw broken('the archive ends early');
    const kind = text(156, 1);
    if (kind === '0' || kind === '') {
      const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
      const name = normalize(prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
      if (isAbsolute(name) || name.startsWith('..')) throw new RuntimeError(`${path}: '${name}' would lie elsewhere`);
      yield { name, data };
    }
    at += block + Math.ceil(size / block) * block;
  }
}
