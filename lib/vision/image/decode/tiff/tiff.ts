import { OSError } from '../../errors.js';
import { checkPixels } from '../../limits.js';
import { bandsOf, numbersOf, type PixelData } from '../../modes.js';
import { orientations, transposed } from '../../transpose.js';
import { Bytes, truncated, type Decoded } from '../reader.js';
import { fullScale, unpackBits } from '../samples.js';
import { codecOf } from './codecs.js';
import { directoryOf, Tag, type Directory } from './directory.js';
import { kindOf, type Kind } from './kinds.js';
import { undoPredictor } from './predictors.js';

/** What the directory says of the pixels. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly kind: Kind;
  readonly bits: number;
  readonly format: number;
  readonly samples: number;
  readonly compression: number;
  readonly predictor: number;
  readonly reversed: boolean;
  /** Whether each sample has parts of its own. */
  readonly planar: boolean;
  readonly little: boolean;
  readonly parts: Parts;
}

/** Strips or tiles. */
interface Parts {
  readonly width: number;
  readonly height: number;
  readonly offsets: readonly number[];
  readonly counts: readonly number[] | undefined;
  readonly tiled: boolean;
}

/** The first picture of a TIFF file, turned as the file asks for. */
export function readTiff(all: Uint8Array): Decoded {
  const little = all[0] === 0x49;
  const bytes = new Bytes(all, little);
  if (bytes.u16(2) !== 42) throw new Error('BigTIFF is not supported');
  const directory = directoryOf(bytes);
  const layout = layoutOf(directory, little);
  const { kind, width, height } = layout;
  const data = pixelsOf(bytes, layout);
  if (kind.premultiplied === true) unmultiply(data);
  const raster = { mode: kind.mode, width, height, data };
  const turn = orientations[directory.get(Tag.orientation)?.[0] ?? 1];
  const palette = kind.mode === 'P' || kind.mode === 'PA' ? paletteOf(directory) : undefined;
  return { ...(turn === undefined ? raster : transposed(raster, turn)), palette };
}

function layoutOf(directory: Directory, little: boolean): Layout {
  const one = (tag: number, fallback?: number): number => {
    const value = directory.get(tag)?.[0] ?? fallback;
    if (value === undefined) throw new Error(`no TIFF tag ${tag}`);
    return value;
  };
  const [width, height] = [one(Tag.width), one(Tag.height)];
  if (width < 1 || height < 1) throw new Error(`a size of ${width} x ${height}`);
  checkPixels(width, height);
  const organization = one(Tag.planar, 1);
  if (organization !== 1 && organization !== 2) throw new Error(`TIFF planes of kind ${organization} are not supported`);
  const planar = organization === 2;
  let samples = one(Tag.samples, 1);
  if (samples < 1 || samples > 6) throw new Error(`TIFF with ${samples} samples a pixel is not supported`);
  let extra = directory.get(Tag.extraSamples) ?? [];
  let bits = directory.get(Tag.bits) ?? [1];
  if (planar && extra.length > 0 && extra.every((each) => each === 0)) {
    // Samples that mean nothing, and lie apart, are left out.
    samples -= extra.length;
    bits = bits.slice(0, samples);
    extra = [];
  }
  if (bits.length === 1) bits = Array.from({ length: samples }, () => bits[0]!);
  bits = bits.slice(0, samples);
  const formats = new Set(directory.get(Tag.sampleFormat) ?? [1]);
  if (bits.length !== samples || formats.size !== 1) throw new Error('unknown data organization');
  const [format] = [...formats] as [number];
  const [photometric, compression] = [one(Tag.photometric, 0), one(Tag.compression, 1)];
  const kind = kindOf(photometric, format, bits, extra, little);
  const reversed = one(Tag.fillOrder, 1) === 2;
  const made: Layout = {
    width, height, kind, bits: bits[0]!, format, samples, compression, planar, reversed, little,
    predictor: compression === 1 ? 1 : one(Tag.predictor, 1), parts: partsOf(directory, width, height),
  };
  refuse(made, directory);
  return made;
}

/** What Pillow reads in a way of its own, which is not taken over. */
function refuse({ kind, compression, planar, bits, reversed }: Layout, directory: Directory): void {
  const refused = (what: string): OSError => new OSError(`TIFF of ${what} is not supported`);
  if (kind.mode === 'YCbCr') {
    if (compression !== 1) throw refused('compressed YCbCr');
    if ((directory.get(Tag.subsampling) ?? [1, 1]).some((each) => each !== 1)) throw refused('subsampled YCbCr');
  }
  if (planar && (kind.premultiplied === true || bits < 8)) throw refused(`separate planes of ${bits} bits and associated alpha`);
  if (planar && compression === 1 && bits > 8) throw refused(`separate planes of ${bits} bits without compression`);
  if (reversed && bits > 8) throw refused(`reversed bits in samples of ${bits}`);
}

function partsOf(directory: Directory, width: number, height: number): Parts {
  const tiles = directory.get(Tag.tileOffsets);
  const offsets = directory.get(Tag.stripOffsets) ?? tiles;
  if (offsets === undefined) throw new Error('unknown data organization');
  if (offsets !== tiles) {
    const rows = Math.min(height, directory.get(Tag.rowsPerStrip)?.[0] ?? height);
    if (rows < 1) throw new Error('strips without rows');
    return { width, height: rows, offsets, counts: directory.get(Tag.stripCounts), tiled: false };
  }
  const [tileWidth, tileHeight] = [directory.get(Tag.tileWidth)?.[0] ?? 0, directory.get(Tag.tileHeight)?.[0] ?? 0];
  if (tileWidth < 1 || tileHeight < 1) throw new Error('Invalid tile dimensions');
  return { width: tileWidth, height: tileHeight, offsets, counts: directory.get(Tag.tileCounts), tiled: true };
}

