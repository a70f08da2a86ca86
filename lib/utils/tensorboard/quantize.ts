/** Few colours in place of many: by halving the boxes in which the colours lie, at their medians. */

interface Colors {
  /** Red, green and blue of each colour. */
  readonly palette: Uint8Array;
  /** Which colour each pixel has. */
  readonly indices: Uint8Array;
}

const most = 256;

const channel = (color: number, by: number): number => (color >> by) & 255;

/** In which of the channels the colours lie furthest apart, and how far. */
function spread(colors: readonly number[]): [by: number, range: number] {
  let [widest, range] = [0, -1];
  for (const by of [16, 8, 0]) {
    let [low, high] = [255, 0];
    for (const color of colors) {
      const value = channel(color, by);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > range) [widest, range] = [by, high - low];
  }
  return [widest, range];
}

/** Boxes of colours, split where there are most pixels on the widest range, until there are 256. */
function boxes(counts: ReadonlyMap<number, number>): number[][] {
  const weight = (colors: readonly number[]): number => colors.reduce((sum, color) => sum + counts.get(color)!, 0);
  const score = (colors: number[]): { colors: number[]; by: number; score: number } => {
    const [by, range] = spread(colors);
    return { colors, by, score: colors.length < 2 ? -1 : range * weight(colors) };
  };
  const all = [score([...counts.keys()])];
  while (all.length < most) {
    const at = all.reduce((best, box, i) => (box.score > all[best]!.score ? i : best), 0);
    const { colors, by, score: value } = all[at]!;
    if (value < 0) break;
    colors.sort((a, b) => channel(a, by) - channel(b, by));
    const half = weight(colors) / 2;
    let [cut, before] = [0, 0];
    while (cut < colors.length - 1 && (cut === 0 || before < half)) before += counts.get(colors[cut++]!)!;
    all.splice(at, 1, score(colors.slice(0, cut)), score(colors.slice(cut)));
  }
  return all.map(({ colors }) => colors);
}

function meanOf(colors: readonly number[], counts: ReadonlyMap<number, number>): number[] {
  const total = colors.reduce((sum, color) => sum + counts.get(color)!, 0);
  return [16, 8, 0].map((by) =>
    Math.round(colors.reduce((sum, color) => sum + channel(color, by) * counts.get(color)!, 0) / total));
}

/** Pixels of RGB with 256 colours at the most: their own, where there are no more. */
export function quantized(rgb: Uint8Array): Colors {
  const counts = new Map<number, number>();
  const pixels = new Uint32Array(rgb.length / 3);
  for (let i = 0; i < pixels.length; i++) {
    const color = (rgb[3 * i]! << 16) | (rgb[3 * i + 1]! << 8) | rgb[3 * i + 2]!;
    pixels[i] = color;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const groups = counts.size <= most ? [...counts.keys()].map((color) => [color]) : boxes(counts);
  const places = new Map<number, number>();
  for (const [place, group] of groups.entries()) for (const color of group) places.set(color, place);
  return {
    palette: Uint8Array.from(groups.flatMap((group) => meanOf(group, counts))),
    indices: Uint8Array.from(pixels, (color) => places.get(color)!),
  };
}
