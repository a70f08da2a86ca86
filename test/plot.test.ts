import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import * as torch from 'nodetorch';
import * as plot from 'nodetorch/plot';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nodetorch-plot-'));
afterAll(() => rmSync(folder, { recursive: true }));

const digits = torch.arange(2 * 3 * 4).to(torch.float32).div(23).view(2, 1, 3, 4);
const loss = { train: [3, 2, 1], test: torch.tensor([3, 2.5, 2]) };
const twoPoints = { labels: [0, 1], names: ['no', 'yes'], y_label: 'f2' };
const words = { rows: ['said'], columns: ['a', 'b'] };
const figures: [name: string, figure: () => plot.Figure, texts: string[]][] = [
  ['lines', () => plot.lines(loss, { title: 'Loss', x_label: 'step' }), ['Loss', 'step', 'train', 'test']],
  ['points', () => plot.points([[0, 1], [1, 0]], twoPoints), ['no', 'yes', 'f2']],
  ['images', () => plot.images(digits, { captions: ['one', 'two'], marked: [false, true] }), ['one', 'two']],
  ['heatmap', () => plot.heatmap([[0.25, 0.75]], words), ['said', 'a', 'b', '0.25', '0.75']],
];

/** The texts of an SVG, in order. */
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);

/** Width, height and rows of colours of a PNG that encodePng made. */
function decode(url: string): { width: number; height: number; at: (x: number, y: number) => number[] } {
  const bytes = Buffer.from(url.split(',')[1]!, 'base64');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const start = bytes.indexOf('IDAT');
  const pixels = inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4)));
  const at = (x: number, y: number): number[] => {
    const from = y * (1 + 3 * width) + 1 + 3 * x;
    return [...pixels.subarray(from, from + 3)];
  };
  return { width, height, at };
}

describe('pictures', () => {
  test.each(figures)('%s: an SVG with its texts', async (_, figure, texts) => {
    const svg = await figure().svg();
    expect(svg).toMatch(/^<svg /);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(texts));
  });

  test('a PNG has twice the size of the SVG, or what scale says', async () => {
    const figure = plot.heatmap([[1]]);
    const [, width] = /^<svg[^>]*width="(\d+)"/.exec(await figure.svg())!;
    const sizeOf = (png: Uint8Array): number => Buffer.from(png).readUInt32BE(16);
    expect(sizeOf(await figure.png())).toBe(2 * Number(width));
    expect(sizeOf(await figure.png({ scale: 1 }))).toBe(Number(width));
    await expect(figure.png({ scale: 0 })).rejects.toThrow('scale should be above 0, got 0');
  });

  test('save: by the end of the name, whole or not at all, with its folder', async () => {
    const figure = plot.lines({ loss: [1, 2] });
    const deep = join(folder, 'new/folder');
    for (const name of ['a.svg', 'b.png', 'c.json']) {
      expect(await figure.save(join(deep, name))).toBe(join(deep, name));
    }
    expect(readdirSync(deep).sort()).toEqual(['a.svg', 'b.png', 'c.json']);
    expect(readFileSync(join(deep, 'a.svg'), 'utf8')).toMatch(/^<svg /);
    expect(readFileSync(join(deep, 'b.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(JSON.parse(readFileSync(join(deep, 'c.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(figure.spec)));
    await expect(figure.save(join(deep, 'd.jpg'))).rejects.toThrow("should end in .svg, .png or .json, got '.jpg'");
    expect(readdirSync(deep)).toHaveLength(3);
  });
});

describe('what is in them', () => {
  type Layer = { data: { values: { url: string }[] } };

  test('images: dark is much, signs have colours, and all share one scale', () => {
    const [first, last] = (plot.images(digits).spec['data'] as Layer['data']).values.map(({ url }) => decode(url));
    expect([first!.width % 4, first!.height % 3, first!.width / 4]).toEqual([0, 0, first!.height / 3]);
    expect(first!.at(0, 0)).toEqual([255, 255, 255]);
    expect(last!.at(last!.width - 1, last!.height - 1)).toEqual([0, 0, 0]);
    const signed = plot.images(torch.tensor([[[-2, 0, 1]]]), { signed: true, size: 1 });
    const { at } = decode((signed.spec['data'] as Layer['data']).values[0]!.url);
    expect([at(0, 0), at(1, 0), at(2, 0)]).toEqual([[213, 94, 0], [255, 255, 255], [128, 185, 217]]);
  });

  test('points: the ground is what `regions` answers, the right way up, and wrong answers get a ring', () => {
    const figure = plot.points(torch.tensor([[-1, -1], [1, 1]]), {
      labels: torch.tensor([0, 1]),
      observed: [0, 0],
      regions: (at) => at.index(':', 1).gt(0).to(torch.int64),
    });
    const layers = figure.spec['layer'] as Layer[];
    const { width, height, at } = decode(layers[0]!.data.values[0]!.url);
    expect(at(0, 0)).toEqual(at(width - 1, 0));
    expect(at(0, 0)).not.toEqual(at(0, height - 1));
    expect((figure.spec['data'] as { values: { off: boolean }[] }).values.map(({ off }) => off)).toEqual([false, true]);
    expect(layers).toHaveLength(3);
  });

  test('lines: a logarithmic axis leaves out what has no logarithm', () => {
    const values = (plot.lines({ loss: [1, 0, 0.1] }, { y_log: true }).spec['data'] as { values: object[] }).values;
    expect(values).toEqual([{ name: 'loss', x: 0, y: 1 }, { name: 'loss', x: 2, y: 0.1 }]);
  });

  test('heatmap: the same word may stand twice', async () => {
    const svg = await plot.heatmap([[1, 0, 0]], { columns: ['no', 'no', 'yes'] }).svg();
    expect(textsOf(svg).filter((text) => text === 'no')).toHaveLength(2);
  });
});

describe('mistakes', () => {
  test.each<[string, () => unknown, string]>([
    ['labels too few', () => plot.points([[0, 1]], { labels: [] }), '0 labels for 1 points'],
    ['three coordinates', () => plot.points([[0, 1, 2]]), '3 columns for 2 coordinates'],
    ['places too few', () => plot.lines({ loss: [1, 2] }, { x: [1] }), '2 values of loss for 1 places'],
    ['a matrix as a line', () => plot.lines({ loss: torch.zeros(1, 2) }), 'loss should have one dimension, got 2'],
    ['images without rows', () => plot.images(torch.zeros(3, 4)), 'got torch.Size([3, 4])'],
    ['captions too many', () => plot.images(digits, { captions: ['a', 'b', 'c'] }), '3 captions for 2 images'],
    ['names too few', () => plot.heatmap([[1, 2]], { columns: ['a'] }), '1 names for 2 columns'],
    ['ragged rows', () => plot.heatmap([[1, 2], [1]]), 'rows of matrix differ in length'],
    ['regions of the wrong size', () => plot.points([[0, 1]], { regions: () => torch.zeros(3) }), '3 categories'],
    ['an unknown option', () => plot.lines({}, { titel: 'x' } as plot.LinesOptions), 'titel'],
  ])('%s', (_, draw, message) => expect(draw).toThrow(message));
});
