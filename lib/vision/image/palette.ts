import type { Extras } from './raster.js';

/** The palette of greys, three bytes each. */
export function greyPalette(): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, i) => Math.trunc(i / 3));
}

/** All 256 colours of a palette with their alphas: what the palette does not name is black. */
export function colorsOf({ palette, info }: Extras): Uint8Array {
  const colors = new Uint8Array(1024);
  const given = palette ?? greyPalette();
  const transparency = info?.transparency;
  for (let i = 0; i < 256; i++) {
    for (let band = 0; band < 3; band++) colors[4 * i + band] = given[3 * i + band] ?? 0;
    colors[4 * i + 3] = typeof transparency === 'number' ? (i === transparency ? 0 : 255)
      : transparency instanceof Uint8Array ? transparency[i] ?? 255 : 255;
  }
  return colors;
}