function pixelsOf(bytes: Bytes, layout: Layout): PixelData {
  const { width, height, kind, parts, planar, samples, bits, compression } = layout;
  const codec = codecOf(compression);
  const perPart = planar ? 1 : samples;
  const line = Math.ceil((parts.width * perPart * bits) / 8);
  const [across, down] = [Math.ceil(width / parts.width), Math.ceil(height / parts.height)];
  const planes = planar ? samples : 1;
  if (parts.offsets.length < across * down * planes) throw truncated();
  // Which of them are the picture's, Pillow and others do not agree.
  if (parts.offsets.length > across * down * planes) throw new OSError('TIFF with more strips than rows is not supported');
  const stored = (index: number, length: number): Uint8Array => {
    const count = compression === 1 ? length : parts.counts?.[index];
    if (count === undefined) throw new Error('TIFF strips of unknown length are not supported');
    return bytes.part(parts.offsets[index]!, count);
  };
  const rowsOf = (down0: number): number =>
    (parts.tiled ? parts.height : Math.min(parts.height, height - down0 * parts.height));
  for (let index = 0; index < across * down * planes; index++) {
    const length = line * rowsOf(Math.trunc(index / across) % down);
    // What cannot be in there is refused before there is memory for it.
    if (stored(index, length).length * codec.most < length) throw truncated();
  }
  const data = numbersOf(kind.mode, width * height * bandsOf(kind.mode).length);
  for (let index = 0; index < across * down * planes; index++) {
    const [left, top] = [(index % across) * parts.width, (Math.trunc(index / across) % down) * parts.height];
    const length = line * rowsOf(Math.trunc(index / across) % down);
    const packed = stored(index, length);
    const part = codec.unpack(layout.reversed ? packed.map(reversedBits) : packed, length);
    if (part.length < length) throw truncated();
    undoPredictor(layout.predictor, part, line, perPart, bits, layout.little);
    const rows = Math.min(rowsOf(Math.trunc(index / across) % down), height - top);
    for (let row = 0; row < rows; row++) {
      const columns = Math.min(parts.width, width - left);
      const to = (top + row) * width + left;
      const plane = planar ? Math.trunc(index / (across * down)) : -1;
      store(part.subarray(row * line, (row + 1) * line), layout, columns, data, to, plane);
    }
  }
  return data;
}

const reversedBits = (byte: number): number => {
  let turned = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) turned |= 0x80 >> bit;
  return turned;
};

/** A line of samples as pixels from place `to`; `plane` is the band it is of, or -1 for all of them. */
function store(line: Uint8Array, layout: Layout, columns: number, data: PixelData, to: number, plane: number): void {
  const { kind, bits, samples, little } = layout;
  const bands = bandsOf(kind.mode).length;
  if (bits < 8) {
    unpackBits(line, bits, columns, data as Uint8Array, to, kind.mode === 'P' ? 1 : fullScale(bits));
  } else if (plane >= 0) {
    if (plane >= bands) return;
    for (let x = 0; x < columns; x++) data[(to + x) * bands + plane] = sample(line, x, layout);
  } else if (bits === 8 && samples === bands) {
    data.set(line.subarray(0, columns * bands), to * bands);
  } else if (bits === 32) {
    const view = new DataView(line.buffer, line.byteOffset, line.byteLength);
    // As whole numbers, also if they are none: a float that is no number would change.
    const whole = new Int32Array(data.buffer);
    for (let x = 0; x < columns; x++) whole[to + x] = view.getInt32(4 * x, little);
  } else {
    for (let x = 0; x < columns; x++) {
      for (let band = 0; band < bands; band++) data[(to + x) * bands + band] = sample(line, x * samples + band, layout);
    }
  }
  if (kind.inverted === true) for (let x = 0; x < columns; x++) data[to + x] = 255 - data[to + x]!;
  if (kind.mode === 'LAB') {
    // The colours are signed in the file.
    for (let i = to * 3; i < (to + columns) * 3; i++) if (i % 3 !== 0) data[i]! ^= 128;
  }
}

/** A sample of 8 or 16 bits; of colours with 16 Pillow keeps the upper 8. */
function sample(line: Uint8Array, at: number, { kind, bits, format, little }: Layout): number {
  if (bits === 8) return line[at]!;
  const [high, low] = little ? [line[2 * at + 1]!, line[2 * at]!] : [line[2 * at]!, line[2 * at + 1]!];
  if (kind.mode === 'I') return format === 2 ? (((high << 8) | low) << 16) >> 16 : (high << 8) | low;
  return kind.mode === 'I;16' || kind.mode === 'I;16B' ? (high << 8) | low : high;
}

function unmultiply(data: PixelData): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    if (alpha === 255) continue;
    for (let band = 0; band < 3; band++) {
      data[at + band] = alpha === 0 ? 0 : Math.min(255, Math.trunc((255 * data[at + band]!) / alpha));
    }
  }
}

/** The colours, which stand in the file band by band, of 16 bits. */
function paletteOf(directory: Directory): Uint8Array {
  const map = directory.get(Tag.colorMap);
  if (map === undefined || map.length < 3 || map.length > 768) throw new Error('no palette');
  const count = Math.trunc(map.length / 3);
  return Uint8Array.from({ length: 3 * count }, (_, i) => map[(i % 3) * count + Math.trunc(i / 3)]! >> 8);
}
