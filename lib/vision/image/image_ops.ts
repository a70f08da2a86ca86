/** The part of Pillow's `ImageOps` that torchvision uses. */
import { OSError } from './errors.js';
import { NotImplementedError, ValueError } from '../../values/errors.js';
import { isBytes } from './modes.js';
import { channelsOf, filledRaster, histogramOf, mapped, paste, type Raster } from './raster.js';

export function expanded(
  source: Raster, left: number, top: number, right: number, bottom: number, fill: readonly number[],
): Raster {
  const width = left + source.width + right;
  const height = top + source.height + bottom;
  if (width < 0 || height < 0) throw new ValueError('Width and height must be >= 0');
  const made = filledRaster(source.mode, width, height, fill);
  paste(made, source, left, top);
  return made;
}

const identity = Array.from({ length: 256 }, (_, i) => i);

export function inverted(source: Raster): Raster {
  const table = identity.map((i) => 255 - i);
  return source.mode === '1' ? mapped(source, table) : throughTable(source, table);
}

export function posterized(source: Raster, bits: number): Raster {
  if (!(bits >= 1 && bits <= 8)) throw new ValueError('bits must be between or equal to 1 and 8');
  const mask = ~(2 ** (8 - bits) - 1);
  return throughTable(source, identity.map((i) => i & mask));
}

export function solarized(source: Raster, threshold: number): Raster {
  return throughTable(source, identity.map((i) => (i < threshold ? i : 255 - i)));
}

export function autocontrasted(source: Raster): Raster {
  return throughTable(source, perBand(source, (counts) => {
    const low = Math.max(0, counts.findIndex((count) => count > 0));
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return identity;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    return identity.map((i) => Math.max(0, Math.min(255, Math.trunc(i * scale + offset))));
  }));
}

export function equalized(source: Raster): Raster {
  return throughTable(source, perBand(source, (counts) => {
    const used = counts.filter((count) => count > 0);
    if (used.length <= 1) return identity;
    const total = used.reduce((sum, count) => sum + count, 0);
    const step = Math.floor((total - used.at(-1)!) / 255);
    if (step === 0) return identity;
    let n = Math.floor(step / 2);
    return counts.map((count) => {
      const value = Math.floor(n / step);
      n += count;
      return Math.min(255, value);
    });
  }));
}

function perBand(source: Raster, table: (counts: number[]) => readonly number[]): number[] {
  if (source.mode === 'P') throw new NotImplementedError('mode P support coming soon');
  if (!isBytes(source.mode)) throw new OSError(`not supported for mode ${source.mode}`);
  const counts = histogramOf(source);
  return Array.from({ length: channelsOf(source) }, (_, band) => table(counts.slice(band * 256, band * 256 + 256)))
    .flat();
}

function throughTable(source: Raster, table: readonly number[]): Raster {
  if (source.mode !== 'L' && source.mode !== 'RGB') throw new OSError(`not supported for mode ${source.mode}`);
  return mapped(source, table);
}
