import { checkPixels } from '../limits.js';
import { Bytes, type Decoded } from './reader.js';
import { gifCodes } from './gif_codes.js';

/** The first frame of a GIF file, with the mode that Pillow gives it: P, or L where the palette is grey. */
export function readGif(all: Uint8Array): Decoded {
  const bytes = new Bytes(all, true);
  const flags = bytes.u8(10);
  const globalSize = (flags & 128) === 0 ? 0 : 3 << ((flags & 7) + 1);
  const globalPalette = globalSize === 0 ? undefined : bytes.part(13, globalSize);
  const { at, transparency } = frameAt(bytes, 13 + globalSize);
  const [left, top, width, height] = [bytes.u16(at), bytes.u16(at + 2), bytes.u16(at + 4), bytes.u16(at + 6)];
  if (width < 1 || height < 1) throw new Error(`a frame of ${width} x ${height}`);
  // The screen grows with the frame.
  const screen = [Math.max(bytes.u16(6), left + width), Math.max(bytes.u16(8), top + height)] as const;
  if (screen[0] < 1 || screen[1] < 1) throw new Error(`a size of ${screen[0]} x ${screen[1]}`);
  checkPixels(...screen);
  const frameFlags = bytes.u8(at + 8);
  const localSize = (frameFlags & 128) === 0 ? 0 : 3 << ((frameFlags & 7) + 1);
  const own = localSize === 0 ? globalPalette : bytes.part(at + 9, localSize);
  const palette = own !== undefined && !isGrey(own) ? own.slice() : undefined;
  const codes = gifCodes(bytes, at + 9 + localSize, width * height);
  const data = new Uint8Array(screen[0] * screen[1]);
  if (transparency !== undefined && transparency !== 0) data.fill(transparency);
  const rows = (frameFlags & 64) === 0 ? Array.from({ length: height }, (_, i) => i) : interlacedRows(height);
  for (const [i, row] of rows.entries()) {
    data.set(codes.subarray(i * width, (i + 1) * width), (top + row) * screen[0] + left);
  }
  return {
    mode: palette === undefined ? 'L' : 'P', width: screen[0], height: screen[1], data, palette,
    info: transparency === undefined ? {} : { transparency },
  };
}

/** Where the first frame is described, and the place of the palette that is transparent in it. */
function frameAt(bytes: Bytes, start: number): { at: number; transparency: number | undefined } {
  let transparency: number | undefined;
  for (let at = start; at < bytes.length;) {
    const kind = bytes.u8(at++);
    if (kind === comma) return { at, transparency };
    if (kind === semicolon) break;
    if (kind !== exclamation) continue;
    const extension = bytes.u8(at++);
    if (extension === graphicControl && bytes.u8(at) >= 4) {
      transparency = (bytes.u8(at + 1) & 1) === 1 ? bytes.u8(at + 4) : transparency;
    }
    for (let length = bytes.u8(at++); length > 0; length = bytes.u8(at++)) at += length;
  }
  throw new Error('there is no frame');
}
const [exclamation, comma, semicolon, graphicControl] = [33, 44, 59, 249];

function isGrey(palette: Uint8Array): boolean {
  return palette.every((value, i) => value === Math.trunc(i / 3));
}

/** Every eighth row, those in the middle of them, and so on. */
function interlacedRows(height: number): number[] {
  const rows: number[] = [];
  for (const [first, step] of [[0, 8], [4, 8], [2, 4], [1, 2]] as const) {
    for (let row = first; row < height; row += step) rows.push(row);
  }
  return rows;
}
