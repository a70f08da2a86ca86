/** A PNG of raw pixels, small enough to lie inside an SVG. */
import zlib from 'node:zlib';

/** Red, green and blue of each pixel, 0 to 255, row by row; of some with alpha behind them, of some grey and alpha. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** PNG's numbers for so many channels. */
const colorTypes: Readonly<Record<number, number>> = { 2: 4, 3: 2, 4: 6 };

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, body: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(data.length + 8);
  framed.writeUInt32BE(body.length, 0);
  data.copy(framed, 4);
  framed.writeUInt32BE(zlib.crc32(data), data.length + 4);
  return framed;
}

/** The bytes of a PNG file (8 bits a channel). Its sizes may not be 0. */
export function encodePng({ width, height, rgb }: Pixels): Buffer {
  const channels = rgb.length / (width * height);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorTypes[channels]!, 0, 0, 0], 8);
  // Each row starts with the number of its filter; 0 is none.
  const stride = channels * width;
  const rows = Buffer.alloc(height * (1 + stride));
  for (let y = 0; y < height; y++) {
    rows.set(rgb.subarray(stride * y, stride * (y + 1)), y * (1 + stride) + 1);
  }
  const parts = [chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from(signature), ...parts]);
}

/** Each pixel `times` as wide and high: viewers smooth small pictures when they enlarge them. */
export function enlarged({ width, height, rgb }: Pixels, times: number): Pixels {
  const big = { width: width * times, height: height * times, rgb: new Uint8Array(3 * width * height * times * times) };
  for (let y = 0; y < big.height; y++) {
    for (let x = 0; x < big.width; x++) {
      const from = 3 * (Math.floor(y / times) * width + Math.floor(x / times));
      big.rgb.set(rgb.subarray(from, from + 3), 3 * (y * big.width + x));
    }
  }
  return big;
}

export const dataUrl = (pixels: Pixels): string => `data:image/png;base64,${encodePng(pixels).toString('base64')}`;
