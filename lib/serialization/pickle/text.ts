/** UTF-8 as Python's `surrogatepass` has it: half of a surrogate pair, which JavaScript allows, is three bytes. */
import { UnpicklingError } from '../errors.js';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const alone = /\p{Surrogate}/gu;

export function encodeText(text: string): Uint8Array {
  if (text.search(alone) < 0) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let start = 0;
  for (const match of text.matchAll(alone)) {
    const code = match[0].charCodeAt(0);
    parts.push(Buffer.from(text.slice(start, match.index), 'utf8'));
    parts.push(Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)));
    start = match.index + 1;
  }
  parts.push(Buffer.from(text.slice(start), 'utf8'));
  return Buffer.concat(parts);
}

export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeWithSurrogates(bytes);
  }
}

function decodeWithSurrogates(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    const [first, second, third] = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!];
    if (first !== 0xed || second < 0xa0 || second > 0xbf || third < 0x80 || third > 0xbf) continue;
    text += part(bytes.subarray(start, i));
    text += String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
    start = i + 3;
    i += 2;
  }
  return text + part(bytes.subarray(start));
}

function part(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new UnpicklingError("'utf-8' codec can't decode bytes: the text of the pickle is damaged");
  }
}
