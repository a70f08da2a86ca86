/** What a file of this folder gives to the slides: pictures and values by name, computed when they are asked for. */
import type { Tensor } from 'nodetorch';
import { Figure } from 'nodetorch/plot';

/** One picture as SVG, or its frames, which become pages that follow each other. */
export type Picture = string | Figure | readonly (string | Figure)[];
/** A number, a word, a row or rows of numbers. */
export type Value = number | string | readonly number[] | readonly (readonly number[])[];

export type Pictures = Record<string, () => Picture | Promise<Picture>>;
export type Values = Record<string, () => Value | Promise<Value>>;

/** A function that computes its result once. */
export function once<T>(compute: () => T): () => T {
  let made: { result: T } | undefined;
  return () => (made ??= { result: compute() }).result;
}

const rounded = (x: number): number => Number(x.toPrecision(7));

/** The numbers of a tensor of one dimension, without the digits that a float32 does not have: 0.3, not 0.30000001. */
export const numbers = (t: Tensor): number[] => (t.detach().tolist() as number[]).map(rounded);
/** The rows of a tensor of two dimensions, likewise. */
export const rowsOf = (t: Tensor): number[][] => (t.detach().tolist() as number[][]).map((row) => row.map(rounded));

/** How a chart looks on a slide, which is read from the back row. */
const large = {
  background: 'transparent',
  padding: 4,
  title: { anchor: 'start', fontSize: 24, fontWeight: 'bold', color: '#222222' },
  axis: { labelFontSize: 20, titleFontSize: 22, tickCount: 6 },
  legend: { labelFontSize: 22, titleFontSize: 22, symbolSize: 200, labelLimit: 0 },
};

type Config = Record<string, object | string | number>;

/** Lines and marks of a chart and its legends, thicker; what lies in `layer` too. */
function thicker(spec: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const mark = spec.mark as Record<string, unknown> | undefined;
  const size = mark?.type === 'line' ? { strokeWidth: 4 } : mark?.type === 'point' ? { size: 150 } : {};
  const wide = mark && { ...mark, ...size };
  const layers = spec.layer as Readonly<Record<string, unknown>>[] | undefined;
  const encoding = spec.encoding as Readonly<Record<string, Record<string, unknown>>> | undefined;
  const marks = encoding && Object.fromEntries(Object.entries(encoding).map(([name, channel]) =>
    [name, channel.legend ? { ...channel, legend: { ...channel.legend, symbolSize: 300 } } : channel]));
  const inner = layers && { layer: layers.map(thicker) };
  return { ...spec, ...(wide && { mark: wide }), ...(marks && { encoding: marks }), ...inner };
}

/** A figure with letters for a slide, as SVG; give it its size in the slide's pixels (`width`, `height`, `size`). */
export async function chart(figure: Figure): Promise<string> {
  const config: Config = { ...(figure.spec.config as Config) };
  for (const [key, value] of Object.entries(large)) {
    config[key] = typeof value === 'object' ? { ...(config[key] as object), ...value } : value;
  }
  return new Figure({ ...thicker(figure.spec), config }).svg();
}

/** The frames of a picture as SVG. */
export async function framesOf(picture: Picture): Promise<string[]> {
  const list = Array.isArray(picture) ? (picture as readonly (string | Figure)[]) : [picture as string | Figure];
  const frames: string[] = [];
  for (const one of list) frames.push(typeof one === 'string' ? one : await chart(one));
  return frames;
}
