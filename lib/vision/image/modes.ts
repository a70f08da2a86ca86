/** The modes of pictures as data: what their pixels are made of (Pillow's `ImageMode`). */

/** The numbers of pixels, row by row, bands interleaved. */
export type PixelData = Uint8Array | Uint16Array | Int32Array | Float32Array;

interface ModeFacts {
  /** The letters of the bands. */
  readonly bands: readonly string[];
  /** The mode that conversions go through where there is no direct one. */
  readonly base: 'L' | 'P' | 'RGB';
  readonly Data: new (length: number) => PixelData;
}

const facts = (bands: readonly string[], base: ModeFacts['base'], Data: ModeFacts['Data'] = Uint8Array): ModeFacts =>
  ({ bands, base, Data });

const modes = {
  /** Black and white, a byte for each pixel: 0 or 255. */
  '1': facts(['1'], 'L'),
  L: facts(['L'], 'L'),
  LA: facts(['L', 'A'], 'L'),
  /** Colours multiplied by their alpha. */
  La: facts(['L', 'a'], 'L'),
  /** Places in a palette. */
  P: facts(['P'], 'P'),
  PA: facts(['P', 'A'], 'RGB'),
  RGB: facts(['R', 'G', 'B'], 'RGB'),
  RGBA: facts(['R', 'G', 'B', 'A'], 'RGB'),
  RGBa: facts(['R', 'G', 'B', 'a'], 'RGB'),
  RGBX: facts(['R', 'G', 'B', 'X'], 'RGB'),
  CMYK: facts(['C', 'M', 'Y', 'K'], 'RGB'),
  YCbCr: facts(['Y', 'Cb', 'Cr'], 'RGB'),
  HSV: facts(['H', 'S', 'V'], 'RGB'),
  LAB: facts(['L', 'A', 'B'], 'RGB'),
  I: facts(['I'], 'L', Int32Array),
  'I;16': facts(['I'], 'L', Uint16Array),
  /** As I;16; its bytes outside have the other order. */
  'I;16B': facts(['I'], 'L', Uint16Array),
  F: facts(['F'], 'L', Float32Array),
} as const satisfies Record<string, ModeFacts>;

/** The kinds of pictures there are (PIL's modes). */
export type Mode = keyof typeof modes;

export function isMode(mode: string): mode is Mode {
  return Object.hasOwn(modes, mode);
}

export function bandsOf(mode: Mode): readonly string[] {
  return modes[mode].bands;
}

export function baseOf(mode: Mode): Mode {
  return modes[mode].base;
}

/** Room for so many numbers of a mode. */
export function numbersOf(mode: Mode, length: number): PixelData {
  return new modes[mode].Data(length);
}

/** Whether a mode's numbers are bytes. */
export function isBytes(mode: Mode): boolean {
  return numberSize(mode) === 1;
}

/** The bytes of one number. */
export function numberSize(mode: Mode): number {
  return (modes[mode].Data as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
}

/** Whether the numbers can be mixed with others: those of a palette and of black and white cannot. */
export function isMixable(mode: Mode): boolean {
  return isBytes(mode) && mode !== '1' && mode !== 'P' && mode !== 'PA';
}

/** Whether a mode has an alpha that its colours are not yet multiplied by. */
export function hasAlpha(mode: Mode): boolean {
  return mode === 'LA' || mode === 'RGBA';
}
