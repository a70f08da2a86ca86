import { ValueError } from '../../../values/errors.js';

/** What new pixels are made of: one value, the edge, or the mirrored picture. */
export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric';

const modes: readonly string[] = ['constant', 'edge', 'reflect', 'symmetric'];

/** How many pixels are added on each side: one number for all, [left/right, top/bottom], or all four. */
export interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function sides(padding: number | readonly number[]): Sides {
  const list = typeof padding === 'number' ? [padding] : padding;
  const [left, top = left, right = left, bottom = top] = list as [number, number?, number?, number?];
  return { left, top, right, bottom };
}

/** Throws a TypeError or ValueError for what cannot be padding, as torchvision does. */
export function checkPadding(padding: unknown, fill: unknown, mode: string): void {
  if (typeof padding !== 'number' && !Array.isArray(padding)) throw new TypeError('Got inappropriate padding arg');
  if (typeof fill !== 'number' && !Array.isArray(fill)) throw new TypeError('Got inappropriate fill arg');
  if (typeof mode !== 'string') throw new TypeError('Got inappropriate padding_mode arg');
  if (!modes.includes(mode)) {
    throw new ValueError('Padding mode should be either constant, edge, reflect or symmetric');
  }
  if (Array.isArray(padding) && ![1, 2, 4].includes(padding.length)) {
    throw new ValueError(
      `Padding must be an int or a 1, 2, or 4 element tuple, not a ${padding.length} element tuple`);
  }
}
