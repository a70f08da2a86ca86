import { ValueError } from '../values/errors.js';
import { is_tensor } from '../values/is_tensor.js';
import { optionsOf } from '../arguments/named.js';
import type { Tensor } from '../tensor/tensor.js';
import { Figure } from './figure.js';
import { dataUrl, enlarged } from './png.js';
import { diverging, wrong } from './theme.js';
import { checkCount } from './values.js';

export interface ImagesOptions {
  /** A line under each image. */
  captions?: readonly string[];
  /** Which images get a frame and a coloured caption. */
  marked?: readonly boolean[];
  /** Images in a row; 8 if not given. */
  columns?: number;
  title?: string;
  /** Numbers with a sign, such as weights: orange below 0, white at 0, blue above. */
  signed?: boolean;
  /** The value that is black (signed: fully coloured); of all images together, the largest in size if not given. */
  limit?: number;
  /** Side of an image in SVG units; 72 if not given. */
  size?: number;
}

const names = ['captions', 'marked', 'columns', 'title', 'signed', 'limit', 'size'] as const;

/**
 * Images side by side: a tensor `[n, height, width]` or `[n, 1, height, width]`. Amounts are drawn dark on white.
 * Throws ValueError for other shapes, or if there are not as many captions as images.
 */
export function images(of: Tensor, given?: ImagesOptions): Figure {
  const options = optionsOf('images', given, names);
  const { title, columns = 8, signed = false, size = 72, captions, marked } = options;
  const stack = planes(of);
  const [count, height, width] = stack.shape as unknown as [number, number, number];
  if (captions) checkCount('images', 'captions', captions.length, count, 'images');
  if (marked) checkCount('images', 'marks', marked.length, count, 'images');
  const numbers = stack.detach().to('cpu').reshape(-1).tolist() as number[];
  const limit = options.limit ?? numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

  const gap = 10;
  const line = captions ? 20 : 0;
  const high = (size * height) / width;
  const values = Array.from({ length: count }, (_, i) => {
    const pixels = numbers.slice(i * height * width, (i + 1) * height * width);
    const rgb = Uint8Array.from(pixels.flatMap((x) => shade(limit > 0 ? x / limit : 0, signed)));
    const times = Math.max(1, Math.ceil((2 * size) / width));
    const y = Math.floor(i / columns) * (high + line + gap) + high / 2;
    return {
      x: (i % columns) * (size + gap) + size / 2,
      y,
      below: y + high / 2 + 12,
      url: dataUrl(enlarged({ width, height, rgb }, times)),
      caption: captions?.[i] ?? '',
      marked: marked?.[i] ?? false,
    };
  });
  const across = Math.min(columns, count) * (size + gap) - gap;
  const down = Math.ceil(count / columns) * (high + line + gap) - gap;
  const at = (field: string): object => ({
    x: { field: 'x', type: 'quantitative', scale: { domain: [0, across] }, axis: null },
    y: { field, type: 'quantitative', scale: { domain: [down, 0] }, axis: null },
  });
  const colour = { condition: { test: 'datum.marked', value: wrong }, value: '#bbbbbb' };
  return new Figure({
    title,
    width: across,
    height: down,
    data: { values },
    layer: [
      {
        mark: { type: 'image', width: size, height: high, aspect: false },
        encoding: { ...at('y'), url: { field: 'url', type: 'nominal' } },
      },
      {
        mark: { type: 'rect', width: size, height: high, fill: null, strokeWidth: 1 },
        encoding: {
          ...at('y'),
          stroke: colour,
          strokeWidth: { condition: { test: 'datum.marked', value: 3 }, value: 1 },
        },
      },
      {
        mark: { type: 'text', fontSize: 12, baseline: 'middle' },
        encoding: {
          ...at('below'),
          text: { field: 'caption', type: 'nominal' },
          color: { condition: { test: 'datum.marked', value: wrong }, value: '#222222' },
        },
      },
    ],
  });
}

function planes(of: Tensor): Tensor {
  if (!is_tensor(of)) throw new TypeError('images(): images should be a tensor');
  const stack = of.dim() === 4 && of.size(1) === 1 ? of.squeeze(1) : of;
  if (stack.dim() !== 3 || stack.numel() === 0) {
    throw new ValueError(`images(): wanted [n, height, width] or [n, 1, height, width], got ${of.shape}`);
  }
  return stack;
}

/** The colour of a value from 0 to 1, or from -1 to 1 with a sign. */
function shade(value: number, signed: boolean): number[] {
  const part = Math.min(1, Math.abs(value));
  if (!signed) return Array(3).fill(Math.round(255 * (1 - (value > 0 ? part : 0)))) as number[];
  const [low, middle, high] = diverging;
  const end = value < 0 ? low : high;
  return middle.map((white, i) => Math.round(white + (end[i] - white) * part));
}
