import type { Raster } from './raster.js';

const headerLength = 14;

/** An uncompressed BMP file of 8, 24 or 32 bits a pixel. Throws an Error that says what is wrong or not supported. */
export function readBitmap(bytes: Uint8Array): Raster {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerLength + 40) throw new Error('the file is truncated');
  const dataAt = view.getUint32(10, true);
  const infoLength = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signed = view.getInt32(22, true);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const height = Math.abs(signed);
  if (compression !== 0 || infoLength < 40) throw new Error('compressed bitmaps are not supported');
  if (bits !== 8 && bits !== 24 && bits !== 32) throw new Error(`${bits} bits a pixel are not supported`);
  const line = Math.ceil((width * bits) / 32) * 4;
  if (width < 1 || height < 1 || dataAt + line * height > bytes.length) throw new Error('the file is truncated');
  const palette = bits === 8 ? paletteOf(view, headerLength + infoLength, dataAt) : undefined;
  const grey = palette?.every(([red, green, blue], i) => red === i && green === i && blue === i) ?? false;
  const channels = grey ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  let put = 0;
  for (let y = 0; y < height; y++) {
    // Rows are stored from the bottom, unless the height is negative.
    const row = dataAt + (signed > 0 ? height - 1 - y : y) * line;
    for (let x = 0; x < width; x++) {
      if (grey) {
        data[put++] = bytes[row + x]!;
      } else if (palette !== undefined) {
        const color = palette[bytes[row + x]!];
        if (color === undefined) throw new Error('a pixel is not in the palette');
        for (const part of color) data[put++] = part;
      } else {
        const at = row + (x * bits) / 8;
        for (let part = 2; part >= 0; part--) data[put++] = bytes[at + part]!;
      }
    }
  }
  return { mode: grey ? 'L' : 'RGB', width, height, data };
}

function paletteOf(view: DataView, start: number, end: number): [number, number, number][] {
  const colors: [number, number, number][] = [];
  for (let at = start; at + 4 <= end && colors.length < 256; at += 4) {
    colors.push([view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at)]);
  }
  return colors;
}
